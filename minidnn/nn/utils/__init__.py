"""nn.utils: gradients kept small, and parameters as one vector."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...functional import cat, reshape
from ...tensor import Tensor
from . import fusion, rnn
from .fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

__all__ = [
    "clip_grad_norm_",
    "clip_grad_value_",
    "fuse_conv_bn_eval",
    "fuse_linear_bn_eval",
    "fusion",
    "parameters_to_vector",
    "rnn",
    "vector_to_parameters",
]


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> Tensor:
    """Scale all gradients together, in place, so that their norm is at most max_norm.

    Returns the norm before, over all gradients as one vector.
    Source: Pascanu et al., On the difficulty of training recurrent neural networks (2013).
    """
    gradients = gradients_of(parameters)
    norm_type, max_norm = float(norm_type), float(max_norm)
    if not gradients:
        return Tensor(np.zeros((), dtype=np.float32))
    if norm_type == math.inf:
        norms = [abs(g).max() for g in gradients]
        total = norms[0]
        for norm in norms[1:]:
            total = np.maximum(total, norm)
    else:
        total = sum((abs(g) ** norm_type).sum() for g in gradients) ** (1.0 / norm_type)
    if error_if_nonfinite and not math.isfinite(float(total)):
        raise RuntimeError(
            f"clip_grad_norm_: the norm of the gradients is {float(total)}; a loss or an input was "
            "not finite"
        )
    # no look at the value: on a GPU that would wait for all work
    factor = np.minimum(max_norm / (total + 1e-6), np.ones_like(total))
    for g in gradients:
        g *= factor
    return Tensor(total)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Limit every element of every gradient to [-clip_value, clip_value], in place."""
    clip_value = float(clip_value)
    for g in gradients_of(parameters):
        g[...] = np.clip(g, -clip_value, clip_value)


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters behind each other as one vector."""
    return cat([reshape(p, -1) for p in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Write the parts of one vector into the parameters, in place."""
    parameters = list(parameters)
    wanted = sum(p.numel() for p in parameters)
    if vec.shape != (wanted,):
        raise ValueError(
            f"vector_to_parameters: the parameters have {wanted} elements, got {tuple(vec.shape)}"
        )
    start = 0
    for p in parameters:
        stop = start + p.numel()
        p.array[...] = vec.array[start:stop].reshape(p.shape)
        start = stop


def gradients_of(parameters: Tensor | Iterable[Tensor]) -> list[Any]:
    """The arrays of the gradients that are there."""
    parameters = [parameters] if isinstance(parameters, Tensor) else parameters
    gradients = (p.grad for p in parameters)
    return [gradient.array for gradient in gradients if gradient is not None]
