"""Parameter and Buffer: tensors that a Module finds among its attributes."""

import numpy as np

from .. import backend, dtypes
from ..tensor import Tensor

__all__ = ["Buffer", "Parameter"]


class Parameter(Tensor):
    """A tensor that is trained. It shares its memory with `data`."""

    __slots__ = ()

    def __init__(self, data: object = (), requires_grad: bool = True):
        super().__init__(data, requires_grad)

    @classmethod
    def empty(cls, *shape: int, device=None, dtype=None) -> "Parameter":
        """A parameter whose values are still to be drawn."""
        dtype = dtypes.get_default_dtype() if dtype is None else np.dtype(dtype)
        where = device or backend.Default.device or "cpu"
        return cls(backend.to_device(np.zeros(shape, dtype), where))

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


class Buffer(Tensor):
    """A tensor that belongs to a module's state but is not trained: a running mean, a mask."""

    __slots__ = ()

    def __init__(self, data: object = ()):
        super().__init__(data)

    def __repr__(self) -> str:
        return "Buffer containing:\n" + super().__repr__()
