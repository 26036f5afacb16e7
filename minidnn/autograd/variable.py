"""Variable: what PyTorch called a tensor on the tape until version 0.4; today a tensor is one."""

import warnings

from ..tensor import Tensor


class Kind(type):
    """isinstance(x, Variable) asks whether x is a tensor."""

    def __instancecheck__(cls, value):
        return isinstance(value, Tensor)

    def __subclasscheck__(cls, other):
        return issubclass(other, Tensor)


class Variable(metaclass=Kind):
    """Variable(data, requires_grad=False) is a tensor with the memory of data."""

    def __new__(cls, data=None, requires_grad=False, volatile=None):
        if volatile is not None:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with no_grad():` instead.",
                UserWarning,
                stacklevel=2,
            )
        if data is None:
            return Tensor([])
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable: data must be a tensor, not {type(data).__name__}")
        return data.detach().requires_grad_(requires_grad)
