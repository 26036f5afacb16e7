"""Normalisation as functions: batch_norm and normalize."""

import math
from typing import Any

from ... import functional as F
from ...tensor import Tensor
from ...versions import wrote

__all__ = ["batch_norm", "normalize"]


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
