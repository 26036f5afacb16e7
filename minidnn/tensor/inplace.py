"""Tensor written to in place: every method whose name ends with `_`, and x += y, x[i] = y.

The same object, memory, dtype and shape; views see the change; within a recorded computation the
write is recorded, or refused where the gradient would be wrong (`minidnn.views`).
"""

import math

import numpy as np

from .. import backend, tape
from .. import functional as F
from ..views import check_writable, put, twin, write, wrote


def inplace(name):
    """The method `name_`, which gives a tensor the values of the function `name` of it."""
    function = getattr(F, name)

    def method(self, *args, **options):
        return write(self, f"{name}_", function, *args, **options)

    method.__name__ = f"{name}_"
    method.__doc__ = f"In place: {function.__doc__}"
    return method


def arithmetic(name, ufunc):
    """The method of a common function: straight into memory where nothing is recorded."""
    general = inplace(name)

    def method(self, other, *args, **options):
        simple = not args and not options and self.node is None and self.origin is None
        if simple and not isinstance(other, tape.Variable):
            simple = type(other) in (int, float) and self.array.dtype.kind == "f"
        elif simple:
            simple = other.node is None and other.origin is None and fits(other.array, self.array)
        if not simple or tape.listeners or not getattr(self.array.flags, "writeable", True):
            return general(self, other, *args, **options)
        ufunc(self.array, F.raw(other), out=self.array)
        wrote(self)
        return self

    method.__name__, method.__doc__ = general.__name__, general.__doc__
    return method


def fits(other, array):
    """Whether array ∘ other has the shape and floating type of array."""
    return other.dtype == array.dtype and array.dtype.kind == "f" and other.shape == array.shape


# PyTorch's methods that end with _ and have a function without it
NAMES = """
abs absolute acos acosh addbmm addcdiv addcmul addmm addmv addr arccos arccosh arcsin arcsinh
arctan arctan2 arctanh asin asinh atan atan2 atanh baddbmm bitwise_and bitwise_left_shift
bitwise_not bitwise_or bitwise_right_shift bitwise_xor ceil clamp clamp_max clamp_min clip
conj_physical copysign cos cosh cumprod cumsum deg2rad digamma eq erf erfc erfinv exp exp2 expm1
fix float_power floor floor_divide fmod frac gcd ge greater greater_equal gt heaviside hypot i0
igamma igammac index_add index_copy index_fill index_put index_reduce lcm ldexp le lerp less
less_equal lgamma log log10 log1p log2 logical_and logical_not logical_or logical_xor logit lt
masked_fill masked_scatter mvlgamma nan_to_num ne neg negative nextafter not_equal polygamma pow put
rad2deg reciprocal remainder renorm round rsqrt scatter scatter_add scatter_reduce sgn sigmoid sign
sin sinc sinh sqrt square tan tanh tril triu trunc xlogy
"""


class InPlace:
    """The methods of Tensor that change its array."""

    __slots__ = ()

    add_ = arithmetic("add", np.add)
    sub_ = arithmetic("sub", np.subtract)
    mul_ = arithmetic("mul", np.multiply)
    div_ = arithmetic("div", np.true_divide)
    for name in NAMES.split():
        vars()[f"{name}_"] = F.Later(lambda name=name: inplace(name))
    del name
    multiply_, subtract_, divide_, true_divide_ = mul_, sub_, div_, div_

    __iadd__, __isub__, __imul__, __itruediv__ = add_, sub_, mul_, div_
    __ipow__ = inplace("pow")
    __imod__ = inplace("remainder")
    __ifloordiv__ = inplace("floor_divide")
    __iand__ = inplace("bitwise_and")
    __ior__ = inplace("bitwise_or")
    __ixor__ = inplace("bitwise_xor")

    def __setitem__(self, index, value):
        put(self, F.plain_index(index), value)

    def relu_(self):
        """In place: max(x, 0). Its rule needs only the result, so nothing is copied."""
        return F.relu_(self)

    def copy_(self, src, non_blocking=False):
        """Take over the values of another tensor, which may have another dtype or device."""
        if isinstance(src, tape.Variable):
            src = src.to(self.device)
        put(self, ..., src)
        return self

    def fill_(self, value):
        """Make every element this number."""
        if isinstance(value, tape.Variable) and value.ndim:
            raise RuntimeError(
                f"fill_: expected a number or a tensor without dimensions; got {tuple(value.shape)}"
            )
        put(self, ..., value)
        return self

    def zero_(self):
        """Make every element 0."""
        return self.fill_(0)

    def fill_diagonal_(self, fill_value, wrap=False):
        """Make the main diagonal this number; wrap: in a tall matrix it begins anew below."""
        rows, columns = self.shape[0], self.shape[-1]
        index = np.arange(min(self.shape))
        places = (index,) * self.ndim
        if wrap and self.ndim == 2 and rows > columns:
            index = np.arange(0, rows * columns, columns + 1)
            places = index // columns, index % columns
        put(self, places, fill_value)
        return self

    # Another shape: the same memory is looked at in another way

    def unsqueeze_(self, dim):
        """Take a new dimension of length 1."""
        return rearranged(self, "unsqueeze_", F.unsqueeze, dim)

    def squeeze_(self, dim=None):
        """Give up dimensions of length 1."""
        return rearranged(self, "squeeze_", F.squeeze, dim)

    def t_(self):
        """Become the transpose."""
        return rearranged(self, "t_", F.t)

    def transpose_(self, dim0, dim1):
        """Swap two dimensions."""
        return rearranged(self, "transpose_", F.transpose, dim0, dim1)

    swapaxes_ = swapdims_ = transpose_

    def resize_(self, *sizes):
        """Become another shape; what is new holds zeros. Not for tensors that want a gradient."""
        shape = F.sizes(sizes)
        if self.node is not None:
            raise RuntimeError("resize_: cannot resize a tensor that requires grad")
        flat = np.zeros_like(self.array, shape=math.prod(shape))
        kept = min(flat.size, self.array.size)
        if math.prod(shape) == self.array.size:
            flat = self.array.reshape(-1)
        else:
            flat[:kept] = self.array.reshape(-1)[:kept]
        self.array, self.origin = flat.reshape(shape), None
        return self

    def set_(self, source=None):
        """Share the memory of another tensor from now on; without one, become empty."""
        if self.node is not None:
            raise RuntimeError("set_: this tensor requires a gradient; use .data = ")
        empty = np.zeros_like(self.array, shape=(0,))
        self.array = empty if source is None else source.array
        self.origin = None
        return self

    def detach_(self):
        """Stop being a result: no gradient goes back from here."""
        if self.origin is not None and self.origin[0] is not None:
            raise RuntimeError(
                "detach_: this tensor is a view, and its base stays recorded; use detach()"
            )
        self.node = None
        return self

    # Random numbers

    def normal_(self, mean=0.0, std=1.0, *, generator=None):
        """Fill with normal random numbers."""
        return drawn(self, "normal_", backend.rng_of(generator).normal, mean, std)

    def uniform_(self, from_=0.0, to=1.0, *, generator=None):
        """Fill with random numbers from [from, to)."""
        return drawn(self, "uniform_", backend.rng_of(generator).uniform, from_, to)

    def random_(self, from_=0, to=None, *, generator=None):
        """Fill with random integers from [from, to); random_(n): from [0, n)."""
        if to is None and from_:
            from_, to = 0, from_
        if to is None:
            kind = self.dtype.kind
            bits = {"f": {2: 11, 4: 24, 8: 53}.get(self.dtype.itemsize, 24), "b": 1}
            to = 2 ** bits[kind] if kind in bits else int(np.iinfo(self.dtype).max) + 1
        if not from_ < to:
            raise RuntimeError(f"random_: from ({from_}) must be less than to ({to})")
        top = np.uint64 if to > 2**63 - 1 else np.int64
        rng = backend.rng_of(generator)
        return drawn(self, "random_", lambda size: rng.integers(from_, to, size, dtype=top))

    def bernoulli_(self, p=0.5, *, generator=None):
        """Fill with 1 with probability p (a number or a tensor), else 0."""
        p = backend.to_host(F.raw(p)) if isinstance(p, tape.Variable) else p
        if not (np.all(np.asarray(p) >= 0) and np.all(np.asarray(p) <= 1)):
            raise RuntimeError(f"bernoulli_: p must be in [0, 1]; got {p}")
        rng = backend.rng_of(generator)
        return drawn(self, "bernoulli_", lambda size: rng.random(size) < p)

    def exponential_(self, lambd=1.0, *, generator=None):
        """Fill with random numbers of the exponential distribution of a rate lambd > 0."""
        if not lambd > 0:
            raise RuntimeError(f"exponential_: lambd must be above 0; got {lambd}")
        return drawn(self, "exponential_", backend.rng_of(generator).exponential, 1 / lambd)

    def geometric_(self, p, *, generator=None):
        """Fill with the number of trials up to the first success of probability p."""
        if not 0 < p < 1:
            raise RuntimeError(f"geometric_: p must be between 0 and 1; got {p}")
        return drawn(self, "geometric_", backend.rng_of(generator).geometric, p)

    def log_normal_(self, mean=1.0, std=2.0, *, generator=None):
        """Fill with e to the power of normal random numbers."""
        return drawn(self, "log_normal_", backend.rng_of(generator).lognormal, mean, std)

    def cauchy_(self, median=0.0, sigma=1.0, *, generator=None):
        """Fill with random numbers of the Cauchy distribution."""
        rng = backend.rng_of(generator)
        return drawn(self, "cauchy_", lambda size: median + sigma * rng.standard_cauchy(size))


def drawn(x, name, draw, *args):
    """Fill x with random numbers, drawn on the host; recorded as constants."""
    check_writable(x, name)
    numbers = np.asarray(draw(*args, size=x.shape)).astype(x.dtype)
    put(x, ..., backend.to_device(numbers, x.device))
    return x


def rearranged(x, name, function, *args):
    """Look at the memory of x in another way, recorded."""
    node = tape.current(x)
    if node is not None and node.sources == ():
        raise RuntimeError(
            f"{name}: a leaf that requires grad is being used in an in-place operation; "
            f"use {name[:-1]}"
        )
    before = twin(x, x.array)
    before.origin = x.origin
    y = function(before, *args)
    x.array, x.node, x.origin = y.array, y.node, y.origin
    return x
