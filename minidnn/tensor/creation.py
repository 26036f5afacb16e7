"""New tensors: from data, from a rule, from random numbers.

`layout`, `pin_memory` and `memory_format` are taken as PyTorch takes them and change nothing: every
tensor is dense, in row order, and NumPy's memory cannot be pinned.
"""

from numbers import Number

import numpy as np

from .. import backend, dtypes
from .. import functional as F
from .core import Tensor


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False) -> Tensor:
    """A copy of numbers, nested lists, an array or a tensor. Python floats become float32."""
    if isinstance(data, Tensor):
        array = data.array.copy()
    elif hasattr(data, "dtype"):
        array = np.array(data) if backend.is_host(data) else data.copy()
    else:
        array = from_python(data, dtype)
    return finished(array, dtype, device, requires_grad)


def as_tensor(data, dtype=None, device=None) -> Tensor:
    """The data as a tensor, without a copy where possible."""
    if isinstance(data, Tensor):
        return data.to(device=device, dtype=dtype)
    if hasattr(data, "__array_ufunc__"):
        return finished(data, dtype, device, False)
    return tensor(data, dtype=dtype, device=device)


def from_numpy(ndarray: np.ndarray) -> Tensor:
    """A tensor that shares memory with a NumPy array."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"from_numpy: expected a NumPy array; got {type(ndarray).__name__}")
    return Tensor(ndarray)


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


def zeros(
    *size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **named
) -> Tensor:
    """All elements 0: zeros(2, 3), zeros((2, 3)) or zeros(size=(2, 3))."""
    return filled(np.zeros, size, named, dtype, device, requires_grad)


def ones(
    *size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **named
) -> Tensor:
    """All elements 1."""
    return filled(np.ones, size, named, dtype, device, requires_grad)


def empty(
    *size, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
    memory_format=None, **named,
) -> Tensor:
    """Elements of any value, to be written to."""
    return filled(np.empty, size, named, dtype, device, requires_grad)


def full(
    size, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """All elements one number."""
    shape = F.sizes(size if isinstance(size, tuple | list) else (size,))
    fill_value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    array = np.broadcast_to(from_python(fill_value, dtype), shape).copy()
    return finished(array, dtype, device, requires_grad)


def zeros_like(
    input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None
) -> Tensor:
    """Zeros in the shape, dtype and place of x."""
    return similar(np.zeros_like(input.array, dtype), device, requires_grad)


def ones_like(
    input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None
) -> Tensor:
    """Ones in the shape, dtype and place of x."""
    return similar(np.ones_like(input.array, dtype), device, requires_grad)


def empty_like(
    input, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None
) -> Tensor:
    """Any values in the shape, dtype and place of x."""
    return similar(np.empty_like(input.array, dtype), device, requires_grad)


def full_like(
    input, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False,
    memory_format=None,
) -> Tensor:
    """One number in the shape, dtype and place of x."""
    fill_value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    return similar(np.full_like(input.array, fill_value, dtype), device, requires_grad)


def arange(
    start=0, end=None, step=1, *, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """start, start + step, … below end; arange(end) starts at 0."""
    start, end = (0, start) if end is None else (start, end)
    start, end, step = (x.item() if isinstance(x, Tensor) else x for x in (start, end, step))
    if not all(isinstance(x, Number) for x in (start, end, step)):
        raise TypeError(f"arange: expected numbers; got {start!r:.40}, {end!r:.40}, {step!r:.40}")
    if step == 0:
        raise RuntimeError("arange: step must not be 0")
    if (end - start) * step < 0:
        raise RuntimeError(
            f"arange: from {start} to {end} a step must have the other sign; got {step}"
        )
    array = np.arange(start, end, step)
    if dtype is not None and np.dtype(dtype).kind in "iu" and array.dtype.kind == "f":
        array = np.arange(int(start), int(end), int(step))  # PyTorch cuts the bounds, too
    if array.dtype.kind == "f" and dtype is None:
        array = array.astype(dtypes.get_default_dtype())
    return finished(array, dtype, device, requires_grad)


def linspace(
    start, end, steps, *, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """`steps` numbers from start to end, both included."""
    not_negative("linspace", steps)
    start, end = (x.item() if isinstance(x, Tensor) else x for x in (start, end))
    complexes = isinstance(start, complex) or isinstance(end, complex)
    default = dtypes.get_default_dtype()
    dtype = np.dtype(dtype or (np.result_type(default, np.complex64) if complexes else default))
    if dtype.kind in "iu":  # PyTorch cuts the bounds and each number; it counts from both ends
        start, end = int(start), int(end)
        step = (end - start) / (steps - 1) if steps > 1 else 0.0
        at = np.arange(steps)
        far = at >= (steps // 2 if steps > 1 else 1)
        array = np.trunc(np.where(far, end - step * (steps - 1 - at), start + step * at))
        return finished(array.astype(dtype), dtype, device, requires_grad)
    array = np.linspace(start, end, steps)
    return finished(array.astype(dtype), dtype, device, requires_grad)


def eye(
    n, m=None, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False
) -> Tensor:
    """Ones on the diagonal, zeros elsewhere: (n, m)."""
    not_negative("eye", n, m or 0)
    array = np.eye(n, m, dtype=dtype or dtypes.get_default_dtype())
    return finished(array, dtype, device, requires_grad)


# Random numbers are drawn on the host and then moved: the same on every device


def rand(
    *size, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False, **named,
) -> Tensor:
    """Random numbers from [0, 1)."""
    draw = backend.rng_of(generator).random
    return random("rand", draw, size, named, dtype, device, requires_grad)


def randn(
    *size, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False, **named,
) -> Tensor:
    """Normal random numbers of mean 0 and variance 1."""
    draw = backend.rng_of(generator).standard_normal
    return random("randn", draw, size, named, dtype, device, requires_grad)


def random(name, draw, size, named, dtype, device, requires_grad):
    """A tensor of floating random numbers; a complex one of half the variance in each part."""
    shape = shape_of(name, size, named)
    dtype = dtypes.get_default_dtype() if dtype is None else np.dtype(dtype)
    if dtype.kind == "c":
        wide = np.dtype("float64" if dtype == dtypes.complex128 else "float32")
        scale = wide.type(np.sqrt(0.5) if name == "randn" else 1)
        array = (draw(shape, dtype=wide) + 1j * draw(shape, dtype=wide)) * scale
    elif dtype.kind != "f":
        raise RuntimeError(f"{name}: expected a floating dtype; got {dtype}: use randint")
    else:
        array = draw(shape, dtype=dtype if dtype.itemsize > 2 else dtypes.float32)
    return finished(np.asarray(array), dtype, device, requires_grad)


def randint(
    low=0, high=None, size=None, *, generator=None, dtype=None, layout=None, device=None,
    requires_grad=False, pin_memory=False,
) -> Tensor:
    """Random integers from [low, high): randint(high, size) or randint(low, high, size)."""
    if isinstance(high, tuple | list):  # randint(high, size)
        low, high, size = 0, low, high
    elif high is None:  # randint(high, size=…)
        low, high = 0, low
    if not low < high:
        raise RuntimeError(f"randint: expected low < high; got {low} and {high}")
    array = backend.rng_of(generator).integers(low, high, F.sizes(tuple(size)))
    return finished(np.asarray(array), dtype, device, requires_grad)


def randperm(
    n, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """The integers from 0 to n-1 in random order."""
    not_negative("randperm", n)
    return finished(backend.rng_of(generator).permutation(n), dtype, device, requires_grad)


def rand_like(
    input, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
    memory_format=None,
) -> Tensor:
    """Random numbers from [0, 1) in the shape, dtype and place of x."""
    device = input.device if device is None else device
    options = {"dtype": dtype or input.dtype, "device": device, "requires_grad": requires_grad}
    return rand(input.shape, generator=generator, **options)


def randn_like(
    input, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
    memory_format=None,
) -> Tensor:
    """Normal random numbers in the shape, dtype and place of x."""
    device = input.device if device is None else device
    options = {"dtype": dtype or input.dtype, "device": device, "requires_grad": requires_grad}
    return randn(input.shape, generator=generator, **options)


# Helpers


def not_negative(name, *lengths):
    """Raises RuntimeError for a negative length."""
    if min(lengths, default=0) < 0:
        raise RuntimeError(f"{name}: a length must not be negative; got {min(lengths)}")


def shape_of(name, size, named):
    """The shape from zeros(2, 3), zeros((2, 3)) or zeros(size=(2, 3))."""
    if named:
        if size or set(named) - {"size"} or "size" not in named:
            wrong = ", ".join(sorted(set(named) - {"size"})) or "size, twice"
            raise TypeError(f"{name}: got an unexpected argument: {wrong}")
        size = (named["size"],)
    shape = F.sizes(size)
    not_negative(name, *shape)
    return shape


def filled(create, size, named, dtype, device, requires_grad):
    """A tensor from np.zeros, np.ones or np.empty, made where it is wanted."""
    dtype = dtypes.get_default_dtype() if dtype is None else np.dtype(dtype)
    array = create(shape_of(create.__name__, size, named), dtype=dtype)
    return finished(array, None, device, requires_grad)


def finished(array, dtype, device, requires_grad):
    """The array as a tensor of a dtype on a device (None: the default one)."""
    if dtype is not None and array.dtype != np.dtype(dtype):
        array = array.astype(dtype)
    device = backend.Default.device if device is None else device
    if device is not None:
        array = backend.to_device(array, device)
    return Tensor(array, requires_grad)


def similar(array, device, requires_grad):
    """The array as a tensor where it is, or on a device."""
    return Tensor(array if device is None else backend.to_device(array, device), requires_grad)
