"""nn.functional: the layers as functions, under PyTorch's names; all reach `minidnn.functional`."""

import math
import warnings
from typing import Any

from .. import backend
from .. import functional as F
from ..functional import (
    adaptive_avg_pool2d,
    avg_pool2d,
    conv2d,
    gelu,
    layer_norm,
    linear,
    max_pool2d,
    one_hot,
    sigmoid,
    tanh,
)
from ..functional.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
    nll_loss,
    smooth_l1_loss,
)
from ..tensor import Tensor
from ..versions import wrote
from ..views import write

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "conv2d",
    "cross_entropy",
    "dropout",
    "dropout2d",
    "gelu",
    "huber_loss",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "max_pool2d",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "relu",
    "relu6",
    "sigmoid",
    "smooth_l1_loss",
    "softmax",
    "tanh",
]


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); inplace: in the memory of the input."""
    return F.relu_(input) if inplace else F.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6)."""
    return kept(input, inplace, F.clamp, 0.0, 6.0)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where x > 0, negative_slope·x elsewhere."""
    return kept(input, inplace, F.leaky_relu, negative_slope)


def kept(input: Tensor, inplace: bool, function: Any, *args: Any) -> Tensor:
    """function(input, ...), written into the input itself with inplace=True."""
    if inplace:
        return write(input, f"{function.__name__}(inplace=True)", function, *args)
    return function(input, *args)


def softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """e^x_i / Σ_j e^x_j along a dimension."""
    return F.softmax(input, chosen_dim("softmax", input, dim))


def log_softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """x_i - ln Σ_j e^x_j along a dimension."""
    return F.log_softmax(input, chosen_dim("log_softmax", input, dim))


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """x·mask: 0 with probability p, else x/(1-p); x itself if not training."""
    check_probability("dropout", p)
    if not training or p == 0:
        return input
    return kept(input, inplace, F.dropout, backend.dropout_mask(F.raw(input), p))


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """dropout of whole channels: (N,C,H,W) or (C,H,W)."""
    check_probability("dropout2d", p)
    if input.ndim not in (3, 4):
        raise ValueError(f"dropout2d: expected (N, C, H, W) or (C, H, W), got {input.shape}")
    if not training or p == 0:
        return input
    one_pixel = F.raw(input)[..., :1, :1]
    return kept(input, inplace, F.mul, Tensor(backend.dropout_mask(one_pixel, p)))


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """(x - mean)/√(var + eps)·weight + bias per channel: x (N,C,...), the others (C,).

    training: mean and var are the batch's, and the running ones move towards them, in place.
    """
    if not training:
        if running_mean is None or running_var is None:
            raise ValueError("batch_norm: without training running_mean and running_var are needed")
        mean, var = running_mean.array, running_var.array
        return F.batch_norm(input, weight, bias, mean=mean, var=var, eps=eps)
    count = math.prod(input.shape) // max(input.shape[1], 1)
    if count < 2:
        raise ValueError(
            f"batch_norm: training needs more than one value per channel, got "
            f"{tuple(input.shape)}; use a larger batch (drop_last=True), or .eval()"
        )
    mean, var = F.batch_statistics(input)
    if running_mean is not None and running_var is not None:
        follow(running_mean.array, mean, momentum)
        follow(running_var.array, var * (count / (count - 1)), momentum)
    return F.batch_norm(input, weight, bias, mean=mean, var=var, eps=eps, training=True)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """x / max(‖x‖_p, eps) along a dimension."""
    return F.div(input, F.clamp(F.norm(input, p, dim, True), min=eps))


def follow(running: Any, value: Any, momentum: float) -> None:
    """running = (1 - momentum)·running + momentum·value, in place."""
    running *= 1.0 - momentum
    running += momentum * value
    wrote(running)


def check_probability(name: str, p: float) -> None:
    """Raises ValueError outside [0, 1]."""
    if not 0 <= p <= 1:
        raise ValueError(f"{name}: p must be in [0, 1], got {p!r}")


def chosen_dim(name: str, x: Tensor, dim: int | None) -> int:
    """dim, or PyTorch's old choice with a warning."""
    if dim is None:
        dim = 0 if x.ndim in (0, 1, 3) else 1
        warnings.warn(f"{name}: dim is not given and taken as {dim}; give it", stacklevel=3)
    return dim
