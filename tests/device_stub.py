"""A strict stand-in for CuPy's arrays: refuses what CuPy refuses, counts transfers and waits.

It wraps a NumPy array and answers NumPy's two protocols, as CuPy does. It raises CuPy's errors for
silent conversion to the host and for mixing with host arrays, lacks what CuPy lacks, and counts
- transfers: copies between host and device,
- waits: everything that reads a value and so waits for the device (item, float, bool, print),
- uploads: host index arrays that CuPy would copy to the device silently,
- kernels: the calls that would start at least one kernel (views start none).

Where CuPy is installed (it needs no GPU to import), every call is also put to CuPy itself: see
`cupy_oracle`. What CuPy refuses fails the test. The rules below hold where it is not installed:

| difference | place in CuPy 14.2 |
|---|---|
| a function that CuPy lacks is a TypeError | ndarray.__array_function__, _core/core.pyx |
| no `where=`, `initial=` in reductions | ndarray.sum ..., _core/core.pyx |
| `eye` takes no `device=`, which NumPy's `like=` passes on | cupy.eye, _creation/basic.py |
| host arrays do not mix with device arrays | _preprocess_arg, _core/_kernel.pyx |
| `np.asarray(device_array)` is a TypeError | ndarray.__array__, _core/core.pyx |
| a host array is not assigned to a slice | _scatter_op, _core/_routines_indexing.pyx |
| reductions give arrays without dimensions, not scalars | _SimpleReductionKernel, _reduction.pyx |
| a host index array is uploaded silently | _prepare_slice_list, _routines_indexing.pyx |
| ufuncs' reduce, accumulate by NumPy's name: missing | ndarray.__array_ufunc__, _core/core.pyx |
"""

import collections
import contextlib
import sys

import numpy as np

from minidnn.elsewhere import taken_over
from minidnn.kernels.ops import made_for
from tests import cupy_oracle
from tests.stub_recording import did, several
from tests.stub_rules import MISSING, VIEWS, WAITING, Flags, is_mask, is_place, refuse


