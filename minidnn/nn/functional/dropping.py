"""Dropout as functions: in training, some elements or channels are set to 0."""

from ... import backend
from ... import functional as F
from ...tensor import Tensor
from .activation import kept

__all__ = ["dropout", "dropout2d"]


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """x·mask: 0 with probability p, else x/(1-p); x itself if not training."""
    check_probability("dropout", p)
    if not training or p == 0:
        return input
    return kept(input, inplace, F.dropout, backend.dropout_mask(F.raw(input), p))


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """dropout of whole channels: (N,C,H,W) or (C,H,W)."""
    check_probability("dropout2d", p)
    if input.ndim not in (3, 4):
        raise ValueError(f"dropout2d: expected (N, C, H, W) or (C, H, W), got {input.shape}")
    if not training or p == 0:
        return input
    one_pixel = F.raw(input)[..., :1, :1]
    return kept(input, inplace, F.mul, Tensor(backend.dropout_mask(one_pixel, p)))


def check_probability(name: str, p: float) -> None:
    """Raises ValueError outside [0, 1]."""
    if not 0 <= p <= 1:
        raise ValueError(f"{name}: p must be in [0, 1], got {p!r}")
