"""PyTorch's tensors from their parts: storages, and the views of them, with checked geometry."""

import math
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from .. import backend
from ..nn.parameter import Parameter
from ..tensor import Tensor
from .pickles import Maker, checked_key
from .rebuild import new_tensor

LARGEST_NUMBER = 1 << 60
LARGEST_VIEW = 1 << 31  # bytes that an expanded tensor may seem to have beyond its storage's
BFLOAT16 = "bfloat16"
Order = Literal["<", ">"]  # little-endian, big-endian

# What the elements of a storage are. bfloat16, which NumPy lacks, becomes float32.
STORAGES = {
    "torch.FloatStorage": "f4",
    "torch.DoubleStorage": "f8",
    "torch.HalfStorage": "f2",
    "torch.BFloat16Storage": BFLOAT16,
    "torch.LongStorage": "i8",
    "torch.IntStorage": "i4",
    "torch.ShortStorage": "i2",
    "torch.CharStorage": "i1",
    "torch.ByteStorage": "u1",
    "torch.BoolStorage": "?",
    "torch.ComplexFloatStorage": "c8",
    "torch.ComplexDoubleStorage": "c16",
    "torch.storage.UntypedStorage": "u1",
}
DTYPES = {
    "torch.float32": "f4",
    "torch.float64": "f8",
    "torch.float16": "f2",
    "torch.bfloat16": "f4",
    "torch.int64": "i8",
    "torch.int32": "i4",
    "torch.int16": "i2",
    "torch.int8": "i1",
    "torch.uint8": "u1",
    "torch.uint16": "u2",
    "torch.uint32": "u4",
    "torch.uint64": "u8",
    "torch.bool": "?",
    "torch.complex64": "c8",
    "torch.complex128": "c16",
}


class StorageType:
    """The type of a storage, as data: how its elements look in the file, and in memory."""

    def __init__(self, elements: str) -> None:
        self.raw = np.dtype({BFLOAT16: "u2", "?": "u1"}.get(elements, elements))
        self.dtype = np.dtype("f4" if elements == BFLOAT16 else elements)


class Storage:
    """Elements in a row, of which tensors show parts."""

    def __init__(self, kind: StorageType, array: np.ndarray) -> None:
        self.kind, self.array = kind, array

    def read(self, read_array: Callable[[np.ndarray], None], order: Order) -> None:
        """Fill from the file, whose byte order is "<" or ">"."""
        stored = self.kind.raw.newbyteorder(order)
        if stored == self.array.dtype:
            read_array(self.array)
            return
        raw = np.empty(self.array.size, stored)
        read_array(raw)
        if self.array.dtype.kind == "b":  # any other byte than 0 or 1 is no boolean to NumPy
            np.not_equal(raw, 0, out=self.array)
        elif self.kind.raw.itemsize < self.kind.dtype.itemsize:  # bfloat16: the upper half
            bits = self.array.view(np.uint32)
            bits[...] = raw
            bits <<= 16
        else:
            self.array[...] = raw

    def part(self, key: Any, offset: int, size: int) -> "Storage":
        """A part of the elements as a storage of its own, as old files have it."""
        if not 0 <= offset <= offset + size <= self.array.size:
            raise ValueError(f"elements {offset} to {offset + size} of {self.array.size}")
        return Storage(self.kind, self.array[offset : offset + size])


