"""Tensor's arithmetic: every method and operator is the function of the same name."""

from .. import functional as F
from .. import ops
from ..tape import Variable, apply


def direct(op, function):
    """The operator of two tensors of one type, which is the op itself; else it is the function."""

    def operator(self, other):
        if isinstance(other, Variable) and other.array.dtype is self.array.dtype:
            return apply(op, self, other)
        return function(self, other)

    return operator


def swapped(function):
    """The operator for a number or array on the left: 1 - tensor."""

    def operator(self, other):
        return function(other, self)

    return operator


class Operators:
    """The methods of Tensor that are functions of `minidnn.functional`."""

    __slots__ = ()

    vars().update(F.late_methods())
    vars().update(F.methods(vars(F)))

    __add__, __radd__ = direct(ops.add, F.add), swapped(F.add)
    __sub__, __rsub__ = direct(ops.sub, F.sub), swapped(F.sub)
    __mul__, __rmul__ = direct(ops.mul, F.mul), swapped(F.mul)
    __truediv__, __rtruediv__ = F.div, swapped(F.div)
    __floordiv__, __rfloordiv__ = F.floor_divide, swapped(F.floor_divide)
    __mod__, __rmod__ = F.remainder, swapped(F.remainder)
    __pow__, __rpow__ = F.pow, swapped(F.pow)
    __matmul__, __rmatmul__ = F.matmul, swapped(F.matmul)
    __neg__, __abs__ = F.neg, F.abs
    __eq__, __ne__ = F.eq, F.ne
    __lt__, __le__ = F.lt, F.le
    __gt__, __ge__ = F.gt, F.ge
    __and__, __rand__ = F.bitwise_and, swapped(F.bitwise_and)
    __or__, __ror__ = F.bitwise_or, swapped(F.bitwise_or)
    __xor__, __rxor__ = F.bitwise_xor, swapped(F.bitwise_xor)
    __lshift__, __rshift__ = F.bitwise_left_shift, F.bitwise_right_shift
    __invert__ = F.bitwise_not
    __getitem__ = F.getitem
    __hash__ = object.__hash__

    def where(self, condition, other):
        """self where the condition holds, other elsewhere."""
        return F.where(condition, self, other)
