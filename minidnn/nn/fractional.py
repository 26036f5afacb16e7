"""Fractional pooling as layers: FractionalMaxPool2d and FractionalMaxPool3d."""

from collections.abc import Sequence
from typing import Any

from ..ops.windows import several
from ..tensor import Tensor
from . import functional as F
from .module import Module
from .parameter import Buffer

__all__ = ["FractionalMaxPool2d", "FractionalMaxPool3d"]


class FractionalMaxPool2d(Module):
    """The largest pixel of windows at drawn steps:  (N,C,H,W) -> (N,C,OH,OW).

    Give output_size, or output_ratio between 0 and 1. return_indices: also the places of these
    pixels, for MaxUnpool2d.

    Source: Graham, Fractional Max-Pooling (2014), section 2.
    """

    n = 2
    function: Any = F.fractional_max_pool2d

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        output_size: int | Sequence[int] | None = None,
        output_ratio: float | Sequence[float] | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ):
        name, n = type(self).__name__, self.n
        if (output_size is None) == (output_ratio is None):
            raise ValueError(f"{name}: give output_size or output_ratio, and not both")
        each = lambda value: value if isinstance(value, tuple | list) else (value,) * n
        self.kernel_size = several(kernel_size, n, f"{name}: kernel_size")
        self.return_indices = return_indices
        self.output_size = None if output_size is None else tuple(each(output_size))
        self.output_ratio = None if output_ratio is None else tuple(each(output_ratio))
        if any(not 0 < ratio < 1 for ratio in self.output_ratio or ()):
            raise ValueError(f"{name}: output_ratio must be between 0 and 1, got {output_ratio}")
        self._random_samples = None if _random_samples is None else Buffer(_random_samples)

    def forward(self, input: Tensor) -> Any:
        return type(self).function(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            self._random_samples,
        )  # fmt: skip


class FractionalMaxPool3d(FractionalMaxPool2d):
    """The largest voxel of windows at drawn steps:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    n = 3
    function = F.fractional_max_pool3d
