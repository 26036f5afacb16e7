"""The file's graph while it is built: names, constants, and lengths that follow the batch."""

import math
from typing import Any

import numpy as np

try:
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:  # the package is an extra
    raise ImportError(
        "minidnn.onnx needs the package onnx: pip install 'minidnn[onnx]'"
    ) from error

from .trace import ExportError, Length, Ref, Trace

OPSET, IR_VERSION = 18, 8  # onnxruntime refuses an IR newer than it knows: this pair is old enough


class Value:
    """An array of the network: its name in the file, its dtype, and its shape with Lengths."""

    def __init__(self, name: str, dtype: Any, shape: tuple):
        self.name, self.dtype, self.shape = name, dtype, shape
        self.ndim = len(shape)

    @property
    def size(self) -> int:
        """How many numbers it held in the first run."""
        return math.prod(int(n.value if isinstance(n, Length) else n) for n in self.shape)


class Graph:
    """Nodes and constants of a file; the rules in `layers`, `numbers` and `arrange` add to it."""

    def __init__(self, trace: Trace, names: dict[int, str]):
        self.trace, self.names = trace, names  # names: id of a parameter's array -> its name
        self.nodes: list = []
        self.inputs: list = []
        self.outputs: list = []
        self.initializers: dict[str, Any] = {}
        self.values: dict[int, Value] = {}
        self.counts: dict[str, int] = {}
        self.constants: dict[tuple, str] = {}
        self.lengths: dict[Length, str] = {}
        self.batch = ""  # the name of N, an int64 vector of one element

    def unique(self, stem: str) -> str:
        """A name that nothing has yet: stem, stem_1, ..."""
        n = self.counts[stem] = self.counts.get(stem, -1) + 1
        return f"{stem}_{n}" if n else stem

    def node(self, kind: str, *inputs: Any, outputs: int = 1, **attributes: Any) -> Any:
        """Add a node; inputs are Values, names, arrays or None. The name(s) of its result(s)."""
        names = ["" if x is None else self.name(x) for x in inputs]
        while names and not names[-1]:
            names.pop()
        results = [self.unique(kind) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, names, results, name=results[0], **attributes))
        return results[0] if outputs == 1 else results

    def name(self, x: Any) -> str:
        """The name of a Value, a name, or an array that becomes a constant."""
        return x if isinstance(x, str) else x.name if isinstance(x, Value) else self.constant(x)

    def constant(self, x: Any, dtype: Any = None) -> str:
        """The name of a constant array; equal small ones are kept once."""
        array = np.asarray(x, dtype=dtype, order="C")
        key = (array.dtype.str, array.shape, array.tobytes()) if array.size < 64 else None
        if key is None or key not in self.constants:
            name = self.unique("constant")
            self.initializers[name] = array
            if key is None:
                return name
            self.constants[key] = name
        return self.constants[key]

    def number(self, x: Any, dtype: Any) -> Any:
        """A Python number as a constant of a dtype, a Length as a tensor; others as they are."""
        if isinstance(x, Length):
            scalar = self.node("Squeeze", self.length(x))
            return self.node("Cast", scalar, to=kind_of(dtype))
        return self.constant(x, dtype) if isinstance(x, bool | int | float) else x

    def length(self, n: Any) -> str:
        """A length as an int64 vector of one element."""
        if not isinstance(n, Length):
            return self.constant([int(n)], np.int64)
        if n not in self.lengths:
            name = self.batch
            if n.per_sample != 1:
                name = self.node("Mul", name, self.constant([n.per_sample], np.int64))
            if n.fixed:
                name = self.node("Add", name, self.constant([n.fixed], np.int64))
            self.lengths[n] = name
        return self.lengths[n]

    def vector(self, lengths: Any) -> str:
        """Lengths as an int64 vector."""
        lengths = tuple(lengths)
        if not any(isinstance(n, Length) for n in lengths):
            return self.constant(np.array(lengths, dtype=np.int64))
        return self.node("Concat", *(self.length(n) for n in lengths), axis=0)

    def cast(self, x: Any, dtype: Any) -> str:
        """x as another dtype."""
        return self.node("Cast", x, to=kind_of(dtype))

    def resolve(self, x: Any) -> Any:
        """A call's input or option with Values in place of Refs."""
        if isinstance(x, Ref):
            return self.value(x.place)
        if isinstance(x, tuple):
            return tuple(self.resolve(part) for part in x)
        if isinstance(x, slice):
            return slice(*(self.resolve(part) for part in (x.start, x.stop, x.step)))
        return x

    def value(self, place: int) -> Value:
        """The Value at a place of the trace; a constant is put into the file when first used."""
        if place not in self.values:
            name = self.fixed(place, self.trace.first.arrays[place])
            self.values[place] = self.named(place, name)
        return self.values[place]

    def named(self, place: int, name: str) -> Value:
        """A new Value for the array at a place."""
        return Value(name, self.trace.first.arrays[place].dtype, self.trace.shape(place))

    def fixed(self, place: int, array: Any) -> str:
        """The name of an array that no call made: a parameter, or a constant of the network."""
        from ..backend import to_host

        known, other = self.names.get(id(array)), self.trace.second.arrays[place]
        a, b = to_host(array), to_host(other)
        if known is not None:
            self.initializers[known] = np.asarray(a, order="C")
            return known
        if a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
            return self.constant(a)
        grows = [i for i, (n, m) in enumerate(zip(a.shape, b.shape)) if n != m]
        if grows and a.size and b.size:  # it follows the batch: equal along it, as zeros are?
            part = tuple(slice(0, 1) if i in grows else slice(None) for i in range(a.ndim))
            if np.all(a == a[part]) and np.all(b == a[part]):
                lengths = self.vector(self.trace.shape(place))
                return self.node("Expand", self.constant(a[part]), lengths)
        raise ExportError(
            f"onnx: an array {a.shape} of {a.dtype} depends on the input, but was not computed by "
            "ops of minidnn (NumPy, .numpy(), .item(), a random number?), so a file would hold it "
            "as a constant; compute it with tensors"
        )


KINDS = {
    "float16": TensorProto.FLOAT16,
    "float32": TensorProto.FLOAT,
    "float64": TensorProto.DOUBLE,
    "int8": TensorProto.INT8,
    "int16": TensorProto.INT16,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "uint8": TensorProto.UINT8,
    "bool": TensorProto.BOOL,
    "complex64": TensorProto.COMPLEX64,
    "complex128": TensorProto.COMPLEX128,
}


def kind_of(dtype: Any) -> int:
    """ONNX's number for a dtype."""
    name = np.dtype(dtype).name
    if name not in KINDS:
        raise ExportError(f"onnx: there is no type for {name}")
    return KINDS[name]


def tensor_of(name: str, array: Any) -> Any:
    """A constant as the file holds it."""
    return numpy_helper.from_array(np.asarray(array, order="C"), name)
