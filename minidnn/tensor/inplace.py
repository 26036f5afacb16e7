"""Tensor written to in place: allowed outside a recorded graph only."""

from .. import backend, tape
from .. import functional as F


class InPlace:
    """The methods of Tensor that change its array."""

    __slots__ = ()

    def inplace(self, name):
        """The array to write to; RuntimeError where a recorded gradient would become wrong."""
        if self.node is not None and (self.node.sources != () or tape.mode.recording):
            raise RuntimeError(
                f"{name}: this tensor is part of a recorded graph, and writing to it would make "
                "its gradient wrong; work on .detach(), use no_grad() for a parameter, or the "
                "operation that returns a new tensor"
            )
        return self.array

    def __setitem__(self, index, value):
        if isinstance(value, tape.Variable) and value.node is not None and tape.mode.recording:
            raise RuntimeError("item assignment is not recorded; use .detach() on the value")
        self.inplace("item assignment")[F.plain_index(index)] = F.raw(value)

    def copy_(self, other):
        """Take over the values of another tensor."""
        self.inplace("copy_")[...] = backend.to_device(F.raw(other), self.device)
        return self

    def fill_(self, value):
        """Make every element this number."""
        self.inplace("fill_").fill(F.raw(value))
        return self

    def zero_(self):
        """Make every element 0."""
        return self.fill_(0)

    def add_(self, other, *, alpha=1):
        """self += alpha·other."""
        array = self.inplace("add_")
        array += F.raw(other) if alpha == 1 else F.raw(other) * alpha
        return self

    def sub_(self, other, *, alpha=1):
        """self -= alpha·other."""
        return self.add_(other, alpha=-alpha)

    def mul_(self, other):
        """self *= other."""
        array = self.inplace("mul_")
        array *= F.raw(other)
        return self

    def div_(self, other):
        """self /= other."""
        array = self.inplace("div_")
        array /= F.raw(other)
        return self

    def clamp_(self, min=None, max=None):
        """Limit to [min, max]."""
        return self.copy_(F.clamp(self.detach(), min, max))

    def unsqueeze_(self, dim):
        """Take a new dimension of length 1."""
        return self.rearranged("unsqueeze_", F.unsqueeze, dim)

    def squeeze_(self, dim=None):
        """Give up dimensions of length 1."""
        return self.rearranged("squeeze_", F.squeeze, dim)

    def t_(self):
        """Become the transpose."""
        return self.rearranged("t_", F.t)

    def transpose_(self, dim0, dim1):
        """Swap two dimensions."""
        return self.rearranged("transpose_", F.transpose, dim0, dim1)

    def rearranged(self, name, function, *args):
        """Take the array in another shape: of a tensor without gradient only."""
        if self.node is not None:
            raise RuntimeError(f"{name}: this tensor requires a gradient; use {name[:-1]}")
        self.array = function(self.array, *args)
        return self

    def normal_(self, mean=0.0, std=1.0, *, generator=None):
        """Fill with normal random numbers."""
        drawn = backend.rng_of(generator).normal(mean, std, self.shape)
        return self.copy_(drawn.astype(self.dtype))

    def uniform_(self, low=0.0, high=1.0, *, generator=None):
        """Fill with random numbers from [low, high)."""
        drawn = backend.rng_of(generator).uniform(low, high, self.shape)
        return self.copy_(drawn.astype(self.dtype))
