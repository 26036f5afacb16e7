"""New tensors: from data, from a rule, from random numbers."""

import numpy as np

from .. import backend, dtypes
from .. import functional as F
from .core import Tensor


def tensor(data, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """A copy of numbers, nested lists, an array or a tensor. Python floats become float32."""
    if isinstance(data, Tensor):
        array = data.array.copy()
    elif hasattr(data, "dtype"):
        array = np.array(data) if backend.is_host(data) else data.copy()
    else:
        array = from_python(data, dtype)
    return finished(array, dtype, device, requires_grad)


def as_tensor(data, *, dtype=None, device=None) -> Tensor:
    """The data as a tensor, without a copy where possible."""
    if isinstance(data, Tensor):
        return data.to(device=device, dtype=dtype)
    if hasattr(data, "__array_ufunc__"):
        return finished(data, dtype, device, False)
    return tensor(data, dtype=dtype, device=device)


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor that shares memory with a NumPy array."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"from_numpy: expected a NumPy array; got {type(array).__name__}")
    return Tensor(array)


def from_python(data, dtype=None):
    """Nested lists of numbers and tensors as an array: floats get the dtype, or the default one."""
    if isinstance(data, list | tuple) and any(isinstance(x, Tensor) for x in data):
        data = [x.tolist() if isinstance(x, Tensor) else x for x in data]
    try:
        array = np.array(data)
    except ValueError as error:
        raise ValueError(
            f"tensor: the lists must be equally long at every level: {error}"
        ) from None
    if array.dtype.kind not in "biufc":
        raise TypeError(f"tensor: expected numbers; got {data!r:.60}")
    holds_typed = isinstance(data, list | tuple) and any(hasattr(x, "dtype") for x in data)
    if array.dtype.kind in "fc" and not holds_typed and dtype is None:
        default = dtypes.get_default_dtype()
        complexes = np.result_type(default, np.complex64)
        array = array.astype(default if array.dtype.kind == "f" else complexes)
    return array


def zeros(*shape, dtype=None, device=None, requires_grad=False) -> Tensor:
    """All elements 0."""
    return filled(np.zeros, shape, dtype, device, requires_grad)


def ones(*shape, dtype=None, device=None, requires_grad=False) -> Tensor:
    """All elements 1."""
    return filled(np.ones, shape, dtype, device, requires_grad)


def empty(*shape, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Elements of any value, to be written to."""
    return filled(np.empty, shape, dtype, device, requires_grad)


def full(shape, fill_value, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """All elements one number."""
    shape = F.sizes(shape if isinstance(shape, tuple | list) else (shape,))
    array = np.broadcast_to(from_python(fill_value, dtype), shape).copy()
    return finished(array, dtype, device, requires_grad)


def zeros_like(x, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Zeros in the shape, dtype and place of x."""
    return finished(np.zeros_like(x.array), dtype, device, requires_grad)


def ones_like(x, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Ones in the shape, dtype and place of x."""
    return finished(np.ones_like(x.array), dtype, device, requires_grad)


def empty_like(x, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Any values in the shape, dtype and place of x."""
    return finished(np.empty_like(x.array), dtype, device, requires_grad)


def full_like(x, fill_value, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """One number in the shape, dtype and place of x."""
    return finished(np.full_like(x.array, fill_value), dtype, device, requires_grad)


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """start, start + step, … below end; arange(end) starts at 0."""
    start, end = (0, start) if end is None else (start, end)
    if step == 0:
        raise RuntimeError("arange: step must not be 0")
    if (end - start) * step < 0:
        raise RuntimeError(
            f"arange: from {start} to {end} a step must have the other sign; got {step}"
        )
    array = np.arange(start, end, step)
    if array.dtype.kind == "f" and dtype is None:
        array = array.astype(dtypes.get_default_dtype())
    return finished(array, dtype, device, requires_grad)


def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """`steps` numbers from start to end, both included."""
    not_negative("linspace", steps)
    array = np.linspace(start, end, steps, dtype=dtype or dtypes.get_default_dtype())
    return finished(array, dtype, device, requires_grad)


def eye(n, m=None, *, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Ones on the diagonal, zeros elsewhere: (n, m)."""
    not_negative("eye", n, m or 0)
    array = np.eye(n, m, dtype=dtype or dtypes.get_default_dtype())
    return finished(array, dtype, device, requires_grad)


# Random numbers are drawn on the host and then moved: the same on every device


def rand(*shape, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Random numbers from [0, 1)."""
    array = backend.rng_of(generator).random(F.sizes(shape), dtype=drawn_as(dtype))
    return finished(array, dtype, device, requires_grad)


def randn(*shape, generator=None, dtype=None, device=None, requires_grad=False) -> Tensor:
    """Normal random numbers of mean 0 and variance 1."""
    array = backend.rng_of(generator).standard_normal(F.sizes(shape), dtype=drawn_as(dtype))
    return finished(np.asarray(array), dtype, device, requires_grad)


def randint(low, high=None, size=None, *, generator=None, dtype=None, device=None) -> Tensor:
    """Random integers from [low, high): randint(high, size) or randint(low, high, size)."""
    if size is None:
        low, high, size = 0, low, high
    if not low < high:
        raise RuntimeError(f"randint: expected low < high; got {low} and {high}")
    array = backend.rng_of(generator).integers(low, high, F.sizes(tuple(size)))
    return finished(np.asarray(array), dtype, device, False)


def randperm(n, *, generator=None, dtype=None, device=None) -> Tensor:
    """The integers from 0 to n-1 in random order."""
    not_negative("randperm", n)
    return finished(backend.rng_of(generator).permutation(n), dtype, device, False)


def rand_like(x, *, generator=None) -> Tensor:
    """Random numbers from [0, 1) in the shape, dtype and place of x."""
    return rand(x.shape, generator=generator, dtype=x.dtype, device=x.device)


def randn_like(x, *, generator=None) -> Tensor:
    """Normal random numbers in the shape, dtype and place of x."""
    return randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)


def drawn_as(dtype):
    """The floating dtype in which random numbers are drawn."""
    dtype = dtypes.get_default_dtype() if dtype is None else np.dtype(dtype)
    return dtype if dtype in (dtypes.float32, dtypes.float64) else dtypes.float32


def not_negative(name, *lengths):
    """Raises RuntimeError for a negative length."""
    if min(lengths, default=0) < 0:
        raise RuntimeError(f"{name}: a length must not be negative; got {min(lengths)}")


def filled(create, shape, dtype, device, requires_grad):
    """A tensor from np.zeros, np.ones or np.empty, made where it is wanted."""
    dtype = dtypes.get_default_dtype() if dtype is None else np.dtype(dtype)
    device = backend.device(device or "cpu")
    shape = F.sizes(shape)
    not_negative(create.__name__, *shape)
    array = create(shape, dtype=dtype)
    return finished(array, None, device, requires_grad)


def finished(array, dtype, device, requires_grad):
    """The array as a tensor of a dtype on a device."""
    if dtype is not None and array.dtype != np.dtype(dtype):
        array = array.astype(dtype)
    if device is not None:
        array = backend.to_device(array, device)
    return Tensor(array, requires_grad)
