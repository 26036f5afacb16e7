"""Tensor as something else: Python numbers, NumPy arrays, text, other dtypes and devices."""

import builtins

import numpy as np

from .. import backend, dtypes, tape
from .. import functional as F
from ..dtypes import bool, cast, float32, float64, int32, int64
from . import kinds


class Conversion:
    """The methods of Tensor that turn it into something else."""

    __slots__ = ()

    # To Python and NumPy

    def item(self):
        """The one number as Python's; waits for the device."""
        if self.array.size != 1:
            raise RuntimeError(
                f"item: expected one element; this tensor has shape {tuple(self.shape)}"
            )
        return backend.to_host(self.array).item()

    def tolist(self):
        """Nested lists of Python numbers."""
        return backend.to_host(self.array).tolist()

    def numpy(self, *, force=False):
        """The NumPy array itself (memory is shared); force: of any tensor, a copy if need be."""
        if force:
            return backend.to_host(self.array)
        if self.requires_grad:
            raise RuntimeError("numpy: this tensor requires a gradient; use .detach().numpy()")
        if not backend.is_host(self.array):
            raise TypeError(f"numpy: this tensor is on {self.device}; use .cpu().numpy()")
        return self.array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __array_wrap__(self, array, context=None, return_scalar=False):
        """What NumPy's functions make of a tensor is a tensor."""
        return self.result(array)

    def __dlpack__(self, **options):
        """The memory for another library; of a tensor that wants no gradient."""
        if self.requires_grad:
            raise BufferError(
                "__dlpack__: a tensor that requires gradient is not handed over; use .detach()"
            )
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()

    def __bool__(self):
        if self.array.size != 1:
            raise RuntimeError(
                f"the truth of a tensor of shape {tuple(self.shape)} is ambiguous; use .any() or "
                f".all()"
            )
        return builtins.bool(self.item())

    def __float__(self):
        return builtins.float(self.item())

    def __int__(self):
        return builtins.int(self.item())

    def __index__(self):
        if self.dtype.kind not in "iu":
            raise TypeError(f"only integer tensors can be an index; this one holds {self.dtype}")
        return self.item()

    def __len__(self):
        if not self.ndim:
            raise TypeError("len() of a tensor without dimensions")
        return self.shape[0]

    def __iter__(self):
        if not self.ndim:
            raise TypeError("iteration over a tensor without dimensions")
        return iter(F.unbind(self))

    def __contains__(self, value):
        return builtins.bool(F.any(F.eq(self, value)))

    def __format__(self, spec):
        return format(self.item(), spec) if spec else str(self)

    def __repr__(self):
        from .printing import text

        return text(self)

    def _repr_html_(self):
        from .printing import markup

        return markup(self)

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError("only leaves can be copied deeply; use .detach().clone()")
        twin = memo[id(self)] = type(self).__new__(type(self))
        twin.array, twin.origin = self.array.copy(), None
        twin.node = None if self.node is None else tape.Node(self.array.shape)
        return twin

    def __reduce__(self):
        if not self.is_leaf:
            raise RuntimeError("only leaves can be pickled; use .detach()")
        return restored, (type(self), backend.to_host(self.array), self.requires_grad)

    # Type and device

    def to(
        self, *args, device=None, dtype=None, copy=False, non_blocking=False, memory_format=None,
        other=None,
    ):
        """On another device, of another dtype, or like another tensor; itself if it is already."""
        switches = [arg for arg in args if isinstance(arg, builtins.bool)]  # non_blocking, copy
        copy = copy or switches[1:] == [True]
        for arg in (*args, *([] if other is None else [other])):
            if isinstance(arg, builtins.bool):
                continue
            if isinstance(arg, tape.Variable):
                device, dtype = arg.device, arg.dtype
            elif isinstance(arg, backend.device) or (isinstance(arg, str) and not is_dtype(arg)):
                device = arg
            else:
                dtype = arg
        y = self if dtype is None else cast(self, np.dtype(dtype))
        if device is not None and not backend.is_at(y.array, device):
            y = tape.apply(transfer, y, device=device)
        return F.clone(y) if copy and y is self else y

    def cpu(self, memory_format=None):
        """In the computer's memory."""
        return self.to("cpu")

    def cuda(self, device=None, non_blocking=False, memory_format=None):
        """On a GPU: the first, or of a number or name."""
        return self.to(backend.device("cuda" if device is None else device))

    def type(self, dtype=None, non_blocking=False):
        """As another dtype or FloatTensor-style type; the name of its own without an argument."""
        if dtype is None:
            return kinds.name_of(self)
        dtype, where = kinds.read(dtype)
        return self.to(dtype=dtype, device=where)

    def type_as(self, other):
        """Of another tensor's dtype."""
        return cast(self, other.dtype)

    def float(self, memory_format=None):
        """As float32."""
        return cast(self, float32)

    def double(self, memory_format=None):
        """As float64."""
        return cast(self, float64)

    def half(self, memory_format=None):
        """As float16."""
        return cast(self, dtypes.float16)

    def int(self, memory_format=None):
        """As int32."""
        return cast(self, int32)

    def long(self, memory_format=None):
        """As int64."""
        return cast(self, int64)

    def short(self, memory_format=None):
        """As int16."""
        return cast(self, dtypes.int16)

    def char(self, memory_format=None):
        """As int8."""
        return cast(self, dtypes.int8)

    def byte(self, memory_format=None):
        """As uint8."""
        return cast(self, dtypes.uint8)

    def cfloat(self, memory_format=None):
        """As complex64."""
        return cast(self, dtypes.complex64)

    def cdouble(self, memory_format=None):
        """As complex128."""
        return cast(self, dtypes.complex128)

    def bool(self, memory_format=None):
        """As booleans."""
        return cast(self, bool)

    def is_floating_point(self):
        """Whether the dtype is floating."""
        return self.dtype.kind == "f"


def transfer(x, *, device):
    """y = x on another device; the gradient goes back to x's own."""
    before = backend.device_of(x)
    return backend.to_device(x, device), lambda dy: backend.to_device(dy, before)


def is_dtype(text):
    """Whether a text names a dtype rather than a device."""
    try:
        np.dtype(text)
    except TypeError:
        return False
    return True


def restored(kind, array, requires_grad):
    """A tensor from a pickle."""
    tensor = kind.__new__(kind)
    tensor.array, tensor.node, tensor.origin = array, None, None
    tensor.requires_grad = requires_grad
    return tensor
