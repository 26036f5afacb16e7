"""A name that does not exist helps: "did you mean …", or PyTorch has it and minidnn has not.

`torch_names.json` holds PyTorch's public names (`tools/make_torch_names.py`); it is read when a
name is missing, never before.
"""

import functools
import sys

COVERAGE = "docs/coverage.md"
MEANT = {  # what other libraries call it
    "learning_rate": "lr",
    "learning_rate_init": "lr",
    "beta": "momentum",
    "beta1": "betas",
    "beta_1": "betas",
    "epsilon": "eps",
    "decay": "weight_decay",
    "l2": "weight_decay",
    "units": "out_features",
    "in_dim": "in_features",
    "out_dim": "out_features",
    "filters": "out_channels",
    "strides": "stride",
    "pool_size": "kernel_size",
    "rate": "p",
    "prob": "p",
    "batchsize": "batch_size",
    "parameters": "params",
    "size_avg": "reduction",
}


def attributes(module: str, twin: str | None = None):
    """The `__getattr__` of a module whose names follow those of PyTorch's `twin`."""

    def __getattr__(name):
        raise NoAttribute(module, name, dir(sys.modules[module]), twin)

    return __getattr__


class NoAttribute(AttributeError):
    """The error for a missing name. Its text is made when somebody reads it: hasattr asks often."""

    def __init__(self, owner, name, known, twin=None):
        super().__init__(owner, name)
        self.owner, self.missing, self.known, self.twin = owner, name, known, twin

    def __str__(self):
        text = f"{self.owner} has no {self.missing}"
        if self.twin is not None and self.missing in theirs().get(self.twin, ()):
            return f"{text}: {self.twin} has it, minidnn has not (see {COVERAGE})"
        close = nearest(self.missing, [n for n in self.known if not n.startswith("_")])
        return f"{text}; did you mean {close}?" if close else text


def nearest(name, known):
    """The known name that is most like another one, or None."""
    from difflib import SequenceMatcher, get_close_matches

    plain = {n: n.lower().replace("_", "") for n in known}
    wanted = name.lower().replace("_", "")
    close = get_close_matches(wanted, set(plain.values()), n=3, cutoff=0.7)
    alike = [n for n in known if plain[n] in close]
    return max(alike, key=lambda n: SequenceMatcher(None, name, n).ratio(), default=None)


@functools.cache
def theirs():
    """{PyTorch's module or class: its public names}."""
    import json  # only when a name is missing
    from importlib import resources

    text = resources.files("minidnn").joinpath("torch_names.json").read_text(encoding="utf-8")
    return {owner: frozenset(names.split()) for owner, names in json.loads(text).items()}


def explaining(init):
    """A constructor whose error about an unknown argument says what may have been meant."""

    @functools.wraps(init)
    def explained(self, *args, **options):
        try:
            init(self, *args, **options)
        except TypeError as error:
            import inspect

            known = list(inspect.signature(init).parameters)[1:]
            wrong = [name for name in options if name not in known]
            if not wrong or "unexpected keyword argument" not in str(error):
                raise
            meant = MEANT.get(wrong[0])
            meant = meant if meant in known else nearest(wrong[0], known)
            raise TypeError(
                f"{type(self).__name__}: there is no argument {wrong[0]!r}"
                + (f"; did you mean {meant}?" if meant else "")
                + f" It takes {', '.join(known)}"
            ) from None

    return explained
