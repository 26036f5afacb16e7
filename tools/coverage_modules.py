"""Runs PyTorch's own sample inputs of modules (its module_db) through ours, and counts what holds.

    python tools/coverage_modules.py [NAME ...]     # a table, or all differences of some modules

A sample passes if output, all gradients, state dict and repr are PyTorch's, in training and in
evaluation, float64 to 1e-10 and float32 to 1e-5 of the largest value. PyTorch must be installed.
"""

import copy
import sys
import warnings

import numpy as np

import minidnn
from minidnn import nn

TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}
RANDOM = {"RReLU", "FractionalMaxPool2d", "FractionalMaxPool3d"}  # draw in training
# PyTorch gives the gradient of the logits here, as if log_probs came from log_softmax
LOGITS = {"CTCLoss"}

KNOWN = {
    "CrossEntropyLoss": "the mean over no label at all is refused, not NaN",
    "Tanh": "float32: NumPy's tanh and PyTorch's differ in the last bit, 1 - y² enlarges it",
    "TransformerEncoder": "its samples hold layers of PyTorch's, which are no modules of ours",
}


class Skipped(Exception):
    """A sample that says nothing: PyTorch itself refuses it, or it is made for another machine."""


def groups(
    names: set[str] | None = None, dtypes: tuple = (np.float64, np.float32)
) -> dict[str, tuple[int, int, list[str]]]:
    """{module: (samples that pass, samples, differences)} for PyTorch's module_db.

    names: these modules only.
    """
    from torch.testing._internal.common_modules import module_db

    results = {}
    for info in module_db:
        name = info.module_cls.__name__
        if names is not None and name not in names:
            continue
        passed, total, problems = 0, 0, []
        for training in (True, False):
            for dtype in dtypes:
                for sample in samples(info, dtype, training):
                    try:
                        problem = difference(name, info.module_cls, sample, dtype, training)
                    except Skipped:
                        continue
                    total += 1
                    passed += problem is None
                    if problem is not None:
                        problems.append(f"{problem} [{sample_text(sample)}]")
        results[name] = passed, total, problems
    return results


def samples(info, dtype, training):
    """PyTorch's samples of a module on the CPU."""
    import torch

    torch.manual_seed(0)
    kind = getattr(torch, np.dtype(dtype).name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(
            info.module_inputs_func(
                info, device="cpu", dtype=kind, requires_grad=True, training=training
            )
        )


def difference(name, theirs_class, sample, dtype, training):
    """What differs between the two libraries for a sample; None if nothing does."""
    import torch

    torch.manual_seed(0)
    if sample.forward_input is None:
        raise Skipped
    made, given = sample.constructor_input, sample.forward_input
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind = getattr(torch, np.dtype(dtype).name)
        try:
            theirs = theirs_class(*made.args, **made.kwargs).to(kind).train(training)
            inputs = copy_of(given.args), copy_of(given.kwargs)
            wanted = theirs(*inputs[0], **inputs[1])
        except Exception:
            raise Skipped from None
        ours_class = getattr(nn, name, None)
        if ours_class is None:
            return "there is no such layer"
        try:
            ours = ours_class(*ours_of(made.args), **ours_of(made.kwargs))
            ours = ours.to(dtype=dtype).train(training)
            names = [n for n, p in theirs.state_dict().items()]
            if "Lazy" in name:
                ours(*ours_of(given.args), **ours_of(given.kwargs))
            if list(ours.state_dict()) != names:
                return f"state {list(ours.state_dict())} instead of {names}"
            fresh = theirs_class(*made.args, **made.kwargs).to(kind)
            fresh.train(training)
            if "Lazy" in name:
                fresh(*copy_of(given.args), **copy_of(given.kwargs))
            fresh.load_state_dict(theirs.state_dict())
            load(ours, fresh)
            own = ours_of(given.args), ours_of(given.kwargs)
            inputs = copy_of(given.args), copy_of(given.kwargs)
            wanted = fresh(*inputs[0], **inputs[1])
            result = ours(*own[0], **own[1])
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:200]
        if repr(ours) != repr(fresh):
            return f"repr {ours!r} instead of {fresh!r}"
        return compared(name, (ours, own, result), (fresh, inputs, wanted), dtype, training)