class Counts:
    """What has been counted since the last reset."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.transfers = self.waits = self.uploads = self.kernels = 0

    def __repr__(self):
        return f"transfers={self.transfers} waits={self.waits} uploads={self.uploads}"


counts = Counts()


class DeviceArray:
    """An array on the pretended device."""

    __array_priority__ = 100

    def __init__(self, host):
        self.host = host if isinstance(host, np.ndarray) else np.asarray(host)

    # NumPy's protocols

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        if method != "__call__":
            raise TypeError(
                f"the stub, like CuPy, has no {ufunc.__name__}.{method} by NumPy's name"
            )
        refuse(options)
        asked = dict(options) if out is None else {**options, "out": out}
        if out is not None:
            options["out"] = tuple(bare(o) for o in out)
        arrays = [bare(x) for x in inputs]
        result = did(lambda: ufunc(*arrays, **options), arrays, out is not None)
        cupy_oracle.ufunc(ufunc, method, inputs, asked, result)
        counts.kernels += 1
        return out[0] if out is not None else wrapped(result)

    def __array_function__(self, function, types, args, options):
        if function.__name__ in MISSING:
            raise TypeError(f"the stub, like CuPy, has no {function.__name__}")
        refuse(options)
        if function.__name__ == "empty_like" and options.get("shape") == ():
            options = {k: v for k, v in options.items() if k != "shape"}  # taken for no shape
        bared, kept = bare_all(args), {k: bare_all(v) for k, v in options.items()}
        result = did(lambda: function(*bared, **kept), [*bared, *kept.values()])
        cupy_oracle.function(function, args, options, result)
        counts.kernels += function.__name__ not in VIEWS
        counts.waits += function.__name__ in WAITING
        return wrapped(result)

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed; use to_host()")

    # Everything that waits for the device

    def item(self):
        counts.waits += 1
        return self.host.item()

    def __bool__(self):
        counts.waits += 1
        return bool(self.host)

    def __float__(self):
        counts.waits += 1
        return float(self.host)

    def __int__(self):
        counts.waits += 1
        return int(self.host)

    def tolist(self):
        counts.waits += 1
        return self.host.tolist()

    def __repr__(self):
        return f"DeviceArray({self.host!r})"

    # An array's own ways

    shape = property(lambda self: self.host.shape)
    dtype = property(lambda self: self.host.dtype)
    ndim = property(lambda self: self.host.ndim)
    size = property(lambda self: self.host.size)
    strides = property(lambda self: self.host.strides)
    itemsize = property(lambda self: self.host.itemsize)
    nbytes = property(lambda self: self.host.nbytes)
    flags = property(lambda self: Flags(self.host.flags))
    base = property(lambda self: None if self.host.base is None else wrapped(self.host.base))
    T = property(lambda self: wrapped(self.host.T))
    real = property(lambda self: wrapped(self.host.real))
    imag = property(lambda self: wrapped(self.host.imag))

    def __len__(self):
        return len(self.host)

    def __iter__(self):
        return (wrapped(row) for row in self.host)

    def __getitem__(self, index):
        plain = plain_index(index)
        counts.waits += is_mask(plain)  # how many elements there are is not known before
        if is_place(plain, self.host.ndim):
            plain = (*several(plain), ...)  # a view without dimensions, not a number
        result = did(lambda: self.host[plain], [self.host])
        cupy_oracle.method(self, "__getitem__", (index,), {}, result)
        counts.kernels += not np.shares_memory(result, self.host)
        return wrapped(result)

    def __setitem__(self, index, value):
        if isinstance(value, np.ndarray):
            raise ValueError("the stub, like CuPy, does not assign a NumPy array to a device array")
        plain, there = plain_index(index), bare(value)
        did(lambda: self.host.__setitem__(plain, there), [], writes=True)
        cupy_oracle.method(self, "__setitem__", (index, value), {}, None)
        counts.kernels += 1

    def fill(self, value):
        cupy_oracle.method(self, "fill", (value,), {}, None)
        counts.kernels += 1
        did(lambda: self.host.fill(bare(value)), [], writes=True)


def forwarded(name):
    def method(self, *args, **options):
        refuse(options)
        kept = {key: bare_all(value) for key, value in options.items()}
        bared = bare_all(args)
        result = did(lambda: getattr(self.host, name)(*bared, **kept), [self.host, *bared])
        cupy_oracle.method(self, name, args, options, result)
        if result is self.host:  # astype(copy=False) of this dtype
            return self
        counts.kernels += name not in VIEWS
        return wrapped(result)

    return method


METHODS = """
    sum mean max min prod var std any all argmax argmin argsort cumsum clip round copy astype
    reshape transpose swapaxes ravel flatten squeeze take repeat view diagonal conj
"""
for name in METHODS.split():
    setattr(DeviceArray, name, forwarded(name))


def operator(ufunc, swap=False):
    def apply(self, other):
        return ufunc(other, self) if swap else ufunc(self, other)

    return apply


def inplace(ufunc):
    def apply(self, other):
        ufunc(self, other, out=self)
        return self

    return apply


for name, ufunc in {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.true_divide,
    "floordiv": np.floor_divide,
    "mod": np.remainder,
    "pow": np.power,
    "matmul": np.matmul,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
}.items():
    setattr(DeviceArray, f"__{name}__", operator(ufunc))
    setattr(DeviceArray, f"__r{name}__", operator(ufunc, swap=True))
    if name != "matmul":
        setattr(DeviceArray, f"__i{name}__", inplace(ufunc))
for name, ufunc in {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}.items():
    setattr(DeviceArray, f"__{name}__", operator(ufunc))
DeviceArray.__neg__ = lambda self: np.negative(self)
DeviceArray.__abs__ = lambda self: np.absolute(self)
DeviceArray.__invert__ = lambda self: np.invert(self)
DeviceArray.__hash__ = object.__hash__


def wrapped(result):
    """A result of NumPy as one of the device: reductions give arrays without dimensions."""
    if isinstance(result, np.ndarray | np.generic):
        return DeviceArray(np.asarray(result))
    if hasattr(result, "_make"):
        return result._make(wrapped(x) for x in result)
    if isinstance(result, tuple | list):
        return type(result)(wrapped(x) for x in result)
    return result


def bare(x):
    """The host array behind a device array; host arrays themselves are refused, as CuPy does."""
    if isinstance(x, DeviceArray):
        return x.host
    if isinstance(x, np.ndarray):
        raise TypeError(
            "Unsupported type <class 'numpy.ndarray'>: host and device arrays are mixed"
        )
    return x


def bare_all(x):
    """`bare` through tuples and lists."""
    if isinstance(x, tuple | list):
        return type(x)(bare_all(y) for y in x)
    return bare(x)


def plain_index(index):
    """An index for the host array; host index arrays count as silent uploads."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, DeviceArray):
        return index.host
    if isinstance(index, np.ndarray | list):
        counts.uploads += 1
    return index


