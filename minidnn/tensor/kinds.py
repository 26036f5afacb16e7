"""PyTorch's older names for tensors of one dtype: FloatTensor([1]), x.type("FloatTensor")."""

import numpy as np

from .. import dtypes

DTYPES: dict[str, np.dtype] = {
    "Float": dtypes.float32,
    "Double": dtypes.float64,
    "Half": dtypes.float16,
    "Byte": dtypes.uint8,
    "Char": dtypes.int8,
    "Short": dtypes.int16,
    "Int": dtypes.int32,
    "Long": dtypes.int64,
    "Bool": dtypes.bool,
    "ComplexFloat": dtypes.complex64,
    "ComplexDouble": dtypes.complex128,
}


class TensorKind:
    """Makes tensors of one dtype: FloatTensor([2, 3]) of these values, FloatTensor(2, 3) zeros."""

    def __init__(self, name: str, dtype: np.dtype, device: str = "cpu"):
        self.__name__ = name
        self.dtype, self.device = dtype, device

    def __call__(self, *data):
        from .creation import tensor, zeros

        if len(data) == 1 and isinstance(data[0], tuple) and type(data[0]) is not tuple:
            data = tuple(data[0])  # a Size
        if all(isinstance(n, int) for n in data):
            return zeros(*(data or (0,)), dtype=self.dtype, device=self.device)
        return tensor(*data, dtype=self.dtype, device=self.device)

    def __instancecheck__(self, x):
        return getattr(x, "dtype", None) == self.dtype and hasattr(x, "requires_grad")

    def __repr__(self):
        return f"<class 'minidnn.{self.__name__}'>"


def name_of(x):
    """PyTorch's name of a tensor's type: minidnn.FloatTensor, minidnn.cuda.LongTensor."""
    name = next((name for name, dtype in DTYPES.items() if dtype == x.dtype), str(x.dtype).title())
    return f"minidnn.{'cuda.' if x.is_cuda else ''}{name}Tensor"


def read(kind):
    """(dtype, device or None) of a dtype, a kind of tensors, or the name of one."""
    if isinstance(kind, TensorKind):
        return kind.dtype, kind.device
    if isinstance(kind, str) and kind.endswith("Tensor"):
        *where, name = kind.removesuffix("Tensor").split(".")
        if name not in DTYPES:
            known = ", ".join(f"{name}Tensor" for name in DTYPES)
            raise ValueError(f"type: expected one of {known}; got {kind!r}")
        return DTYPES[name], "cuda" if "cuda" in where else None
    return np.dtype(getattr(kind, "dtype", kind)), None


FloatTensor, DoubleTensor = (TensorKind(f"{n}Tensor", DTYPES[n]) for n in ("Float", "Double"))
HalfTensor, BoolTensor = (TensorKind(f"{n}Tensor", DTYPES[n]) for n in ("Half", "Bool"))
ByteTensor, CharTensor = (TensorKind(f"{n}Tensor", DTYPES[n]) for n in ("Byte", "Char"))
ShortTensor, IntTensor = (TensorKind(f"{n}Tensor", DTYPES[n]) for n in ("Short", "Int"))
LongTensor = TensorKind("LongTensor", DTYPES["Long"])
