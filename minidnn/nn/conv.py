"""Convolutions and transposed convolutions of lines, images and volumes."""

from collections.abc import Sequence
from typing import Any

from ..ops.conv import transposed_size
from ..ops.windows import several
from ..tensor import Tensor
from . import functional as F
from .linear import reset_uniform
from .module import Module
from .parameter import Parameter

__all__ = ["Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]

Size = int | Sequence[int]
PADDINGS = ("zeros", "reflect", "replicate", "circular")


class Convolution(Module):
    """What all convolutions share: their options, weight and bias.

    kernel_size, stride, padding, dilation: a number, or one for each direction. Weight and bias
    start uniform in ±1/√(weights of one result).
    """

    directions = 2
    transposed = False

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size,
        padding: Size | str,
        dilation: Size,
        output_padding: Size,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
    ):
        name = type(self).__name__
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = self.each("kernel_size", kernel_size)
        self.stride = self.each("stride", stride)
        self.padding = padding if isinstance(padding, str) else self.each("padding", padding)
        self.dilation = self.each("dilation", dilation)
        self.output_padding = self.each("output_padding", output_padding)
        self.padding_mode = padding_mode
        self.check(name)
        out, into = out_channels, in_channels // groups
        if self.transposed:
            out, into = in_channels, out_channels // groups
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(out, into, *self.kernel_size, **place)
        self.bias = Parameter.empty(out_channels, **place) if bias else None
        self.reset_parameters()

    def each(self, name: str, value: Size) -> tuple[int, ...]:
        """A number for each direction."""
        return several(value, self.directions, f"{type(self).__name__}: {name}")

    def check(self, name: str) -> None:
        """Raises ValueError for options that do not fit together."""
        if self.in_channels < 1 or self.out_channels < 1:
            raise ValueError(
                f"{name}: in_channels and out_channels must be at least 1, got "
                f"{self.in_channels!r} and {self.out_channels!r}"
            )
        if self.groups < 1 or self.in_channels % self.groups or self.out_channels % self.groups:
            raise ValueError(
                f"{name}: in_channels {self.in_channels} and out_channels {self.out_channels} must "
                f"be multiples of groups {self.groups}"
            )
        if self.padding_mode not in (PADDINGS[:1] if self.transposed else PADDINGS):
            known = "'zeros'" if self.transposed else f"one of {', '.join(PADDINGS)}"
            raise ValueError(f"{name}: padding_mode must be {known}, got {self.padding_mode!r}")
        if isinstance(self.padding, str) and (
            self.transposed or self.padding not in ("same", "valid")
        ):
            raise ValueError(
                f"{name}: padding must be numbers, 'same' or 'valid', got {self.padding!r}"
            )
        if self.padding == "same" and max(self.stride) > 1:
            raise ValueError(f"{name}: padding 'same' needs stride 1, got {self.stride}")
        for option in ("kernel_size", "stride", "dilation"):
            if min(getattr(self, option)) < 1:
                raise ValueError(
                    f"{name}: {option} must be at least 1; got {getattr(self, option)}"
                )

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        reset_uniform(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """The convolution, after a border of the image's own pixels if padding_mode says so."""
        padding = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self.border(), mode=self.padding_mode)
            padding = (0,) * self.directions
        convolve = (F.conv1d, F.conv2d, F.conv3d)[self.directions - 1]
        options = self.stride, padding, self.dilation, self.groups
        return convolve(input, self.weight, self.bias, *options)

    def border(self) -> list[int]:
        """The padding as `pad` takes it: the last direction first."""
        pairs = [(p, p) for p in self.padding if not isinstance(p, str)]
        if self.padding == "same":
            total = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
            pairs = [(n // 2, n - n // 2) for n in total]
        elif self.padding == "valid":
            pairs = [(0, 0)] * self.directions
        return [n for pair in reversed(pairs) for n in pair]

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        zeros, ones = (0,) * self.directions, (1,) * self.directions
        defaults = {"padding": zeros, "dilation": ones, "output_padding": zeros, "groups": 1}
        for name, default in defaults.items():
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        if self.bias is None:
            text += ", bias=False"
        return text if self.padding_mode == "zeros" else f"{text}, padding_mode={self.padding_mode}"


class Plain(Convolution):
    """The arguments of Conv1d, Conv2d and Conv3d."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size | str = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = kernel_size, stride, padding, dilation, 0, groups, bias, padding_mode
        super().__init__(in_channels, out_channels, *options, device, dtype)


class Conv1d(Plain):
    """y = x ⋆ W + b:  x (N,C,L) -> (N,O,OL), weight (O,C/groups,K), bias (O,).

    padding: a number, "same" or "valid"; padding_mode: "zeros", "reflect", "replicate" or
    "circular". Options and start as in `Convolution`.
    """

    directions = 1


class Conv2d(Plain):
    """y = x ⋆ W + b:  x (N,C,H,W) -> (N,O,OH,OW), weight (O,C/groups,KH,KW), bias (O,).

    padding: a number or a pair, "same" or "valid"; padding_mode: "zeros", "reflect", "replicate"
    or "circular". Options and start as in `Convolution`.
    """

    directions = 2


class Conv3d(Plain):
    """y = x ⋆ W + b:  x (N,C,D,H,W) -> (N,O,OD,OH,OW), weight (O,C/groups,KD,KH,KW), bias (O,).

    Options as in Conv2d, with three directions.
    """

    directions = 3


class Transposed(Convolution):
    """The arguments of ConvTranspose1d, ConvTranspose2d and ConvTranspose3d."""

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size = 0,
        output_padding: Size = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = kernel_size, stride, padding, dilation, output_padding, groups, bias, padding_mode
        super().__init__(in_channels, out_channels, *options, device, dtype)

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """The transposed convolution; output_size chooses among the sizes that stride leaves."""
        functions = F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d
        extra = self.output_padding if output_size is None else self.extra(input, output_size)
        options = self.stride, self.padding, extra, self.groups, self.dilation
        return functions[self.directions - 1](input, self.weight, self.bias, *options)

    def extra(self, input: Tensor, output_size: Sequence[int]) -> tuple[int, ...]:
        """The output_padding that leads to this size."""
        n = self.directions
        wanted, own = tuple(output_size)[-n:], tuple(input.shape[-n:])
        zeros = (0,) * n
        options = self.kernel_size, self.stride, self.padding, zeros, self.dilation
        smallest = transposed_size(own, *options)
        extra = tuple(a - b for a, b in zip(wanted, smallest))
        if len(wanted) != n or any(not 0 <= e < s for e, s in zip(extra, self.stride)):
            largest = tuple(m + s - 1 for m, s in zip(smallest, self.stride))
            raise ValueError(
                f"{type(self).__name__}: output_size must be from {smallest} to {largest} for an "
                f"input {tuple(input.shape)}, got {tuple(output_size)}"
            )
        return extra


class ConvTranspose1d(Transposed):
    """Every element adds a weighted kernel to the result:  x (N,C,L) -> (N,O,OL).

    weight (C,O/groups,K); OL = (L-1)·stride - 2·padding + dilation·(K-1) + output_padding + 1.
    """

    directions = 1


class ConvTranspose2d(Transposed):
    """Every pixel adds a weighted kernel to the result:  x (N,C,H,W) -> (N,O,OH,OW).

    weight (C,O/groups,KH,KW); OH = (H-1)·stride - 2·padding + dilation·(KH-1) + output_padding + 1.
    """

    directions = 2


class ConvTranspose3d(Transposed):
    """Every voxel adds a weighted kernel to the result:  x (N,C,D,H,W) -> (N,O,OD,OH,OW)."""

    directions = 3