class UfuncAt:
    """CuPy's ufunc `add` (or maximum, minimum), of which ops use `.at`."""

    def __init__(self, ufunc):
        self.ufunc = ufunc

    def at(self, target, index, values):
        plain = plain_index(index)
        did(lambda: self.ufunc.at(target.host, plain, bare(values)), [], writes=True)
        cupy_oracle.ufunc_at(self.ufunc.__name__, target, index, values)
        counts.kernels += 1


add, maximum, minimum = UfuncAt(np.add), UfuncAt(np.maximum), UfuncAt(np.minimum)


# Ops find `add.at` through the module of an array's class, as `cupy` is found for cupy.ndarray
DeviceArray.__module__ = "device_stub"
sys.modules["device_stub"] = sys.modules[__name__]


class StubDevice:
    """The entry of backend.PLACES for the pretended device, as Cuda is for CuPy."""

    sent = 0  # arrays on their way at once with the computation
    threads = 1  # of a block whose threads meet; `tests/kernels` lets several meet

    def owns(self, array):
        return isinstance(array, DeviceArray)

    def available(self):
        return True

    def count(self):
        return 1

    def describe(self):
        return ["stub"]

    def device_of(self, array):
        from minidnn import backend

        return backend.device("stub")

    def to_device(self, array, index):
        counts.transfers += 1
        return DeviceArray(np.array(array))

    def send(self, array, index):
        sent = self.to_device(array, index)
        self.sent += 1
        return lambda: sent

    def to_host(self, array):
        counts.transfers += 1
        return array.host.copy()

    def compiles(self):
        """Whether the kernels' texts can be run here; the ops use their formulas otherwise."""
        from tests.kernels import cpp

        return cpp.COMPILER is not None and self.with_kernels

    with_kernels = True  # False: as where they do not compile
    launched = collections.Counter()  # name of a kernel -> how often it ran

    def mask(self, shape, keep, dtype, seed, start, later=None):
        mask = DeviceArray(np.empty(shape, dtype))
        threshold, n = round(keep * 65536), mask.size
        arrays = mask, n, seed, start, later, threshold, 1 / keep
        self.launch("dropout_mask", mask, -(-n // 16), *arrays)
        return mask

    def launch(self, kernel, array, work, *arguments):
        """A kernel of the library: its text, compiled as C++, on the memory behind the arrays."""
        from minidnn.kernels import KERNELS
        from tests.kernels import cpp

        kernel = KERNELS.get(kernel, kernel) if isinstance(kernel, str) else kernel
        counts.kernels += 1
        self.launched[kernel.name] += 1
        bare = [
            [a.host for a in x] if isinstance(x, list) else getattr(x, "host", x) for x in arguments
        ]
        threads = self.threads if kernel.rows else None
        dtype = str(array.dtype)
        did(lambda: cpp.run(kernel, dtype, work, *bare, threads=threads), [], writes=True)

    def pinned(self, shape, dtype):
        return np.empty(shape, dtype)

    def fuse(self, function):
        """The function itself, counted as the one kernel that CuPy makes of it."""

        def fused(*args):
            before = counts.kernels
            function(*args)
            cupy_oracle.fused(function, args)
            counts.kernels = before + 1

        return fused

    def synchronize(self):
        pass


STUB = StubDevice()
taken_over[DeviceArray] = made_for(STUB.launch, STUB.compiles)


@contextlib.contextmanager
def without_kernels():
    """Within it the stub is a device on which the library's kernels do not compile."""
    STUB.with_kernels = False
    try:
        yield
    finally:
        STUB.with_kernels = True
