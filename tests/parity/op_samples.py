"""PyTorch's own sample inputs, run under both libraries: values, dtypes, shapes and gradients.

The samples come from PyTorch's database of ops at run time (`torch.testing._internal`); nothing of
it is copied here. `run(op)` says how many samples of an op agree, and what the first other one did.
"""

import contextlib
import io
import math
import warnings

import numpy as np
import torch

import minidnn

# The result is random: only shape and dtype are compared
RANDOM_TEXT = """
    bernoulli multinomial normal rand_like randn randn_like randint randint_like uniform cauchy
    exponential geometric log_normal empty empty_like empty_permuted empty_strided new_empty
    new_empty_strided nn.functional.dropout nn.functional.dropout2d nn.functional.dropout3d
    nn.functional.alpha_dropout nn.functional.feature_alpha_dropout nn.functional.rrelu
    nn.functional.multi_head_attention_forward nn.functional.fractional_max_pool2d
    nn.functional.fractional_max_pool3d resize_ resize_as_
"""
RANDOM = set(RANDOM_TEXT.split())
# Unique up to signs or phases: magnitudes are compared here, the rest in tests of their own
GAUGE = {"linalg.eigh", "linalg.eig", "linalg.svd", "svd", "linalg.qr", "qr"}


# The database calls these with its arguments in another order
ADAPTED = {
    "einsum": lambda operands, equation: minidnn.einsum(equation, *operands),
    "nn.functional.embedding": lambda weight, index, **options: minidnn.nn.functional.embedding(
        index, weight, **options
    ),
    "nn.functional.embedding_bag": lambda weight, index, **options: (
        minidnn.nn.functional.embedding_bag(index, weight, **options)
    ),
    "fill": lambda x, *args, **options: x.clone().fill_(*args, **options),
    "zero_": lambda x: x.clone().zero_(),
    "where": lambda x, condition, other: minidnn.where(condition, x, other),
}
# Samples that need what cannot be handed over: parts of one storage, functions of PyTorch
UNFIT = {
    ("as_strided", "partial_views"),
    ("linalg.lstsq", "grad_oriented"),
    ("linalg.pinv", "singular"),
    ("normal", "in_place"),
    ("svd_lowrank", ""),
    ("pca_lowrank", ""),
    ("histogramdd", ""),
    ("nn.functional.triplet_margin_with_distance_loss", ""),
}

# Where float32 alone differs, and what is known to differ, and why; docs/coverage.md shows it
SINGLE = {("logcumsumexp", ""): "PyTorch's float32 gradient is off by 2e-3, this one by 3e-4"}
KNOWN = {
    ("nn.functional.batch_norm", ""): "an input without channels is refused",
    ("nn.functional.ctc_loss", ""): "PyTorch's gradient is that of the logits behind log_probs",
    ("nextafter", ""): "a step between neighbours has no gradient here, a zero one there",
    ("linalg.householder_product", ""): "of no reflections the result does not depend on x",
    ("linalg.matrix_power", ""): "the power 0 does not depend on x, so it has no gradient",
}


def group_of(name):
    """The part of the namespace that an op belongs to."""
    for start in ("linalg", "fft", "special", "nn.functional", "masked", "sparse", "signal"):
        if name.startswith(start + "."):
            return start
    return "torch and Tensor"


def ours(info):
    """Our function for an op of the database, None where there is none."""
    name = info.name
    if name.startswith(("torch.", "_")):
        return getattr(minidnn.Tensor, name, None) if name.startswith("__") else None
    found = minidnn
    for part in name.split("."):
        try:
            found = getattr(found, part, None)
        except ImportError:
            found = None
        if found is None:
            break
    if name in ADAPTED:
        return ADAPTED[name]
    if not callable(found) and "." not in name:
        found = getattr(minidnn.Tensor, name, getattr(minidnn.Tensor, f"{name}_", None))
        if isinstance(found, property):
            found = found.fget
    return found if callable(found) else None


def theirs(info):
    """PyTorch's function for an op."""
    return info.op


def converted(value, leaves, kind):
    """An argument of PyTorch's as ours; tensors that want a gradient are noted in leaves."""
    if isinstance(value, torch.Tensor):
        array = value.detach().resolve_conj().resolve_neg().numpy(force=True).copy()
        tensor = minidnn.Tensor(np.asarray(array))
        if value.requires_grad:
            tensor.requires_grad_()
            leaves.append((value, tensor))
        return tensor
    if isinstance(value, torch.dtype):
        return np.dtype(str(value).removeprefix("torch."))
    if isinstance(value, torch.device):
        return "cpu"
    if isinstance(value, torch.Size):
        return minidnn.Size(value)
    if isinstance(value, torch.memory_format | torch.layout):
        return getattr(minidnn, str(value).removeprefix("torch."))
    if isinstance(value, torch.Generator):
        return minidnn.Generator()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(converted(v, leaves, kind) for v in value))
    if isinstance(value, list | tuple):
        return type(value)(converted(v, leaves, kind) for v in value)
    if isinstance(value, dict):
        return {k: converted(v, leaves, kind) for k, v in value.items()}
    return value


def flat(result):
    """The tensors and numbers of a result, in order."""
    if isinstance(result, list | tuple) and not isinstance(result, torch.Size | minidnn.Size):
        return [x for part in result for x in flat(part)]
    return [result]


