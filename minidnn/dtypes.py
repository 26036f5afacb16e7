"""PyTorch's dtype rules: which type a result has when the inputs' types differ."""

import builtins

import numpy as np

from . import ops
from .tape import Variable, apply

float16, float32, float64 = np.dtype("float16"), np.dtype("float32"), np.dtype("float64")


class NamedOnly:
    """A dtype of PyTorch's that NumPy lacks: programs can name it, not compute in it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"minidnn.{self.name}"

    @property
    def dtype(self):
        """What NumPy asks for.  Raises: TypeError."""
        raise TypeError(
            f"{self.name} is no floating dtype of NumPy, so no tensor has it; use float32, or "
            "float16 where memory matters"
        )


bfloat16 = NamedOnly("bfloat16")
half, float, double = float16, float32, float64
uint8, int8, int16 = np.dtype("uint8"), np.dtype("int8"), np.dtype("int16")
int32, int64, bool = np.dtype("int32"), np.dtype("int64"), np.dtype("bool")
short, int, long = int16, int32, int64
complex64, complex128 = np.dtype("complex64"), np.dtype("complex128")
cfloat, cdouble = complex64, complex128
uint16, uint32, uint64 = np.dtype("uint16"), np.dtype("uint32"), np.dtype("uint64")


class Default:
    """The floating type of new tensors."""

    dtype = float32


def get_default_dtype() -> np.dtype:
    """The floating type that new tensors get: float32 unless changed."""
    return Default.dtype


def set_default_dtype(dtype) -> None:
    """Make new tensors of Python floats float32 or float64."""
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"set_default_dtype: expected a floating dtype; got {dtype}")
    Default.dtype = dtype


def cast(x, dtype):
    """x as another dtype; itself if it has that dtype already."""
    array = x.array if isinstance(x, Variable) else x
    return x if array.dtype == dtype else apply(ops.cast, x, dtype=np.dtype(dtype))


def floating(x):
    """A tensor of integers or booleans as the default floating type; anything else as it is."""
    if isinstance(x, Variable) and x.array.dtype.kind in "iub":
        return cast(x, Default.dtype)
    return x


def promoted(x, y):
    """x and y in the one type that their result has, if one of them is a tensor."""
    if isinstance(x, Variable):
        if isinstance(y, Variable):
            if x.array.dtype is y.array.dtype:
                return x, y
        elif type(y) in NUMBERS and x.array.dtype.kind == "f":
            return x, y
    elif not isinstance(y, Variable):
        return x, y  # plain arrays follow NumPy's rules
    return settled(x, y)


def true_division(x, y):
    """x and y as `promoted` gives them; two integers become floating."""
    x, y = promoted(x, y)
    return floating(x), floating(y)


NUMBERS = {builtins.bool, builtins.int, builtins.float}
PLAIN = NUMBERS | {complex}
CATEGORY = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}


def settled(x, y):
    """The general case: the higher category wins; within it, tensors with dimensions win."""
    dtype = result_type(x, y)
    return (
        x if type(x) in PLAIN else cast(x, dtype),
        y if type(y) in PLAIN else cast(y, dtype),
    )


def result_type(x, y) -> np.dtype:
    """The dtype of an operation on two tensors or numbers."""
    arrays = [a.array if isinstance(a, Variable) else a for a in (x, y)]
    ranks = [category(a) for a in arrays]
    top = max(ranks)
    within = [a for a, rank in zip(arrays, ranks) if rank == top]
    for group in (
        [a.dtype for a in within if getattr(a, "ndim", 0) > 0],
        [a.dtype for a in within if hasattr(a, "dtype")],
    ):
        if group:
            dtype = np.result_type(*group)
            break
    else:
        dtype = [bool, int64, Default.dtype, np.result_type(Default.dtype, complex64)][top]
    if top == 3 and 2 in ranks:  # the real tensors decide on the precision, as in PyTorch
        real = [a.dtype for a, rank in zip(arrays, ranks) if rank == 2 and getattr(a, "ndim", 0)]
        weak = not any(getattr(a, "ndim", 0) for a in within)
        if real and weak:
            dtype = np.result_type(complex64, *real)
    return dtype


def category(x):
    """0 for booleans, 1 for integers, 2 for floating numbers, 3 for complex ones."""
    if hasattr(x, "dtype"):
        kind = x.dtype.kind
    else:
        kind = "O" if isinstance(x, list | tuple | dict | str) else np.min_scalar_type(x).kind
    if kind not in CATEGORY:
        raise TypeError(f"expected a tensor, array or number; got {type(x).__name__} {x!r:.60}")
    return CATEGORY[kind]


class Token:
    """A name that PyTorch has for how numbers lie in memory: minidnn.strided, channels_last."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"minidnn.{self.name}"

    def __reduce__(self):
        return self.name


strided, preserve_format = Token("strided"), Token("preserve_format")
contiguous_format, channels_last = Token("contiguous_format"), Token("channels_last")
channels_last_3d = Token("channels_last_3d")
