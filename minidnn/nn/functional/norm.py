"""Normalisation as functions: of batches, groups, single images, vectors."""

import math
from collections.abc import Sequence
from typing import Any

from ... import functional as F
from ...elsewhere import with_kernels
from ...functional.checks import expect_floating, expect_one_type, expect_tensor
from ...functional.pooling import avg_pool3d
from ...ops import fast
from ...ops.norm import rms_norm as rms_norm_op
from ...tape import apply
from ...tensor import Tensor
from ...versions import wrote
from .padding import pad

__all__ = [
    "batch_norm", "group_norm", "instance_norm", "local_response_norm", "normalize", "rms_norm",
]


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
    expect_tensor("batch_norm", input)
    if input.ndim < 2:
        raise ValueError(f"batch_norm: expected (N, C, ...), got {tuple(input.shape)}")
    if not training:
        if running_mean is None or running_var is None:
            raise ValueError("batch_norm: without training running_mean and running_var are needed")
        mean, var = running_mean.array, running_var.array
        return F.batch_norm(input, weight, bias, mean=mean, var=var, eps=eps)
    count = math.prod(input.shape) // max(input.shape[1], 1)
    if count == 0:
        return scaled(F.mul(input, 1.0), weight, bias)
    if count < 2:
        raise ValueError(
            f"batch_norm: training needs more than one value per channel, got "
            f"{tuple(input.shape)}; use a larger batch (drop_last=True), or .eval()"
        )
    mean, var = F.batch_statistics(input)
    if running_mean is not None and running_var is not None:
        follow_batch(running_mean, running_var, mean, var, momentum, count)
    return F.batch_norm(input, weight, bias, mean=mean, var=var, eps=eps, training=True)


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """batch_norm of every channel of every sample by itself: x (N,C,S), weight and bias (C,).

    use_input_stats: mean and var are each sample's own, else the running ones.
    Source: Ulyanov et al., Instance Normalization (2016), equation 4.
    """
    expect_tensor("instance_norm", input)
    expect_floating("instance_norm", input)
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    N, C, *S = input.shape
    count = math.prod(S)
    if count < 2:
        raise ValueError(
            f"instance_norm: expected more than one pixel per channel in training, got "
            f"{tuple(input.shape)}"
        )
    if running_mean is not None and running_var is not None:
        mean, var = F.batch_statistics(input.detach().reshape(1, N * C, count))
        mean, var = (v.reshape(N, C).mean(axis=0) for v in (mean, var))
        follow_batch(running_mean, running_var, mean, var, momentum, count)
    y = apply(fast.layer_norm, input.reshape(N * C, count), None, None, dims=1, eps=eps)
    return scaled(y.reshape(N, C, *S), weight, bias)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Mean 0 and variance 1 in every group of channels of every sample: x (N,C,...).

    weight and bias (C,) follow. Source: Wu and He, Group Normalization (2018), equations 1 to 7.
    """
    expect_tensor("group_norm", input)
    expect_floating("group_norm", input)
    shape = tuple(input.shape)
    if input.ndim < 2 or num_groups < 1 or shape[1] % num_groups:
        raise RuntimeError(
            f"group_norm: expected (N, C, ...) with C a multiple of num_groups {num_groups}, "
            f"got {shape}"
        )
    N, C = shape[:2]
    for name, vector in (("weight", weight), ("bias", bias)):
        if vector is not None and tuple(vector.shape) != (C,):
            raise RuntimeError(f"group_norm: {name} must be ({C},), got {tuple(vector.shape)}")
    if not math.prod(shape):
        return scaled(F.mul(input, 1.0), weight, bias)
    if math.prod(shape[1:]) == num_groups and N == 1:
        raise ValueError(f"group_norm: expected more than one value per group, got {shape}")
    flat = input.reshape(N * num_groups, -1)
    y = apply(fast.layer_norm, flat, None, None, dims=1, eps=eps)
    return scaled(y.reshape(*shape), weight, bias)


def scaled(x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """x·weight + bias per channel: x (N,C,...), weight and bias (C,) or None."""
    tail = [1] * (x.ndim - 2)
    if weight is not None:
        x = F.mul(x, weight.reshape(-1, *tail))
    return x if bias is None else F.add(x, bias.reshape(-1, *tail))


def rms_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """x / √(mean(x²) + eps)·weight over the last dimensions, whose lengths are normalized_shape.

    eps None: the smallest step of the number type at 1.
    """
    expect_tensor("rms_norm", input)
    expect_floating("rms_norm", input)
    shape = tuple(normalized_shape)
    if not shape or tuple(input.shape[-len(shape) :]) != shape:
        raise RuntimeError(
            f"rms_norm: the input must end with the dimensions {shape}; got {tuple(input.shape)}"
        )
    if weight is not None:
        expect_one_type("rms_norm", input, weight)
        if tuple(weight.shape) != shape:
            raise RuntimeError(f"rms_norm: weight must be {shape}, got {tuple(weight.shape)}")
    if eps is None:
        eps = {2: 2.0**-10, 4: 2.0**-23, 8: 2.0**-52}[input.dtype.itemsize]
    return apply(rms_norm_op, input, weight, dims=len(shape), eps=eps)


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """x / (k + alpha·mean of x² over `size` neighbouring channels)^beta: x (N,C,...).

    Source: Krizhevsky et al., ImageNet Classification with Deep CNNs (2012), section 3.3.
    """
    expect_tensor("local_response_norm", input)
    if input.ndim < 3:
        raise ValueError(f"local_response_norm: expected (N, C, S), got {tuple(input.shape)}")
    N, C, *S = input.shape
    squares = F.mul(input, input).reshape(N, 1, C, math.prod(S), 1)
    squares = pad(squares, (0, 0, 0, 0, size // 2, (size - 1) // 2))
    mean = avg_pool3d(squares, (size, 1, 1), stride=1).reshape(*input.shape)
    return F.div(input, F.pow(F.add(F.mul(mean, alpha), k), beta))


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """x / max(‖x‖_p, eps) along a dimension."""
    return F.div(input, F.clamp(F.norm(input, p, dim, True), min=eps))


def follow_batch(
    running_mean: Tensor, running_var: Tensor, mean: Any, var: Any, momentum: float, count: int
) -> None:
    """The running statistics move towards a batch's of `count` numbers for each channel."""
    arrays = running_mean.array, running_var.array
    follow(*arrays, mean, var, momentum=momentum, correction=count / (count - 1))
    wrote(arrays[0])
    wrote(arrays[1])


@with_kernels
def follow(
    running_mean: Any, running_var: Any, mean: Any, var: Any, *, momentum: float, correction: float
) -> None:
    """running = (1 - momentum)·running + momentum·batch, in place; var times the correction."""
    for running, value in ((running_mean, mean), (running_var, var * correction)):
        running *= 1.0 - momentum
        running += momentum * value