def compared(name, mine, other, dtype, training):
    """The first difference of results, gradients and states."""
    import torch

    (ours, own, result), (theirs, inputs, wanted) = mine, other
    results, wanteds = leaves(result), leaves(wanted)
    if len(results) != len(wanteds):
        return f"{len(results)} results instead of {len(wanteds)}"
    if name in RANDOM and training:
        return None if results[0].shape == tuple(wanteds[0].shape) else "shape"
    rng = np.random.default_rng(0)
    total, goal = None, None
    for y, z in zip(results, wanteds):
        problem = far(y.detach().numpy(), z.detach().numpy(), dtype, "output")
        if problem:
            return problem
        if z.requires_grad:
            dy = rng.standard_normal(tuple(z.shape)).astype(dtype)
            part, aim = (y * minidnn.tensor(np.asarray(dy))).sum(), (z * torch.tensor(dy)).sum()
            total, goal = (part, aim) if total is None else (total + part, goal + aim)
    if goal is None:
        return None
    total.backward()
    goal.backward()
    if name not in LOGITS:
        for i, (x, z) in enumerate(zip(leaves(own), leaves(inputs))):
            if z.grad is not None:
                problem = far(gradient(x), z.grad.numpy(), dtype, f"gradient of input {i}")
                if problem:
                    return problem
    for (label, p), q in zip(ours.named_parameters(), theirs.parameters()):
        if q.grad is not None:
            problem = far(gradient(p), q.grad.numpy(), dtype, f"gradient of {label}")
            if problem:
                return problem
    for (label, p), q in zip(ours.state_dict().items(), theirs.state_dict().values()):
        problem = far(p.numpy(), q.numpy(), dtype, f"state {label}")
        if problem:
            return problem
    return None


def far(ours, theirs, dtype, what):
    """A sentence if two arrays differ in shape, type or by more than the tolerance."""
    if ours is None:
        return f"{what}: none"
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return f"{what}: {ours.dtype} {ours.shape} instead of {theirs.dtype} {theirs.shape}"
    finite = np.isfinite(theirs)
    scale = np.abs(theirs[finite]).max(initial=1e-30) if theirs.dtype.kind == "f" else 0
    tolerance = TOLERANCE[dtype]
    if np.allclose(ours, theirs, tolerance, tolerance * scale, equal_nan=True):
        return None
    return f"{what}: off by {np.abs(ours - theirs)[finite].max(initial=0):.2g} of {scale:.2g}"


def load(ours, theirs):
    """PyTorch's values in our module."""
    ours.load_state_dict({k: v.detach().numpy().copy() for k, v in theirs.state_dict().items()})


def gradient(x):
    """The gradient of a tensor as an array."""
    return None if x.grad is None else x.grad.numpy()


def leaves(value):
    """All tensors in nested tuples, lists and dictionaries."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return [x for part in value for x in leaves(part)]
    return [value] if hasattr(value, "requires_grad") else []


def copy_of(value):
    """The same value with fresh leaf tensors."""
    import torch

    return converted(value, lambda x: x.detach().clone().requires_grad_(x.requires_grad), torch)


def ours_of(value):
    """The same value with our tensors."""
    import torch

    def tensor(x):
        return minidnn.tensor(x.detach().numpy().copy(), requires_grad=x.requires_grad)

    return converted(value, tensor, torch)


def converted(value, tensor, torch):
    """The same value with `tensor` called on every tensor in it."""
    if isinstance(value, torch.Tensor):
        return tensor(value)
    if isinstance(value, torch.dtype):
        return np.dtype(str(value).removeprefix("torch.")) if tensor.__name__ == "tensor" else value
    if isinstance(value, dict):
        return {k: converted(v, tensor, torch) for k, v in value.items()}
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return type(value)(converted(v, tensor, torch) for v in value)
    if tensor.__name__ == "tensor" and isinstance(value, torch.nn.TransformerEncoderLayer):
        return encoder_layer(value)
    if tensor.__name__ == "tensor" and callable(value) and hasattr(value, "__module__"):
        return getattr(nn.functional, getattr(value, "__name__", ""), value)
    return value if tensor.__name__ == "tensor" else copy.copy(value)


def encoder_layer(theirs):
    """Our layer of the sizes and options of PyTorch's; its state is loaded later."""
    attention = theirs.self_attn
    layer = nn.TransformerEncoderLayer(
        attention.embed_dim,
        attention.num_heads,
        theirs.linear1.out_features,
        theirs.dropout.p,
        getattr(nn.functional, theirs.activation.__name__),
        theirs.norm1.eps,
        attention.batch_first,
        theirs.norm_first,
        theirs.linear1.bias is not None,
    )
    return layer.train(theirs.training)


def sample_text(sample):
    """The arguments of a sample and the shapes of its inputs, in short."""
    made = sample.constructor_input
    shapes = [tuple(x.shape) for x in leaves((sample.forward_input.args,))]
    return f"{made.args} {made.kwargs} {shapes}"[:160]


def table() -> str:
    """The results as a table of Markdown, for docs/coverage.md."""
    lines = ["| layer | samples that hold | of | why not all, or the first |"]
    lines.append("|---|---:|---:|---|")
    for name, (passed, total, problems) in sorted(groups().items()):
        why = ""
        if problems:
            why = KNOWN.get(name) or " ".join(problems[0].split())[:120].replace("|", "/")
        lines.append(f"| `{name}` | {passed} | {total} | {why} |")
    return "\n".join(lines) + "\n"


def main():
    wanted = sys.argv[1:]
    for name, (passed, total, problems) in groups(set(wanted) or None).items():
        print(f"{name:30} {passed:4} of {total}")
        for problem in problems[: 50 if wanted else 1]:
            print("      ", problem)


if __name__ == "__main__":
    main()
