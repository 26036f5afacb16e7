"""Size: the shape of a tensor, a tuple with PyTorch's methods."""

import math


class Size(tuple):
    """The lengths of a tensor's dimensions: Size([2, 3]) is (2, 3)."""

    __slots__ = ()

    def numel(self):
        """The number of elements of a tensor of this shape."""
        return math.prod(self)

    def __getitem__(self, index):
        part = tuple.__getitem__(self, index)
        return Size(part) if isinstance(index, slice) else part

    def __add__(self, other):
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        return Size(tuple(other) + tuple(self))

    def __mul__(self, times):
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __repr__(self):
        return f"minidnn.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__

    def __reduce__(self):
        return Size, (tuple(self),)
