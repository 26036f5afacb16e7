"""Dropout as functions: in training, some elements or channels are set to 0."""

from typing import Any

import numpy as np

from ... import backend
from ... import functional as F
from ...ops.activation import alpha_dropout as alpha_dropout_op
from ...tape import apply
from ...tensor import Tensor
from .activation import kept

__all__ = [
    "alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout",
]


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """x·mask: 0 with probability p, else x/(1-p); x itself if not training."""
    check_probability("dropout", p)
    if not training or p == 0:
        return input
    return kept(input, inplace, F.dropout, backend.dropout_mask(F.raw(input), p))


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """dropout of whole channels: (N,C,L) or (C,L)."""
    return of_channels("dropout1d", 1, "L", input, p, training, inplace)


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """dropout of whole channels: (N,C,H,W) or (C,H,W)."""
    return of_channels("dropout2d", 2, "H, W", input, p, training, inplace)


def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """dropout of whole channels: (N,C,D,H,W) or (C,D,H,W)."""
    return of_channels("dropout3d", 3, "D, H, W", input, p, training, inplace)


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """Dropout for SELU: dropped elements take SELU's lowest value; mean and variance stay."""
    return kept_alpha("alpha_dropout", input, p, training, inplace, F.raw(input))


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """alpha_dropout of whole channels: (N,C,S)."""
    one_pixel = F.raw(input)
    if input.ndim > 2:
        one_pixel = one_pixel[(slice(None), slice(None), *[slice(0, 1)] * (input.ndim - 2))]
    return kept_alpha("feature_alpha_dropout", input, p, training, inplace, one_pixel)


def of_channels(name, n, sizes, input, p, training, inplace):  # type: ignore[no-untyped-def]
    """Dropout of whole channels of n directions."""
    check_probability(name, p)
    if input.ndim not in (n + 1, n + 2):
        raise ValueError(
            f"{name}: expected (N, C, {sizes}) or (C, {sizes}), got {tuple(input.shape)}"
        )
    if not training or p == 0:
        return input
    one_pixel = F.raw(input)[(..., *[slice(0, 1)] * n)]
    return kept(input, inplace, F.mul, Tensor(backend.dropout_mask(one_pixel, p)))


def kept_alpha(name: str, x: Tensor, p: float, training: bool, inplace: bool, of: Any) -> Tensor:
    """Alpha dropout with a mask in the shape of the array `of`."""
    check_probability(name, p)
    if not training or p == 0:
        return x
    if p == 1:
        return kept(x, inplace, F.mul, 0.0)
    mask = np.sign(backend.dropout_mask(of, p))

    def function(x: Tensor) -> Tensor:
        return apply(alpha_dropout_op, x, np.broadcast_to(mask, x.shape), p=p)

    function.__name__ = name
    return kept(x, inplace, function)


def check_probability(name: str, p: float) -> None:
    """Raises ValueError outside [0, 1]."""
    if not 0 <= p <= 1:
        raise ValueError(f"{name}: p must be in [0, 1], got {p!r}")