class Tensors:
    """The storages and tensors of one file, and the names by which its pickle makes them."""

    def __init__(self) -> None:
        self.storages: dict[str, Storage] = {}
        self.tensors: list[Tensor] = []

    def storage(
        self, key: Any, kind: Any, numel: Any, check: Callable[[int], None]
    ) -> tuple[Storage, bool]:
        """The storage of that key, and whether it is new; `check` is told its bytes before."""
        if type(key) is not str or type(kind) is not StorageType:
            raise TypeError("key or type are none")
        if type(numel) is not int or not 0 <= numel < LARGEST_NUMBER:
            raise ValueError(f"it has {numel!r:.40} elements")
        if key in self.storages:
            known = self.storages[key]
            if known.kind is not kind or known.array.size != numel:
                raise ValueError(f"storage {key!r} is described in two ways")
            return known, False
        check(numel * kind.raw.itemsize)
        self.storages[key] = Storage(kind, np.empty(numel, kind.dtype))
        return self.storages[key], True

    def tensor(
        self,
        storage: Any,
        offset: Any,
        shape: Any,
        strides: Any,
        requires_grad: Any = False,
        hooks: Any = None,
        metadata: Any = None,
    ) -> Tensor:
        """A tensor that shows a part of a storage, after its geometry was found to lie inside."""
        if type(storage) is not Storage or type(requires_grad) is not bool:
            raise TypeError("storage or requires_grad are none")
        array = view_of(storage.array, offset, shape, strides)
        self.tensors.append(new_tensor(Tensor, array, requires_grad))
        return self.tensors[-1]

    def tensor_of_dtype(
        self,
        storage: Any,
        offset: Any,
        shape: Any,
        strides: Any,
        requires_grad: Any,
        hooks: Any,
        dtype: Any,
        metadata: Any = None,
    ) -> Tensor:
        """The same from a storage of bytes; so PyTorch writes dtypes that have no storage type."""
        if type(storage) is not Storage or not isinstance(dtype, np.dtype):
            raise TypeError("storage or dtype are none")
        if storage.array.dtype != np.uint8 or storage.array.size % dtype.itemsize:
            raise ValueError(f"{storage.array.nbytes} bytes are no elements of {dtype}")
        typed = Storage(storage.kind, storage.array.view(dtype))
        return self.tensor(typed, offset, shape, strides, requires_grad)

    def parameter(
        self, data: Any, requires_grad: Any, hooks: Any = None, state: Any = None
    ) -> Parameter:
        if type(data) is not Tensor or type(requires_grad) is not bool:
            raise TypeError("it is made of a tensor and True or False")
        self.tensors.append(new_tensor(Parameter, data.array, requires_grad))
        return self.tensors[-1]  # type: ignore[return-value]

    def names(self) -> dict[str, Any]:
        """Everything a pickle may name."""
        makers: dict[str, Callable[..., Any]] = {
            "torch._utils._rebuild_tensor": self.tensor,
            "torch._utils._rebuild_tensor_v2": self.tensor,
            "torch._utils._rebuild_tensor_v3": self.tensor_of_dtype,
            "torch._utils._rebuild_parameter": self.parameter,
            "torch._utils._rebuild_parameter_with_state": self.parameter,
            "torch.Size": size_of,
            "torch.device": device_name,
            "_codecs.encode": bytes_of,
            "collections.OrderedDict": ordered_dict_of,
            "collections.Counter": counter_of,
        }
        for module in ("builtins", "__builtin__"):
            makers[f"{module}.set"] = set_of
            makers[f"{module}.frozenset"] = frozenset_of
            makers[f"{module}.complex"] = complex_of
        return {**VALUES, **{name: Maker(name, make) for name, make in makers.items()}}

    def move(self, where: Any) -> None:
        """Bring all tensors to a device; what was one array stays one."""
        moved: dict[int, Any] = {}
        for tensor in self.tensors:
            key = id(tensor.array)
            if key not in moved:
                moved[key] = tensor.array, backend.to_device(tensor.array, where)
            tensor.array = moved[key][1]


VALUES: dict[str, Any] = {
    **{name: StorageType(elements) for name, elements in STORAGES.items()},
    **{name: np.dtype(dtype) for name, dtype in DTYPES.items()},
}


def view_of(elements: np.ndarray, offset: Any, shape: Any, strides: Any) -> np.ndarray:
    """The elements at offset + i·stride + j·stride' ..., which must all be there."""
    for numbers in (shape, strides, (offset,)):
        if type(numbers) is not tuple or len(numbers) > 64:
            raise TypeError("shape or strides are no tuples of up to 64 numbers")
        if any(type(n) is not int or not 0 <= n < LARGEST_NUMBER for n in numbers):
            raise ValueError(f"offset, shape or strides are {str(numbers)[:80]}")
    if len(shape) != len(strides):
        raise ValueError(f"shape {shape} has {len(shape)} dimensions, strides {strides} have not")
    if 0 in shape:
        return np.empty(shape, elements.dtype)
    last = offset + sum((n - 1) * stride for n, stride in zip(shape, strides))
    if last >= elements.size:
        raise ValueError(
            f"offset {offset}, shape {shape}, strides {strides} reach element {last} of a storage "
            f"with {elements.size}"
        )
    seeming = math.prod(shape) * elements.itemsize
    if seeming > max(LARGEST_VIEW, elements.nbytes):
        raise ValueError(f"{elements.nbytes} bytes are expanded to {seeming}")
    steps = tuple(stride * elements.itemsize for stride in strides)
    return np.ndarray(shape, elements.dtype, elements, offset * elements.itemsize, steps)


def size_of(numbers: Any = ()) -> tuple[int, ...]:
    if type(numbers) is not tuple or any(type(n) is not int for n in numbers):
        raise TypeError("it is made of something else than integers")
    return numbers


def device_name(kind: Any, index: Any = None) -> str:
    if type(kind) is not str or type(index) not in (int, type(None)):
        raise TypeError("it is made of something else than a name and a number")
    return kind if index is None else f"{kind}:{index}"


def bytes_of(text: Any, encoding: Any) -> bytes:
    """How pickle protocol 2 writes bytes."""
    if type(text) is not str or encoding not in ("latin1", "latin-1"):
        raise TypeError("only latin1 text becomes bytes")
    return text.encode("latin1")


def ordered_dict_of() -> OrderedDict[Any, Any]:
    return OrderedDict()


def counter_of(counts: Any = None) -> Counter[Any]:
    if type(counts) not in (dict, type(None)):
        raise TypeError("it is made of something else than a dict")
    counter: Counter[Any] = Counter()
    dict.update(counter, counts or {})
    return counter


def set_of(items: Any = ()) -> set[Any]:
    if type(items) not in (list, tuple):
        raise TypeError("it is made of something else than a list")
    return set(map(checked_key, items))


def frozenset_of(items: Any = ()) -> frozenset[Any]:
    return frozenset(set_of(items))


def complex_of(real: Any, imag: Any) -> complex:
    if type(real) is not float or type(imag) is not float:
        raise TypeError("it is made of something else than two floats")
    return complex(real, imag)
