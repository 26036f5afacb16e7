"""Writes tensors and plain containers as a .pth file that PyTorch's own torch.load reads."""

import io
import struct
import sys
from collections import Counter, OrderedDict
from typing import IO, Any

import numpy as np

from .. import backend
from ..nn.parameter import Parameter
from ..tensor import Tensor
from .archive import ArchiveWriter, raw_bytes
from .structure import DEEPEST, is_key

STORAGE_TYPES = {
    "float32": "FloatStorage",
    "float64": "DoubleStorage",
    "float16": "HalfStorage",
    "int64": "LongStorage",
    "int32": "IntStorage",
    "int16": "ShortStorage",
    "int8": "CharStorage",
    "uint8": "ByteStorage",
    "bool": "BoolStorage",
    "complex64": "ComplexFloatStorage",
    "complex128": "ComplexDoubleStorage",
}
REBUILD_TENSOR = b"ctorch._utils\n_rebuild_tensor_v2\n"
REBUILD_PARAMETER = b"ctorch._utils\n_rebuild_parameter\n"
ORDERED_DICT = b"ccollections\nOrderedDict\n"
EMPTY_ORDERED_DICT = ORDERED_DICT + b")R"
SEQUENCES = {
    "list": (b"](", b"e"),
    "tuple": (b"(", b"t"),
    "set": (b"c__builtin__\nset\n(](", b"etR"),
}
ENCODE = b"c_codecs\nencode\n"


def write_torch(obj: Any, file: IO[bytes]) -> None:
    """Tensors and arrays become tensors; containers, numbers, text and bytes stay what they are."""
    pickle = Pickle(obj)
    with ArchiveWriter(file) as archive:
        archive.write("archive/data.pkl", pickle.text())
        archive.write("archive/byteorder", sys.byteorder.encode())
        for key, array in enumerate(pickle.arrays):
            archive.write(f"archive/data/{key}", raw_bytes(array))
        archive.write("archive/version", b"3\n")


class Pickle:
    """The instructions (pickle protocol 2) that rebuild an object, and the arrays they refer to."""

    def __init__(self, obj: Any) -> None:
        self.out = io.BytesIO()
        self.arrays: list[np.ndarray] = []
        self.keys: dict[Any, int] = {}
        self.alive: list[Any] = []
        self.path: list[str] = []
        self.out.write(b"\x80\x02")
        self.put(obj)
        self.out.write(b".")

    def text(self) -> bytes:
        return self.out.getvalue()

    def put(self, obj: Any) -> None:
        kind, write = type(obj), self.out.write
        if obj is None:
            write(b"N")
        elif kind is bool:
            write(b"\x88" if obj else b"\x89")
        elif kind is int:
            self.integer(obj)
        elif kind is float:
            write(b"G" + struct.pack(">d", obj))
        elif kind is str:
            text = obj.encode("utf-8", "surrogatepass")
            write(b"X" + struct.pack("<I", len(text)) + text)
        elif kind is bytes:
            write(ENCODE)
            self.tuple_of(obj.decode("latin1"), "latin1")
            write(b"R")
        elif kind is complex:
            write(b"c__builtin__\ncomplex\n")
            self.tuple_of(obj.real, obj.imag)
            write(b"R")
        elif kind in (list, tuple, set):
            self.sequence(obj)
        elif kind in (dict, OrderedDict):
            self.mapping(obj)
        elif kind is Counter:
            write(b"ccollections\nCounter\n")
            self.tuple_of(dict(obj))
            write(b"R")
        elif isinstance(obj, np.generic):
            self.put(obj.item())
        elif isinstance(obj, Tensor):
            self.tensor(obj.array, obj.requires_grad, isinstance(obj, Parameter))
        elif isinstance(obj, np.ndarray):
            self.tensor(obj, False, False)
        else:
            raise self.error(
                f"is a {kind.__module__}.{kind.__qualname__}, which PyTorch's format cannot hold; "
                f"save a state_dict, or in minidnn's own format (any other suffix than .pth)"
            )

    def integer(self, number: int) -> None:
        if -(1 << 31) <= number < 1 << 31:
            self.out.write(b"J" + struct.pack("<i", number))
            return
        size = number.bit_length() // 8 + 1
        if size > 255:
            raise self.error(f"is an integer of {number.bit_length()} bits; at most 2039 are saved")
        self.out.write(bytes((0x8A, size)) + number.to_bytes(size, "little", signed=True))

    def tuple_of(self, *items: Any) -> None:
        self.out.write(b"(")
        for item in items:
            self.put(item)
        self.out.write(b"t")

    def sequence(self, items: Any) -> None:
        opening, closing = SEQUENCES[type(items).__name__]
        self.out.write(opening)
        for i, item in enumerate(items):
            self.within(f"[{i}]", item)
        self.out.write(closing)

    def mapping(self, items: Any) -> None:
        ordered = type(items) is OrderedDict
        self.out.write(EMPTY_ORDERED_DICT if ordered else b"}")
        self.out.write(b"(")
        for key, value in items.items():
            if not is_key(key):
                raise self.error(f"has the key {key!r}, which cannot be saved")
            self.put(key)
            self.within(f"[{key!r}]", value)
        self.out.write(b"u")
        if ordered and getattr(items, "_metadata", None) is not None:
            self.within("._metadata", {"_metadata": items._metadata})
            self.out.write(b"b")

    def within(self, step: str, obj: Any) -> None:
        if len(self.path) > DEEPEST:
            raise self.error(f"is nested more than {DEEPEST} levels deep, or contains itself")
        self.path.append(step)
        self.put(obj)
        self.path.pop()

    def tensor(self, array: Any, requires_grad: bool, is_parameter: bool) -> None:
        write = self.out.write
        if is_parameter:
            write(REBUILD_PARAMETER + b"(")
        write(REBUILD_TENSOR + b"((")
        key, numel, kind = self.storage(array)
        self.put("storage")
        write(f"ctorch\n{kind}\n".encode())
        for value in (str(key), "cpu", numel):
            self.put(value)
        write(b"tQ")
        strides = [1]
        for n in array.shape[:0:-1]:
            strides.append(strides[-1] * max(n, 1))
        self.put(0)
        self.tuple_of(*array.shape)
        self.tuple_of(*strides[::-1][: array.ndim] if array.ndim else ())
        self.put(requires_grad and not is_parameter)
        write(EMPTY_ORDERED_DICT + b"tR")
        if is_parameter:
            self.put(requires_grad)
            write(EMPTY_ORDERED_DICT + b"tR")

    def storage(self, array: Any) -> tuple[int, int, str]:
        """Number, elements and type of the storage that holds an array; one for each array."""
        kind = STORAGE_TYPES.get(array.dtype.name)
        if kind is None:
            raise self.error(f"has the dtype {array.dtype}, for which PyTorch has no storage")
        identity: Any = id(array)
        if isinstance(array, np.ndarray) and array.size:
            identity = array.__array_interface__["data"][0], array.shape, array.strides, kind
        if identity not in self.keys:
            self.alive.append(array)
            self.keys[identity] = len(self.arrays)
            host = backend.to_host(array)
            self.arrays.append(host.astype(host.dtype.newbyteorder("="), order="C", copy=False))
        return self.keys[identity], array.size, kind

    def error(self, told: str) -> TypeError:
        return TypeError(f"save: the object{''.join(self.path)} {told}")
