"""Activations as functions: what a network does between its layers."""

import warnings
from typing import Any

from ... import functional as F
from ...functional import sigmoid, tanh
from ...tensor import Tensor
from ...views import write

__all__ = ["leaky_relu", "log_softmax", "relu", "relu6", "sigmoid", "softmax", "tanh"]


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); inplace: in the memory of the input."""
    return F.relu_(input) if inplace else F.relu(input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6)."""
    return kept(input, inplace, F.clamp, 0.0, 6.0)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where x > 0, negative_slope·x elsewhere."""
    return kept(input, inplace, F.leaky_relu, negative_slope)


def softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """e^x_i / Σ_j e^x_j along a dimension."""
    return F.softmax(input, chosen_dim("softmax", input, dim))


def log_softmax(input: Tensor, dim: int | None = None) -> Tensor:
    """x_i - ln Σ_j e^x_j along a dimension."""
    return F.log_softmax(input, chosen_dim("log_softmax", input, dim))


def kept(input: Tensor, inplace: bool, function: Any, *args: Any) -> Tensor:
    """function(input, ...), written into the input itself with inplace=True."""
    if inplace:
        return write(input, f"{function.__name__}(inplace=True)", function, *args)
    return function(input, *args)


def chosen_dim(name: str, x: Tensor, dim: int | None) -> int:
    """dim, or PyTorch's old choice with a warning."""
    if dim is None:
        dim = 0 if x.ndim in (0, 1, 3) else 1
        warnings.warn(f"{name}: dim is not given and taken as {dim}; give it", stacklevel=3)
    return dim