def run(info, dtype=torch.float64, limit=None):
    """(passed, total, [what the others did]) for the samples of an op; None where it is absent."""
    function = ours(info)
    if function is None or dtype not in info.dtypes:
        return None
    if (info.name, info.variant_test_name) in UNFIT:
        return None
    wants = bool(info.supports_autograd)
    torch.manual_seed(0)
    try:
        samples = list(info.sample_inputs("cpu", dtype, requires_grad=wants))
    except Exception as error:  # the database cannot make samples of this kind
        return 0, 0, [f"no samples: {error}"]
    if limit is not None and len(samples) > limit:
        step = len(samples) / limit
        samples = [samples[int(i * step)] for i in range(limit)]
    passed, troubles, total = 0, [], 0
    for sample in samples:
        outcome = one(info, function, sample, dtype)
        if outcome == "skip":
            continue
        total += 1
        if outcome is None:
            passed += 1
        else:
            troubles.append(outcome)
    return passed, total, troubles


def described(sample):
    """A sample in a few words."""
    show = lambda v: (
        f"{tuple(v.shape)}" if isinstance(v, torch.Tensor) else repr(v)[:60]
        if not isinstance(v, list | tuple) else "[" + ",".join(map(show, v)) + "]"
    )
    parts = [show(v) for v in (sample.input, *sample.args)]
    return ", ".join([*parts, *(f"{k}={show(v)}" for k, v in sample.kwargs.items())])[:160]


def one(info, function, sample, dtype):
    """None where both agree, "skip" where PyTorch refuses, else what differs."""
    args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        leaves = []
        mine, named = converted(args, leaves, dtype), converted(kwargs, leaves, dtype)
        try:
            expected = theirs(info)(*args, **kwargs)
        except Exception:
            return "skip"
        try:
            got = function(*mine, **named)
        except Exception as error:
            return f"({described(sample)}): {type(error).__name__}: {error}"[:300]
        random = info.name in RANDOM or bool(sample.kwargs.get("dropout_p"))
        trouble = compared(info.name, expected, got, dtype, random)
        if trouble is None and info.supports_autograd and not random and info.name not in GAUGE:
            trouble = gradients(leaves, flat(expected), flat(got), dtype)
    return trouble and f"({described(sample)}): {trouble}"


def tolerance(dtype):
    """How far two numbers of a dtype may be apart."""
    exact = dtype in (torch.float64, torch.complex128)
    return {"rtol": 1e-6, "atol": 1e-7} if exact else {"rtol": 2e-3, "atol": 1e-4}


def compared(name, expected, got, dtype, random):
    """What differs between two results, None for nothing."""
    a, b = flat(expected), flat(got)
    if len(a) != len(b):
        return f"{len(b)} results instead of {len(a)}"
    for x, y in zip(a, b):
        if not isinstance(x, torch.Tensor):
            same = x == y or (isinstance(x, float) and math.isclose(x, y, rel_tol=1e-6))
            if not same and not (isinstance(x, torch.dtype) or x != x):
                return f"{y!r} instead of {x!r}"[:120]
            continue
        if not isinstance(y, minidnn.Tensor):
            return f"a {type(y).__name__} instead of a tensor"
        if tuple(x.shape) != tuple(y.shape):
            return f"shape {tuple(y.shape)} instead of {tuple(x.shape)}"
        if str(x.dtype).removeprefix("torch.") != str(y.dtype):
            return f"{y.dtype} instead of {x.dtype}"
        if random:
            continue
        p, q = x.detach().resolve_conj().resolve_neg().numpy(force=True), y.detach().numpy()
        if name in GAUGE and p.ndim == max(v.ndim for v in a):
            continue  # the vectors; the values beside them have a dimension less
        if not np.allclose(q, p, equal_nan=True, **tolerance(dtype)):
            return f"values differ: {text(q)} instead of {text(p)}"
    return None


def text(array):
    """The first numbers of an array."""
    return np.array2string(array.reshape(-1)[:4], precision=6)


def gradients(leaves, expected, got, dtype):
    """What differs between the gradients of a random sum of two results."""
    rng = np.random.default_rng(0)
    total_a, total_b = [], []
    for x, y in zip(expected, got):
        if not isinstance(x, torch.Tensor) or not x.requires_grad:
            continue
        dy = rng.standard_normal(tuple(x.shape))
        dy = dy + 1j * rng.standard_normal(tuple(x.shape)) if x.is_complex() else dy
        dy = np.asarray(dy).astype(str(x.dtype).removeprefix("torch."))
        total_a.append((x, torch.from_numpy(dy)))
        total_b.append((y, minidnn.Tensor(dy)))
    if not total_a or not leaves:
        return None
    try:
        want = torch.autograd.grad(
            [x for x, _ in total_a], [a for a, _ in leaves], [d for _, d in total_a],
            allow_unused=True,
        )
    except Exception:
        return None
    if not any(y.requires_grad for y, _ in total_b):
        return "no gradient"
    total_b = [(y, d) for y, d in total_b if y.requires_grad]
    try:
        have = minidnn.autograd.grad(
            [y for y, _ in total_b], [b for _, b in leaves], [d for _, d in total_b],
            allow_unused=True,
        )
    except Exception as error:
        return f"backward: {type(error).__name__}: {error}"[:200]
    for i, (p, q) in enumerate(zip(want, have)):
        if p is None and q is None:
            continue
        p = torch.zeros_like(leaves[i][0]) if p is None else p
        q = minidnn.zeros_like(leaves[i][1]) if q is None else q
        p, q = p.detach().resolve_conj().resolve_neg().numpy(force=True), q.detach().numpy()
        if q.shape != p.shape or q.dtype != p.dtype:
            return f"gradient {i}: {q.shape} {q.dtype} instead of {p.shape} {p.dtype}"
        if not np.allclose(q, p, equal_nan=True, **tolerance(dtype)):
            return f"gradient {i} differs: {text(q)} instead of {text(p)}"
    return None
