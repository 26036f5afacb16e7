"""Borders around lines, images and volumes: constant, reflected, replicated, circular."""

from collections.abc import Sequence
from typing import Any

from ..tensor import Tensor
from . import functional as F
from .module import Module

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d", "ConstantPad1d", "ConstantPad2d",
    "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d",
    "ReplicationPad2d", "ReplicationPad3d", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]

Size = int | Sequence[int]


class Pad(Module):
    """A border of this width, or of (left, right, top, bottom, front, back)."""

    directions = 2
    mode = "constant"

    def __init__(self, padding: Size):
        count = 2 * self.directions
        self.padding = (padding,) * count if isinstance(padding, int) else tuple(padding)
        if len(self.padding) != count:
            raise ValueError(
                f"{type(self).__name__}: padding must be a number or {count} numbers, got {padding}"
            )

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad(Pad):
    """A border filled with a number."""

    def __init__(self, padding: Size, value: float):
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ZeroPad(ConstantPad):
    """A border of zeros."""

    def __init__(self, padding: Size):
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


def pad_layer(base: Any, name: str, mode: str, directions: int) -> Any:
    """A layer of this name that pads so many directions."""
    letters = ("(N,C,L)", "(N,C,H,W)", "(N,C,D,H,W)")[directions - 1]
    inside = {"__module__": __name__, "mode": mode, "directions": directions}
    inside["__doc__"] = f"{base.__doc__}\n\n    {letters}; a mode of nn.functional.pad: {mode!r}."
    return type(name, (base,), inside)


ConstantPad1d = pad_layer(ConstantPad, "ConstantPad1d", "constant", 1)
ConstantPad2d = pad_layer(ConstantPad, "ConstantPad2d", "constant", 2)
ConstantPad3d = pad_layer(ConstantPad, "ConstantPad3d", "constant", 3)
ZeroPad1d = pad_layer(ZeroPad, "ZeroPad1d", "constant", 1)
ZeroPad2d = pad_layer(ZeroPad, "ZeroPad2d", "constant", 2)
ZeroPad3d = pad_layer(ZeroPad, "ZeroPad3d", "constant", 3)
ReflectionPad1d = pad_layer(Pad, "ReflectionPad1d", "reflect", 1)
ReflectionPad2d = pad_layer(Pad, "ReflectionPad2d", "reflect", 2)
ReflectionPad3d = pad_layer(Pad, "ReflectionPad3d", "reflect", 3)
ReplicationPad1d = pad_layer(Pad, "ReplicationPad1d", "replicate", 1)
ReplicationPad2d = pad_layer(Pad, "ReplicationPad2d", "replicate", 2)
ReplicationPad3d = pad_layer(Pad, "ReplicationPad3d", "replicate", 3)
CircularPad1d = pad_layer(Pad, "CircularPad1d", "circular", 1)
CircularPad2d = pad_layer(Pad, "CircularPad2d", "circular", 2)
CircularPad3d = pad_layer(Pad, "CircularPad3d", "circular", 3)
