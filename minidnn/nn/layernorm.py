"""LayerNorm: every sample shifted and scaled to mean 0 and variance 1, by itself."""

from collections.abc import Sequence
from typing import Any

from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = ["LayerNorm"]


class LayerNorm(Module):
    """y = (x - mean)/√(var + eps)·weight + bias, over the last axes of x.

    normalized_shape: the lengths of these axes; a number for the last axis alone.
    weight starts at 1, bias at 0; both have this shape.

    Source: Ba et al., Layer Normalization (2016), equation 4.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        if isinstance(normalized_shape, int):
            normalized_shape = (normalized_shape,)
        shape = tuple(normalized_shape)
        if not shape or min(shape) < 1:
            raise ValueError(
                f"LayerNorm: normalized_shape must be lengths from 1, got {normalized_shape!r}"
            )
        self.normalized_shape, self.eps = shape, eps
        self.elementwise_affine = elementwise_affine
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(*shape, **place) if elementwise_affine else None
        self.bias = Parameter.empty(*shape, **place) if elementwise_affine and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )
