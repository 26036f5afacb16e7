"""Traced: an array that answers NumPy's functions and records every step, for gradients of rules.

A rule that is written for NumPy's arrays runs on these unchanged. Floating arrays are traced;
masks, indices and comparisons are plain arrays, because they do not change under a small step.
"""

from typing import Any

import numpy as np

from . import ops
from .tape import apply


class NotTraced(TypeError):
    """A function of NumPy that has no recorded counterpart here."""


class Traced:
    """A tensor that behaves as NumPy's array does: x.sum(axis=0), x.T, np.exp(x), x[i] = y."""

    __slots__ = ("tensor",)

    def __init__(self, tensor):
        self.tensor = tensor

    # NumPy's protocols

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        if method != "__call__" or options:
            raise NotTraced(f"np.{ufunc.__name__}.{method}{options or ''} is not recorded")
        if ufunc.__name__ in CONSTANT:
            return ufunc(*(plain(x) for x in inputs))
        op = getattr(ops, OPS.get(ufunc.__name__, ufunc.__name__), None)
        if op is None:
            raise NotTraced(f"np.{ufunc.__name__} is not recorded")
        y = call(op, *inputs)
        if out is None:
            return y
        out[0].tensor = y.tensor
        return out[0]

    def __array_function__(self, function, types, args, options):
        name = function.__name__
        if name in CONSTANT:
            return function(*map(plain, args), **{k: plain(v) for k, v in options.items()})
        if name not in FUNCTIONS:
            raise NotTraced(f"np.{name} is not recorded")
        return FUNCTIONS[name](*args, **options)

    def __array__(self, *_, **__):
        raise NotTraced("a traced array cannot become a plain one")

    def __bool__(self) -> Any:
        raise NotTraced("a rule decides by the value of an array")

    __float__ = __int__ = __index__ = item = tolist = __bool__
    __hash__ = object.__hash__

    def __neg__(self):
        return np.negative(self)

    def __abs__(self):
        return np.absolute(self)

    # What an array is

    shape = property(lambda self: self.tensor.array.shape)
    dtype = property(lambda self: self.tensor.array.dtype)
    ndim = property(lambda self: self.tensor.array.ndim)
    size = property(lambda self: self.tensor.array.size)
    flags = property(lambda self: self.tensor.array.flags)
    T = property(lambda self: self.transpose())

    @property
    def real(self):
        return call(ops.real, self) if self.dtype.kind == "c" else self

    @property
    def imag(self):
        return call(ops.imag, self) if self.dtype.kind == "c" else np.zeros_like(self)

    def __len__(self):
        return len(self.tensor.array)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    # Elements

    def __getitem__(self, index):
        return call(ops.getitem, self, index=bare(index))

    def __setitem__(self, index, value):
        self.tensor = call(ops.setitem, self, value, index=bare(index)).tensor

    def add_at(self, index, values):
        """self[index] += values, where an element named twice is added twice."""
        self.tensor = call(ops.scatter_add, self, values, index=bare(index)).tensor

    def extreme_at(self, name, index, values):
        """np.maximum.at and its kin; which value wins does not change under a small step."""
        array = plain(self).copy()
        getattr(np, name).at(array, plain(index), plain(values))
        self.tensor = wrapped(array, self.tensor)

    # Methods

    def reshape(self, *shape):
        return call(ops.reshape, self, shape=one(shape))

    def transpose(self, *axes):
        axes = one(axes) or range(self.ndim - 1, -1, -1)
        return call(ops.permute, self, axes=tuple(a % self.ndim for a in axes))

    def swapaxes(self, a, b):
        axes = list(range(self.ndim))
        axes[a], axes[b] = axes[b], axes[a]
        return self.transpose(axes)

    def squeeze(self, axis=None):
        gone = range(self.ndim) if axis is None else ops.reduce.axes_of(self.ndim, axis)
        return self.reshape([n for i, n in enumerate(self.shape) if i not in gone or n != 1])

    def astype(self, dtype, copy=True):
        if np.dtype(dtype).kind not in "fc":
            return plain(self).astype(dtype)
        return call(ops.cast, self, dtype=np.dtype(dtype))

    def copy(self):
        return Traced(self.tensor)

    def conj(self):
        return call(ops.conj, self) if self.dtype.kind == "c" else self

    def view(self, dtype):
        """Between real and complex numbers of the same precision, along the last axis."""
        if self.dtype.kind == "c":
            return call(ops.view_as_real, self).reshape(*self.shape[:-1], -1)
        return call(ops.view_as_complex, self.reshape(*self.shape[:-1], -1, 2))

    def sum(self, axis=None, keepdims=False, dtype=None):
        return call(ops.sum, self, axis=axis, keepdims=keepdims)

    def mean(self, axis=None, keepdims=False):
        return call(ops.mean, self, axis=axis, keepdims=keepdims)

    def max(self, axis=None, keepdims=False):
        return call(ops.amax, self, axis=axis, keepdims=keepdims)

    def min(self, axis=None, keepdims=False):
        return call(ops.amin, self, axis=axis, keepdims=keepdims)

    def prod(self, axis=None, keepdims=False):
        return call(ops.prod, self, axis=axis, keepdims=keepdims)

    def argmax(self, axis=None, keepdims=False):
        return np.argmax(plain(self), axis=axis, keepdims=keepdims)

    def take(self, index, axis=None):
        return call(ops.getitem, self, index=(*[slice(None)] * (axis % self.ndim), index))


def operator(ufunc, swapped=False, inplace=False):
    """The method of an operator: x + y, y + x, x += y."""

    def method(self, other):
        y = ufunc(other, self) if swapped else ufunc(self, other)
        if not inplace:
            return y
        self.tensor = y.tensor
        return self

    return method


for name, ufunc in {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.true_divide,
    "pow": np.power,
    "matmul": np.matmul,
}.items():
    setattr(Traced, f"__{name}__", operator(ufunc))
    setattr(Traced, f"__r{name}__", operator(ufunc, swapped=True))
    setattr(Traced, f"__i{name}__", operator(ufunc, inplace=True))
for name, ufunc in {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "floordiv": np.floor_divide,
}.items():
    setattr(Traced, f"__{name}__", operator(ufunc))

# From traced to plain and back


def call(op, *inputs, **options):
    """An op on traced arrays, recorded; a tuple where it has several results."""
    y = apply(op, *(x.tensor if isinstance(x, Traced) else x for x in inputs), **options)
    return tuple(map(Traced, y)) if isinstance(y, tuple) else Traced(y)


def plain(x):
    """The array of a traced one; anything else as it is."""
    if isinstance(x, tuple | list):
        return type(x)(plain(part) for part in x)
    return x.tensor.array if isinstance(x, Traced) else x


bare = plain


def one(values):
    """The arguments of x.reshape(2, 3) and x.reshape((2, 3)) as a tuple."""
    if len(values) == 1 and values[0] is None:
        return ()
    return tuple(values[0]) if len(values) == 1 and not hasattr(values[0], "__index__") else values


def constant(create):
    """zeros_like and its kin: floating ones are traced, because a rule may write to them."""

    def like(x, *args, **options):
        y = create(plain(x), *map(plain, args), **options)
        if y.dtype.kind not in "fc":
            return y
        source = x.tensor if isinstance(x, Traced) else None
        return Traced(wrapped(y, source))

    return like


def wrapped(array, like):
    """A tensor without gradient of the same class as another."""
    tensor = object.__new__(type(like).result)
    tensor.array, tensor.node, tensor.origin = array, None, None
    return tensor


def put_along_axis(x, index, values, axis):
    x[ops.index.along(index, axis)] = values


def clip(x, low=None, high=None):
    return call(ops.clamp, x, min=low, max=high)


def pad(x, width, constant_values=0):
    y = np.full_like(x, constant_values, shape=[a + n + b for n, (a, b) in zip(x.shape, width)])
    y[tuple(slice(a, a + n) for n, (a, _) in zip(x.shape, width))] = x
    return y


def einsum(equation, *operands):
    return call(ops.einsum, *operands, equation=equation)


def moveaxis(x, source, destination):
    source, destination = (
        [a % x.ndim for a in (axes if isinstance(axes, tuple) else (axes,))]
        for axes in (source, destination)
    )
    axes = [i for i in range(x.ndim) if i not in source]
    for place, axis in sorted(zip(destination, source)):
        axes.insert(place, axis)
    return x.transpose(axes)


# NumPy's functions by name: ufuncs whose op has another name, and all that is constant

OPS = {
    "absolute": "abs",
    "fabs": "abs",
    "negative": "neg",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "true_divide": "div",
    "power": "pow",
    "float_power": "pow",
    "conjugate": "conj",
    "arctan2": "atan2",
}
OPS |= {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
FLAT = """
sign equal not_equal less less_equal greater greater_equal isfinite isnan isinf floor ceil rint
trunc logical_and logical_or logical_not logical_xor argmax argmin argsort signbit heaviside
floor_divide searchsorted nonzero count_nonzero any all shape ndim size round around eye arange
result_type isclose iscomplexobj min_scalar_type isneginf isposinf
"""
CONSTANT = frozenset(FLAT.split())
FUNCTIONS = {
    "zeros_like": constant(np.zeros_like),
    "ones_like": constant(np.ones_like),
    "empty_like": constant(np.zeros_like),
    "full_like": constant(np.full_like),
    "sum": lambda x, axis=None, keepdims=False, dtype=None: x.sum(axis, keepdims),
    "mean": lambda x, axis=None, keepdims=False: x.mean(axis, keepdims),
    "prod": lambda x, axis=None, keepdims=False: x.prod(axis, keepdims),
    "max": lambda x, axis=None, keepdims=False: x.max(axis, keepdims),
    "amax": lambda x, axis=None, keepdims=False: x.max(axis, keepdims),
    "min": lambda x, axis=None, keepdims=False: x.min(axis, keepdims),
    "amin": lambda x, axis=None, keepdims=False: x.min(axis, keepdims),
    "cumsum": lambda x, axis: call(ops.cumsum, x, axis=axis),
    "where": lambda condition, x, y: call(ops.where, plain(condition), x, y),
    "clip": clip,
    "reshape": lambda x, shape: x.reshape(shape),
    "ravel": lambda x: x.reshape(-1),
    "transpose": lambda x, axes=None: x.transpose(axes),
    "swapaxes": lambda x, a, b: x.swapaxes(a, b),
    "moveaxis": moveaxis,
    "squeeze": lambda x, axis=None: x.squeeze(axis),
    "expand_dims": lambda x, axis: x[(*[slice(None)] * (axis % (x.ndim + 1)), None)],
    "broadcast_to": lambda x, shape: call(ops.expand, x, shape=tuple(shape)),
    "stack": lambda xs, axis=0: call(ops.stack, *xs, axis=axis),
    "concatenate": lambda xs, axis=0: call(ops.cat, *xs, axis=axis),
    "flip": lambda x, axis=None: call(ops.flip, x, axis=axis),
    "roll": lambda x, shift, axis=None: call(ops.roll, x, shift=shift, axis=axis),
    "tile": lambda x, repeats: call(ops.tile, x, repeats=repeats),
    "tril": lambda x, k=0: call(ops.tril, x, diagonal=k),
    "triu": lambda x, k=0: call(ops.triu, x, diagonal=k),
    "take": lambda x, index, axis=None: x.take(index, axis),
    "take_along_axis": lambda x, index, axis: call(ops.gather, x, index, axis=axis % x.ndim),
    "put_along_axis": put_along_axis,
    "pad": pad,
    "einsum": einsum,
    "dot": lambda x, y: x @ y,
    "copy": lambda x: x.copy(),
    "var": lambda x, axis=None, ddof=0, keepdims=False: call(
        ops.var, x, axis=axis, correction=ddof, keepdims=keepdims
    ),
}
