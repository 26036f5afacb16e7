"""Linear, Bilinear and Identity."""

import math
from typing import Any

from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = ["Bilinear", "Identity", "Linear"]


class Linear(Module):
    """y = x·Wᵀ + b:  x (...,I) -> (...,O), weight (O,I), bias (O,).

    Weight and bias start uniform in ±1/√I.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        if in_features < 1 or out_features < 1:
            raise ValueError(
                f"Linear: in_features and out_features must be at least 1, got {in_features!r} "
                f"and {out_features!r}"
            )
        self.in_features, self.out_features = in_features, out_features
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(out_features, in_features, **place)
        self.bias = Parameter.empty(out_features, **place) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        reset_uniform(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class Bilinear(Module):
    """y_o = x1ᵀ·W_o·x2 + b_o:  x1 (...,I), x2 (...,J), weight (O,I,J), bias (O,) -> (...,O).

    Weight and bias start uniform in ±1/√I.
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        if min(in1_features, in2_features, out_features) < 1:
            raise ValueError(
                f"Bilinear: in1_features, in2_features and out_features must be at least 1, got "
                f"{in1_features}, {in2_features} and {out_features}"
            )
        self.in1_features, self.in2_features = in1_features, in2_features
        self.out_features = out_features
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter.empty(out_features, in1_features, in2_features, **place)
        self.bias = Parameter.empty(out_features, **place) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw new initial values."""
        bound = 1.0 / math.sqrt(self.in1_features)
        for parameter in (self.weight, self.bias):
            if parameter is not None:
                init.uniform_(parameter, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return F.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Identity(Module):
    """y = x, whatever it was built with."""

    def __init__(self, *args: Any, **kwargs: Any):
        pass

    def forward(self, input: Any) -> Any:
        return input


def reset_uniform(weight: Parameter, bias: Parameter | None) -> None:
    """Uniform in ±1/√fan_in: PyTorch's start of linear layers and convolutions."""
    bound = 1.0 / math.sqrt(init.fans(weight)[0])
    init.uniform_(weight, -bound, bound)
    if bias is not None:
        init.uniform_(bias, -bound, bound)
