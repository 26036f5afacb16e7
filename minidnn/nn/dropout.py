"""Dropout and Dropout2d: in training, some elements or channels are set to 0."""

from ..tensor import Tensor
from . import functional as F
from .module import Module

__all__ = ["Dropout", "Dropout2d"]


class Dropout(Module):
    """y = x·mask; the mask is 0 with probability p, else 1/(1-p); in evaluation y = x.

    Source: Srivastava et al., Dropout (2014).
    """

    def __init__(self, p: float = 0.5, inplace: bool = False):
        F.check_probability(type(self).__name__, p)
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout2d(Dropout):
    """Dropout of whole channels:  (N,C,H,W), one draw for every image and channel."""

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout2d(input, self.p, self.training)
