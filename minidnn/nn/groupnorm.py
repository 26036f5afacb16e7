"""Normalisation by sample: GroupNorm, RMSNorm, LocalResponseNorm."""

from collections.abc import Sequence
from typing import Any

from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = ["CrossMapLRN2d", "GroupNorm", "LocalResponseNorm", "RMSNorm"]


class GroupNorm(Module):
    """Mean 0 and variance 1 in every group of channels of every sample:  (N,C,...).

    Then ·weight + bias, one of each for every channel.
    Source: Wu and He, Group Normalization (2018).
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        if num_groups < 1 or num_channels < 1 or num_channels % num_groups:
            raise ValueError(
                f"GroupNorm: num_channels {num_channels} must be a multiple of num_groups "
                f"{num_groups}"
            )
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(num_channels, **place) if affine else None
        self.bias = Parameter.empty(num_channels, **place) if affine and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """y = x / √(mean(x²) + eps)·weight over the last dimensions, whose lengths are given.

    eps None: the smallest step of the number type at 1. Source: Zhang and Sennrich (2019).
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        if isinstance(normalized_shape, int):
            normalized_shape = (normalized_shape,)
        shape = tuple(normalized_shape)
        if not shape or min(shape) < 1:
            raise ValueError(
                f"RMSNorm: normalized_shape must be lengths from 1, got {normalized_shape!r}"
            )
        self.normalized_shape, self.eps = shape, eps
        self.elementwise_affine = elementwise_affine
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(*shape, **place) if elementwise_affine else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Weight 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}"
        )


class LocalResponseNorm(Module):
    """x / (k + alpha·mean of x² over `size` neighbouring channels)^beta:  (N,C,...)."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0):
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class CrossMapLRN2d(LocalResponseNorm):
    """x / (k + alpha/size·sum of x² over channels)^beta:  (N,C,H,W).

    The numbers are PyTorch's: channel c sums over c - p < j < c + p with p = ⌊(size + 1)/2⌋, and
    the first channel counts for every c. LocalResponseNorm is the formula of the paper.
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1):
        super().__init__(size, alpha, beta, k)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim != 4:
            raise ValueError(
                f"CrossMapLRN2d: expected 4D input, got {input.ndim}D input: (N,C,H,W)"
            )
        C, p = input.shape[1], (self.size + 1) // 2
        seen = [[float(j == 0 or abs(c - j) < p) for j in range(C)] for c in range(C)]
        squares = (input * input).permute(0, 2, 3, 1) @ input.new_tensor(seen).T
        total = squares.permute(0, 3, 1, 2) * (self.alpha / self.size) + self.k
        return input * total**-self.beta
