"""Conv2d: a small weight slid over images."""

from typing import Any

from ..tensor import Tensor
from . import functional as F
from .linear import reset_uniform
from .module import Module
from .parameter import Parameter

__all__ = ["Conv2d"]


class Conv2d(Module):
    """y = x ⋆ W + b:  x (N,C,H,W) -> (N,O,OH,OW), weight (O,C/groups,KH,KW), bias (O,).

    kernel_size, stride, padding, dilation: a number or a pair; padding also "same" or "valid".
    Weight and bias start uniform in ±1/√(C/groups·KH·KW).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] | str = 0,
        dilation: int | tuple[int, int] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        if in_channels < 1 or out_channels < 1:
            raise ValueError(
                f"Conv2d: in_channels and out_channels must be at least 1, got {in_channels!r} "
                f"and {out_channels!r}"
            )
        if groups < 1 or in_channels % groups or out_channels % groups:
            raise ValueError(
                f"Conv2d: in_channels {in_channels} and out_channels {out_channels} must be "
                f"multiples of groups {groups}"
            )
        if padding_mode != "zeros":
            raise ValueError(f"Conv2d: padding_mode must be 'zeros', got {padding_mode!r}")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride = pair("kernel_size", kernel_size), pair("stride", stride)
        self.padding = padding if isinstance(padding, str) else pair("padding", padding)
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise ValueError(f"Conv2d: padding must be numbers, 'same' or 'valid', got {padding!r}")
        if padding == "same" and self.stride != (1, 1):
            raise ValueError(f"Conv2d: padding 'same' needs stride 1, got {self.stride}")
        self.dilation, self.groups = pair("dilation", dilation), groups
        for name in ("kernel_size", "stride", "dilation"):
            if min(getattr(self, name)) < 1:
                raise ValueError(
                    f"Conv2d: {name} must be at least 1; got {getattr(self, name)}"
                )
        self.padding_mode = padding_mode
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(
            out_channels, in_channels // groups, *self.kernel_size, **place
        )
        self.bias = Parameter.empty(out_channels, **place) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        reset_uniform(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.conv2d(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            self.dilation,
            self.groups,
        )

    def extra_repr(self) -> str:
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        defaults = {"padding": (0, 0), "dilation": (1, 1), "groups": 1}
        for name, default in defaults.items():
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text + ("" if self.bias is not None else ", bias=False")


def pair(name: str, value: Any) -> tuple[int, int]:
    """(a, b) of a pair, (a, a) of one number."""
    values = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if len(values) != 2:
        raise ValueError(f"Conv2d: {name} must be a number or a pair, got {value!r}")
    return values
