"""What PyTorch's tensors say about themselves, and tensors made like another: new_ones, stride …"""

import math

import numpy as np

from .. import backend, dtypes
from .. import functional as F


class Surface:
    """The methods of Tensor about memory, kind and place, and those that make a tensor like it."""

    __slots__ = ()

    # What it is not: everything is dense, on the CPU or an NVIDIA GPU, and computed at once
    is_sparse = is_sparse_csr = is_quantized = is_mkldnn = is_nested = is_meta = False
    is_mps = is_xla = is_xpu = is_ipu = is_hpu = is_vulkan = is_mtia = is_maia = False
    names = property(lambda self: (None,) * self.ndim, doc="No dimension has a name.")
    name = None
    layout = property(lambda self: dtypes.strided, doc="Every tensor is dense.")
    output_nr = 0
    volatile = False

    @property
    def is_cuda(self):
        """Whether this lives on a GPU."""
        return self.device.type == "cuda"

    @property
    def is_cpu(self):
        """Whether this lives in the computer's memory."""
        return backend.is_host(self.array)

    @property
    def itemsize(self):
        """Bytes per element."""
        return self.array.dtype.itemsize

    @property
    def nbytes(self):
        """Bytes of all elements."""
        return self.array.size * self.array.dtype.itemsize

    def get_device(self):
        """The number of the GPU, -1 on the CPU."""
        return -1 if self.is_cpu else self.device.index or 0

    def is_signed(self):
        """Whether the type has negative numbers."""
        return self.dtype.kind in "ifc"

    def is_nonzero(self):
        """Whether the one number is not 0."""
        return bool(self)

    def is_same_size(self, other):
        """Whether both have the same shape."""
        return tuple(self.shape) == tuple(other.shape)

    def is_set_to(self, tensor):
        """Whether both are the same view of the same memory."""
        same = self.data_ptr() == tensor.data_ptr() and self.stride() == tensor.stride()
        return same and self.is_same_size(tensor)

    def is_inference(self):
        """Whether this was made in inference mode; not remembered here."""
        return False

    def is_distributed(self):
        """Never: a tensor lives in one process."""
        return False

    def is_pinned(self, device=None):
        """Whether the memory is page-locked; NumPy's never is."""
        return False

    def pin_memory(self, device=None):
        """Itself: NumPy's memory cannot be page-locked."""
        return self

    def is_shared(self):
        """Whether the memory is shared with other processes."""
        return False

    def share_memory_(self):
        """Itself: threads share all memory, and processes get copies."""
        return self

    def record_stream(self, stream):
        """Nothing: CuPy's pool keeps memory until its stream is done."""

    def coalesce(self):
        """Itself: a dense tensor names no place twice."""
        return self

    def to_dense(self, dtype=None, *, masked_grad=True):
        """Itself: every tensor is dense."""
        return self if dtype is None else self.to(dtype)

    # Where it lies in memory

    def stride(self, dim=None):
        """The distance in memory between neighbours along each dimension, in elements."""
        size = self.array.itemsize
        if math.prod(self.array.shape) == 0 or 1 in self.array.shape:
            strides = plain_strides(self.array)
        else:
            strides = tuple(n // size for n in self.array.strides)
        return strides if dim is None else strides[dim]

    def storage_offset(self):
        """The place of the first element in its memory."""
        from ..functional.picking import offset_of

        return offset_of(self)

    def data_ptr(self):
        """The address of the first element."""
        if not self.array.size:
            return 0
        if self.is_cpu:
            return self.array.__array_interface__["data"][0]
        return self.array.data.ptr

    const_data_ptr = data_ptr

    def is_contiguous(self, memory_format=None):
        """Whether the elements lie in row order."""
        return bool(self.array.flags.c_contiguous)

    def contiguous(self, memory_format=None):
        """Itself, or a copy in row order."""
        return self if self.array.flags.c_contiguous else F.clone(self)

    def dim_order(self, ambiguity_check=False):
        """The dimensions from the outermost in memory to the innermost."""
        strides = self.stride()
        return tuple(sorted(range(self.ndim), key=lambda d: -strides[d]))

    def storage(self):
        """The memory, as a row of all its elements."""
        from .storage import Storage

        return Storage(self)

    untyped_storage = typed_storage = storage

    # Made like this one

    def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False, **like):
        """A copy of numbers, of this dtype on this device."""
        array = np.array(getattr(data, "array", data), dtype or self.dtype)
        return made(self, array, None, device, requires_grad)

    def new_full(self, size, fill_value, *, dtype=None, device=None, requires_grad=False, **like):
        """One number everywhere, of this dtype on this device."""
        kind = self.dtype if dtype is None else dtype
        array = np.full(F.sizes((size,)), getattr(fill_value, "array", fill_value), kind)
        return made(self, array, None, device, requires_grad)

    def new_zeros(self, *size, dtype=None, device=None, requires_grad=False, **like):
        """Zeros of this dtype on this device."""
        shape = F.sizes(size if "size" not in like else (like["size"],))
        array = np.zeros_like(self.array, dtype, shape=shape)
        return made(self, array, None, device, requires_grad)

    def new_ones(self, *size, dtype=None, device=None, requires_grad=False, **like):
        """Ones of this dtype on this device."""
        shape = F.sizes(size if "size" not in like else (like["size"],))
        array = np.ones_like(self.array, dtype, shape=shape)
        return made(self, array, None, device, requires_grad)

    new_empty = new_zeros

    def new_empty_strided(self, size, stride, **options):
        """Elements of any value, of this dtype on this device; always in row order here."""
        return self.new_zeros(size, **options)

    def new(self, *data):
        """PyTorch's old way: new(2, 3) of this shape, new([1, 2]) of these numbers."""
        if len(data) == 1 and isinstance(data[0], list | np.ndarray) or (
            len(data) == 1 and hasattr(data[0], "array")
        ):
            return self.new_tensor(data[0])
        return self.new_zeros(*data) if data else self.new_zeros(0)

    # Drawn from it

    def multinomial(self, num_samples, replacement=False, *, generator=None):
        """Indices drawn with these weights: (C,) -> (num_samples,), (N,C) -> (N,num_samples)."""
        from .sampling import multinomial

        return multinomial(self, num_samples, replacement, generator=generator)

    def bernoulli(self, p=None, *, generator=None):
        """1 with these probabilities (or p), else 0."""
        from .sampling import bernoulli

        return bernoulli(self, p, generator=generator)

    def resize_as_(self, other, *, memory_format=None):
        """Become the shape of another tensor."""
        return self.resize_(*other.shape)

    # A function of Python, element by element

    def apply_(self, callable):
        """Put callable(x) in place of every element x; slow, on the CPU."""
        return self.map_(self, lambda x, _: callable(x))

    def map_(self, tensor, callable):
        """Put callable(x, y) in place of every element x, y of another tensor."""
        if not self.is_cpu:
            raise TypeError(f"apply_: only tensors on the CPU; this one is on {self.device}")
        other = np.broadcast_to(tensor.array, self.shape)
        pairs = zip(self.array.reshape(-1).tolist(), other.reshape(-1).tolist())
        values = np.array([callable(x, y) for x, y in pairs], self.dtype).reshape(self.shape)
        return self.copy_(type(self).result(values))

    def as_subclass(self, cls):
        """The same memory as another class of tensors."""
        twin = cls.__new__(cls)
        twin.array, twin.node, twin.origin = self.array, self.node, self.origin
        return twin


def made(like, array, dtype, device, requires_grad):
    """An array as a tensor of the dtype and device of another."""
    array = backend.to_device(array, like.device if device is None else device)
    tensor = like.result(array if dtype is None else array.astype(dtype))
    tensor.requires_grad = requires_grad
    return tensor


def plain_strides(array):
    """Strides as PyTorch counts them where a length is 0 or 1, and NumPy's may be anything."""
    if array.flags.c_contiguous:
        strides, step = [], 1
        for n in reversed(array.shape):
            strides.insert(0, step)
            step *= max(n, 1)
        return tuple(strides)
    return tuple(n // array.itemsize for n in array.strides)
