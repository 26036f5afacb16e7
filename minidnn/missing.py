"""A name that does not exist helps: "did you mean …", or PyTorch has it and minidnn has not.

`torch_names.json` holds PyTorch's public names (`tools/make_torch_names.py`); it is read when a
name is missing, never before.
"""

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

Call = TypeVar("Call", bound=Callable[..., Any])
COVERAGE = "docs/coverage.md"
PYTHONS = (  # how Python and NumPy speak of a value of a kind that they cannot use
    "not supported between", "unsupported operand", "bad operand", "invalid literal",
    "cannot be interpreted", "Cannot interpret", "is not iterable", "is not callable",
    "is not subscriptable", "object has no attribute", "has no len()", "os.PathLike",
    "not understood", "can't multiply", "could not convert", "cannot unpack",
)  # fmt: skip
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
    "verbose": "progress",
    "loss": "criterion",
    "loss_fn": "criterion",
    "loss_function": "criterion",
    "n_epochs": "epochs",
    "num_epochs": "epochs",
    "validation_data": "val_loader",
    "val_data": "val_loader",
    "data": "train_loader loader",
    "device": "map_location",
    "max_new_tokens": "length",
    "max_tokens": "length",
    "path": "root",
    "file": "path",
    "filename": "path",
    "hidden_dim": "hidden_size",
    "embed_dim": "embedding_dim d_model",
    "kernel": "kernel_size",
    "dropout_rate": "p dropout",
    "workers": "num_workers",
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


def explaining(call: Call, kinds: bool = False) -> Call:
    """A function whose error about its arguments says what was meant, and how it is called.

    kinds: where Python's own words come from inside (a constructor, which runs no code of others),
    the values that were given are said as well.
    """

    @functools.wraps(call)
    def explained(*args, **options):
        try:
            return call(*args, **options)
        except (TypeError, AttributeError, ValueError) as error:
            if getattr(error, "explained", False):
                raise
            text = misuse(call, args, options, error, kinds)
            if text is None:
                raise
            better = TypeError(text)
            better.explained = True
            raise better from (error if kinds else None)

    return explained  # type: ignore[return-value]


def explain_constructor(cls, always: bool = False) -> None:
    """The same for the constructor of a class of the library: for `__init_subclass__`."""
    own = cls.__module__.startswith("minidnn.")
    if "__init__" in vars(cls) and (own or always):
        cls.__init__ = explaining(cls.__init__, kinds=own)


def misuse(call, args, options, error, kinds):
    """The sentence on a call that went wrong; None where its arguments are not the cause."""
    import inspect  # only when a call went wrong

    signature, name = inspect.signature(call), call.__name__
    parameters = list(signature.parameters.values())
    if name == "__init__":
        name, parameters = type(args[0]).__name__, parameters[1:]
        args = args[1:]
    signature = signature.replace(parameters=parameters)
    try:
        given = signature.bind(*args, **options).arguments
    except TypeError:
        return f"{name}: {wrong_call(parameters, args, options)}"
    if kinds and any(words in str(error) for words in PYTHONS):
        values = ", ".join(f"{k}={short(v)}" for k, v in given.items())
        return f"{name}: an argument is of the wrong kind; got {values} ({error})"
    return None


def wrong_call(parameters, args, options):
    """What is wrong with the arguments of a call: unknown, missing, or too many."""
    known = [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    places = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    takes = f"It takes {', '.join(known)}" if known else "It takes no arguments"
    for name in options:
        if name not in known:
            meant = next((m for m in MEANT.get(name, "").split() if m in known), None)
            meant = meant or nearest(name, known)
            hint = f"; did you mean {meant}?" if meant else "."
            return f"there is no argument {name!r}{hint} {takes}"
    if len(args) > len(places):
        rest = [name for name in known if name not in places]
        hint = f"; give the others by name: {', '.join(rest)}" if rest else f". {takes}"
        return f"takes at most {len(places)} arguments without a name, got {len(args)}{hint}"
    twice = [name for name in places[: len(args)] if name in options]
    if twice:
        return f"{twice[0]} was given twice. {takes}"
    filled = {*places[: len(args)], *options}
    needed = [p.name for p in parameters if p.default is p.empty and p.name in known]
    absent = [name for name in needed if name not in filled]
    return f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} missing. {takes}"


def short(value):
    """A value in a sentence: itself where it is short, else its class."""
    text = repr(value)
    return text if len(text) <= 30 and "\n" not in text else f"a {type(value).__name__}"
