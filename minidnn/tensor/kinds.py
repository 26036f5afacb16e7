"""PyTorch's older names for tensors of one dtype: FloatTensor([1, 2]), x.type(FloatTensor)."""

import numpy as np

from .. import dtypes
from .core import Tensor
from .creation import tensor, zeros


class TensorKind:
    """Makes tensors of one dtype: FloatTensor([2, 3]) of these values, FloatTensor(2, 3) zeros."""

    def __init__(self, name: str, dtype: np.dtype):
        self.__name__ = name
        self.dtype = dtype

    def __call__(self, *data) -> Tensor:
        if all(isinstance(n, int) for n in data):
            return zeros(*data, dtype=self.dtype) if data else zeros(0, dtype=self.dtype)
        return tensor(*data, dtype=self.dtype)

    def __repr__(self):
        return f"minidnn.{self.__name__}"


FloatTensor = TensorKind("FloatTensor", dtypes.float32)
DoubleTensor = TensorKind("DoubleTensor", dtypes.float64)
HalfTensor = TensorKind("HalfTensor", dtypes.float16)
LongTensor = TensorKind("LongTensor", dtypes.int64)
IntTensor = TensorKind("IntTensor", dtypes.int32)
BoolTensor = TensorKind("BoolTensor", dtypes.bool)
