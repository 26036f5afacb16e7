"""Parameter and Buffer: tensors that a Module finds among its attributes."""

from typing import Any

import numpy as np

from .. import backend, dtypes
from ..tensor import Tensor

__all__ = ["Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter"]


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


class UninitializedTensor(Tensor):
    """A tensor of a lazy module whose shape is known with the first input."""

    __slots__ = ()
    becomes: type

    def materialize(self, shape: Any) -> None:
        """Become a tensor of this shape, of zeros for the time being."""
        wants = self.requires_grad
        self.requires_grad_(False)
        self.array = np.zeros_like(self.array, shape=tuple(shape))
        self.__class__ = self.becomes  # type: ignore[assignment]
        self.requires_grad_(wants)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class UninitializedParameter(UninitializedTensor, Parameter):
    """A parameter of a lazy module that has not seen an input."""

    __slots__ = ()
    becomes = Parameter

    def __init__(self, requires_grad: bool = True, device=None, dtype=None):
        super().__init__(Parameter.empty(0, device=device, dtype=dtype).array, requires_grad)


class UninitializedBuffer(UninitializedTensor, Buffer):
    """A buffer of a lazy module that has not seen an input."""

    __slots__ = ()
    becomes = Buffer

    def __init__(self, requires_grad: bool = False, device=None, dtype=None):
        super().__init__(Parameter.empty(0, device=device, dtype=dtype).array)
