"""Pooling of lines, images and volumes: largest, mean and norm of windows and of areas."""

from collections.abc import Sequence
from typing import Any

from ..tensor import Tensor
from . import functional as F
from .module import Module

__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "LPPool1d",
    "LPPool2d", "LPPool3d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "MaxUnpool1d", "MaxUnpool2d",
    "MaxUnpool3d",
]

Size = int | Sequence[int]


class MaxPool(Module):
    """The largest pixel of every window:  (N,C,S) -> (N,C,OS); stride None is kernel_size.

    return_indices: also the places of these pixels, counted row by row, for MaxUnpool.
    """

    function: Any = None

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation, self.ceil_mode = padding, dilation, ceil_mode
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        options = self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        return type(self).function(input, self.kernel_size, *options)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(MaxPool):
    """The largest element of every window:  (N,C,L) -> (N,C,OL)."""

    function = F.max_pool1d


class MaxPool2d(MaxPool):
    """The largest pixel of every window:  (N,C,H,W) -> (N,C,OH,OW)."""

    function = F.max_pool2d


class MaxPool3d(MaxPool):
    """The largest voxel of every window:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    function = F.max_pool3d


class MaxUnpool(Module):
    """What MaxPool kept back at its places, 0 elsewhere: forward(x, indices, output_size=None)."""

    function: Any = None

    def __init__(self, kernel_size: Size, stride: Size | None = None, padding: Size = 0):
        n = ["1d", "2d", "3d"].index(type(self).__name__[-2:]) + 1
        each = lambda value: tuple(value) if isinstance(value, tuple | list) else (value,) * n
        self.kernel_size, self.padding = each(kernel_size), each(padding)
        self.stride = self.kernel_size if stride is None else each(stride)

    def forward(
        self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None
    ) -> Tensor:
        options = self.kernel_size, self.stride, self.padding, output_size
        return type(self).function(input, indices, *options)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(MaxUnpool):
    """The inverse of MaxPool1d:  (N,C,OL) -> (N,C,L)."""

    function = F.max_unpool1d


class MaxUnpool2d(MaxUnpool):
    """The inverse of MaxPool2d:  (N,C,OH,OW) -> (N,C,H,W)."""

    function = F.max_unpool2d


class MaxUnpool3d(MaxUnpool):
    """The inverse of MaxPool3d:  (N,C,OD,OH,OW) -> (N,C,D,H,W)."""

    function = F.max_unpool3d


class AvgPool1d(Module):
    """The mean element of every window:  (N,C,L) -> (N,C,OL); stride None is kernel_size."""

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ):
        one = lambda value: tuple(value) if isinstance(value, tuple | list) else (value,)
        self.kernel_size, self.padding = one(kernel_size), one(padding)
        self.stride = self.kernel_size if stride is None else one(stride)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        options = self.stride, self.padding, self.ceil_mode, self.count_include_pad
        return F.avg_pool1d(input, self.kernel_size, *options)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(Module):
    """The mean pixel of every window:  (N,C,H,W) -> (N,C,OH,OW); stride None is kernel_size."""

    function: Any = F.avg_pool2d

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ):
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        options = self.stride, self.padding, self.ceil_mode, self.count_include_pad
        return type(self).function(input, self.kernel_size, *options, self.divisor_override)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool3d(AvgPool2d):
    """The mean voxel of every window:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    function = F.avg_pool3d


class LPPool(Module):
    """(Σ x^p)^(1/p) of every window, p = norm_type:  (N,C,S) -> (N,C,OS)."""

    function: Any = None

    def __init__(
        self,
        norm_type: float,
        kernel_size: Size,
        stride: Size | None = None,
        ceil_mode: bool = False,
    ):
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        options = float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        return type(self).function(input, *options)

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(LPPool):
    """(Σ x^p)^(1/p) of every window:  (N,C,L) -> (N,C,OL)."""

    function = F.lp_pool1d


class LPPool2d(LPPool):
    """(Σ x^p)^(1/p) of every window:  (N,C,H,W) -> (N,C,OH,OW)."""

    function = F.lp_pool2d


class LPPool3d(LPPool):
    """(Σ x^p)^(1/p) of every window:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    function = F.lp_pool3d


class AdaptiveAvgPool(Module):
    """The mean pixel of areas that cover the image:  (N,C,S) -> (N,C,*output_size)."""

    function: Any = None

    def __init__(self, output_size: int | None | Sequence[int | None]):
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return type(self).function(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(AdaptiveAvgPool):
    """The mean of OL areas that cover the line:  (N,C,L) -> (N,C,OL)."""

    function = F.adaptive_avg_pool1d


class AdaptiveAvgPool2d(AdaptiveAvgPool):
    """The mean pixel of OH x OW areas that cover the image:  (N,C,H,W) -> (N,C,OH,OW)."""

    function = F.adaptive_avg_pool2d


class AdaptiveAvgPool3d(AdaptiveAvgPool):
    """The mean voxel of areas that cover the volume:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    function = F.adaptive_avg_pool3d


class AdaptiveMaxPool(Module):
    """The largest pixel of areas that cover the image:  (N,C,S) -> (N,C,*output_size)."""

    function: Any = None

    def __init__(
        self, output_size: int | None | Sequence[int | None], return_indices: bool = False
    ):
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        return type(self).function(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(AdaptiveMaxPool):
    """The largest element of OL areas that cover the line:  (N,C,L) -> (N,C,OL)."""

    function = F.adaptive_max_pool1d


class AdaptiveMaxPool2d(AdaptiveMaxPool):
    """The largest pixel of OH x OW areas that cover the image:  (N,C,H,W) -> (N,C,OH,OW)."""

    function = F.adaptive_max_pool2d


class AdaptiveMaxPool3d(AdaptiveMaxPool):
    """The largest voxel of areas that cover the volume:  (N,C,D,H,W) -> (N,C,OD,OH,OW)."""

    function = F.adaptive_max_pool3d
