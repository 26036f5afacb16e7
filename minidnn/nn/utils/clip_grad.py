"""nn.utils.clip_grad: gradients kept small."""

import math
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...tensor import Tensor
from ...versions import wrote

__all__ = [
    "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_",
    "get_total_norm",
]


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients together, in place, so that their norm is at most max_norm.

    Returns the norm before, over all gradients as one vector. foreach changes nothing.
    Source: Pascanu et al., On the difficulty of training recurrent neural networks (2013).
    """
    parameters = listed("clip_grad_norm_", parameters)
    gradients = gradients_of(parameters)
    total = total_norm_of("clip_grad_norm_", gradients, norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """clip_grad_norm_ under its old name."""
    warnings.warn("clip_grad_norm: use clip_grad_norm_, its new name", stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all tensors as one vector."""
    tensors = [tensors] if isinstance(tensors, Tensor) else tensors
    arrays = [x.array for x in tensors]
    return total_norm_of("get_total_norm", arrays, norm_type, error_if_nonfinite)


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    total_norm: Tensor,
    foreach: bool | None = None,
) -> None:
    """Scale all gradients, whose norm is total_norm, to a norm of at most max_norm, in place."""
    total = total_norm.array
    # no look at the value: on a GPU that would wait for all work
    factor = np.minimum(float(max_norm) / (total + 1e-6), np.ones_like(total))
    for g in gradients_of(parameters):
        g *= factor.astype(g.dtype)
        wrote(g)


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None
) -> None:
    """Limit every element of every gradient to [-clip_value, clip_value], in place."""
    clip_value = float(clip_value)
    for g in gradients_of(parameters):
        g[...] = np.clip(g, -clip_value, clip_value)
        wrote(g)


def total_norm_of(
    name: str, arrays: list[Any], norm_type: float, error_if_nonfinite: bool
) -> Tensor:
    """The norm of all arrays as one vector."""
    norm_type = float(norm_type)
    if not arrays:
        return Tensor(np.zeros((), dtype=np.float32))
    if norm_type == math.inf:
        norms = [abs(g).max() for g in arrays]
        total = norms[0]
        for norm in norms[1:]:
            total = np.maximum(total, norm)
    else:
        total = sum((abs(g) ** norm_type).sum() for g in arrays) ** (1.0 / norm_type)
    if error_if_nonfinite and not math.isfinite(float(total)):
        raise RuntimeError(
            f"{name}: the norm of the gradients is {float(total)}; a loss or an input was not "
            "finite"
        )
    return Tensor(total)


def listed(name: str, parameters: Any) -> list[Tensor]:
    """The parameters as a list; a whole model is refused."""
    if hasattr(parameters, "parameters"):
        raise TypeError(f"{name}: parameters is a whole model; give model.parameters()")
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def gradients_of(parameters: Tensor | Iterable[Tensor]) -> list[Any]:
    """The arrays of the gradients that are there."""
    parameters = [parameters] if isinstance(parameters, Tensor) else parameters
    gradients = (p.grad for p in parameters)
    return [gradient.array for gradient in gradients if gradient is not None]
