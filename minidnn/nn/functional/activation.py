"""Activations as functions: what a network does between its layers."""

import warnings
from typing import Any

from ... import backend
from ... import functional as F
from ...functional import sigmoid, tanh
from ...functional.checks import expect_floating, expect_tensor
from ...ops import activation as ops
from ...ops import fast
from ...tape import apply
from ...tensor import Tensor
from ...views import write

__all__ = [
    "celu", "celu_", "elu", "elu_", "glu", "gumbel_softmax", "hardshrink", "hardsigmoid",
    "hardswish", "hardtanh", "hardtanh_", "leaky_relu", "leaky_relu_", "log_softmax", "logsigmoid",
    "mish", "prelu", "relu", "relu6", "relu_", "rrelu", "rrelu_", "selu", "selu_", "sigmoid",
    "silu", "softmax", "softmin", "softplus", "softshrink", "softsign", "tanh", "tanhshrink",
    "threshold", "threshold_",
]


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); inplace: in the memory of the input."""
    return F.relu_(input) if inplace else F.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6)."""
    return hardtanh(input, 0.0, 6.0, inplace)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where x > 0, negative_slope·x elsewhere."""
    return kept(input, inplace, F.leaky_relu, negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where x > 0, alpha·(eˣ - 1) elsewhere."""
    return pointwise(ops.elu, input, inplace, alpha=alpha)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """1.0507·x where x > 0, 1.0507·1.6733·(eˣ - 1) elsewhere."""
    scale = {"alpha": ops.SELU_ALPHA, "scale": ops.SELU_SCALE}
    return pointwise(ops.elu, input, inplace, **scale)


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where x > 0, alpha·(e^(x/alpha) - 1) elsewhere."""
    if alpha == 0:
        raise RuntimeError("celu: alpha must not be 0")
    return pointwise(ops.elu, input, inplace, alpha=alpha, input_scale=1.0 / alpha)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x·σ(x)."""
    return pointwise(ops.silu, input, inplace)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·tanh(softplus(x))."""
    return pointwise(ops.mish, input, inplace)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """ln(1 + e^(beta·x)) / beta; x itself where beta·x > threshold."""
    if beta == 0:
        raise ValueError("softplus: beta must not be 0")
    return pointwise(ops.softplus, input, beta=beta, threshold=threshold)


def logsigmoid(input: Tensor) -> Tensor:
    """ln σ(x)."""
    return pointwise(ops.log_sigmoid, input)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    if input.dtype.kind == "c":
        return F.div(input, F.add(F.abs(input), 1))
    return pointwise(ops.softsign, input)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x limited to [min_val, max_val]."""
    if min_val > max_val:
        raise ValueError(f"hardtanh: min_val {min_val} is larger than max_val {max_val}")
    expect_tensor("hardtanh", input)
    if input.dtype.kind not in "fc":
        return kept(input, inplace, F.clamp, int(min_val), int(max_val))
    return pointwise(ops.hardtanh, input, inplace, min_val=min_val, max_val=max_val)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """x/6 + 1/2 limited to [0, 1]."""
    return pointwise(ops.hardsigmoid, input, inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x·hardsigmoid(x)."""
    return pointwise(ops.hardswish, input, inplace)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x where |x| > lambd, 0 elsewhere."""
    return pointwise(ops.hardshrink, input, lambd=lambd)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved by lambd towards 0, and 0 where |x| <= lambd."""
    if lambd < 0:
        raise RuntimeError(f"softshrink: lambd must not be negative, got {lambd}")
    return pointwise(ops.softshrink, input, lambd=lambd)


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh x."""
    return F.sub(input, F.tanh(input))


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where x > threshold, the number `value` elsewhere."""
    expect_tensor("threshold", input)
    options = {"threshold": threshold, "value": value}
    return changed(ops.threshold, input, inplace, options)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where x > 0, weight·x elsewhere; weight holds one number, or one for each channel."""
    expect_tensor("prelu", input)
    expect_floating("prelu", input)
    count = weight.numel()
    if count != 1:
        channels = input.shape[1] if input.ndim > 1 else 1
        if input.ndim == 0 or count != channels or weight.ndim != 1:
            raise RuntimeError(
                f"prelu: expected a weight of one number or of {channels} for the channels of "
                f"{tuple(input.shape)}, got {tuple(weight.shape)}"
            )
        if input.ndim > 2:
            weight = weight.reshape(-1, *[1] * (input.ndim - 2))
    else:
        weight = weight.reshape([1] * min(input.ndim, 1))
    return apply(ops.prelu, input, weight)


def rrelu(
    input: Tensor,
    lower: float = 1.0 / 8,
    upper: float = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """x where x > 0, a·x elsewhere: a is drawn from [lower, upper), or their mean if not training.

    Source: Xu et al., Empirical Evaluation of Rectified Activations (2015).
    """
    if lower > upper:
        raise ValueError(f"rrelu: lower {lower} is larger than upper {upper}")
    if not training:
        return leaky_relu(input, (lower + upper) / 2, inplace)
    drawn = backend.rng_of(None).random(input.shape) * (upper - lower) + lower
    slope = backend.to_device(drawn.astype(input.dtype), input.device)

    def random_leaky_relu(x: Tensor) -> Tensor:
        return apply(ops.prelu, x, slope)

    return kept(input, inplace, random_leaky_relu)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a·σ(b) of the two halves a, b of x along a dimension."""
    expect_tensor("glu", input)
    expect_floating("glu", input)
    if input.ndim == 0:
        raise RuntimeError("glu: a single number has no halves")
    if not -input.ndim <= dim < input.ndim:
        raise IndexError(f"glu: dimension {dim} is out of range for {input.ndim} dimensions")
    if input.shape[dim] % 2:
        raise RuntimeError(
            f"glu: the length of dimension {dim} must be even, got {input.shape[dim]} of "
            f"{tuple(input.shape)}"
        )
    return apply(ops.glu, input, axis=dim)


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """e^x_i / Σ_j e^x_j along a dimension."""
    input = input if dtype is None else input.to(dtype)
    return F.softmax(input, chosen_dim("softmax", input, dim))


def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """softmax(-x)."""
    input = input if dtype is None else input.to(dtype)
    return F.softmax(F.neg(input), chosen_dim("softmin", input, dim))


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """x_i - ln Σ_j e^x_j along a dimension."""
    input = input if dtype is None else input.to(dtype)
    return F.log_softmax(input, chosen_dim("log_softmax", input, dim))


def gumbel_softmax(
    logits: Tensor, tau: float = 1.0, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """softmax((logits + g)/tau), g drawn from the Gumbel distribution; hard: one-hot forward.

    Source: Jang et al., Categorical Reparameterization with Gumbel-Softmax (2016), equation 2.
    """
    drawn = backend.rng_of(None).gumbel(size=logits.shape).astype(logits.dtype)
    noise = Tensor(backend.to_device(drawn, logits.device))
    soft = F.softmax(F.div(F.add(logits, noise), tau), dim)
    if not hard:
        return soft
    best = soft.detach().argmax(dim, keepdim=True)
    places = F.raw(soft) * 0
    chosen = Tensor(places).scatter(dim, best, 1.0)
    return chosen - soft.detach() + soft  # the value of the choice, the gradient of the softmax


def pointwise(op: Any, input: Tensor, inplace: bool = False, **options: Any) -> Tensor:
    """An activation of floating tensors, written into the input itself with inplace=True."""
    expect_tensor(op.__name__, input)
    expect_floating(op.__name__, input)
    return changed(fast.blocked(op), input, inplace, options)


def changed(op: Any, input: Tensor, inplace: bool, options: dict) -> Tensor:
    """An op of one input, written into the input itself with inplace=True."""
    if not inplace:
        return apply(op, input, **options)

    def function(x: Tensor) -> Tensor:
        return apply(op, x, **options)

    function.__name__ = op.__name__
    return kept(input, True, function)


def kept(input: Tensor, inplace: bool, function: Any, *args: Any) -> Tensor:
    """function(input, ...), written into the input itself with inplace=True."""
    if inplace:
        return write(input, f"{function.__name__}(inplace=True)", function, *args)
    return function(input, *args)


def chosen_dim(name: str, x: Tensor, dim: int | None) -> int:
    """dim, or PyTorch's old choice with a warning."""
    if dim is None:
        dim = 0 if x.ndim in (0, 1, 3) else 1
        warnings.warn(f"{name}: dim is not given and taken as {dim}; give it", stacklevel=3)
    return dim


def in_place(function: Any) -> Any:
    """An activation under its name with an underscore: it writes into its input."""

    def function_(input: Tensor, *args: Any, **options: Any) -> Tensor:
        return function(input, *args, **options, inplace=True)

    function_.__name__ = function_.__qualname__ = f"{function.__name__}_"
    function_.__doc__ = f"{function.__name__} in the memory of the input."
    return function_


relu_, leaky_relu_, elu_, selu_ = map(in_place, (relu, leaky_relu, elu, selu))
celu_, hardtanh_, rrelu_, threshold_ = map(in_place, (celu, hardtanh, rrelu, threshold))
