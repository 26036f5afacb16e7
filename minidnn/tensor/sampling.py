"""Rarer new tensors: random draws (normal multinomial bernoulli …), ranges, from memory.

Random numbers are drawn on the host and then moved, like all of the library's.
"""

import math

import numpy as np

from .. import backend, dtypes
from .. import functional as F
from .core import Tensor
from .creation import as_tensor, finished, full, randint, tensor

__all__ = [
    "asarray", "bernoulli", "binomial", "empty_permuted", "empty_strided", "from_dlpack",
    "frombuffer", "logspace", "multinomial", "normal", "poisson", "randint_like", "range",
    "scalar_tensor", "tril_indices", "triu_indices", "bartlett_window", "blackman_window",
    "hamming_window", "hann_window", "kaiser_window",
]


def host(x):
    """The values of a tensor on the host; a number as it is."""
    return backend.to_host(x.array) if isinstance(x, Tensor) else x


def normal(
    mean=0.0, std=1.0, size=None, *, generator=None, dtype=None, layout=None, device=None,
    requires_grad=False, pin_memory=False,
) -> Tensor:
    """Normal random numbers: mean and std numbers or tensors; size where both are numbers."""
    like = next((a for a in (mean, std) if isinstance(a, Tensor)), None)
    if like is None and size is None:
        raise TypeError("normal: mean and std are numbers, so size must be given")
    if not np.all(np.asarray(host(std)) >= 0):
        raise RuntimeError(f"normal: std must not be negative; got {np.min(host(std))}")
    shape = F.sizes((size,)) if size is not None else np.broadcast_shapes(
        np.shape(host(mean)), np.shape(host(std))
    )
    kind = like.dtype if like is not None else np.dtype(dtype or dtypes.get_default_dtype())
    wide = kind if kind.itemsize > 2 else dtypes.float32
    z = backend.rng_of(generator).standard_normal(shape, dtype=wide)
    z = np.asarray(z * host(std) + host(mean))
    where = like.device if like is not None and device is None else device
    return finished(z, kind, where, requires_grad)


def bernoulli(input, p=None, *, generator=None) -> Tensor:
    """1 with probability x (or p), else 0, in the shape and dtype of x."""
    share = np.asarray(host(input) if p is None else host(p))
    if not (np.all(share >= 0) and np.all(share <= 1)):
        raise RuntimeError(f"bernoulli: probabilities must be in [0, 1]; got {share!r:.60}")
    draw = backend.rng_of(generator).random(tuple(input.shape)) < share
    return like(input, draw.astype(input.dtype))


def poisson(input, generator=None) -> Tensor:
    """Poisson random numbers, with the rates x."""
    if np.min(host(input), initial=0) < 0:
        raise RuntimeError("poisson: the rates must not be negative")
    return like(input, np.asarray(backend.rng_of(generator).poisson(host(input)), input.dtype))


def binomial(count, prob, generator=None) -> Tensor:
    """How many of `count` trials of probability `prob` succeed."""
    n = host(count).astype(np.int64)
    return like(count, np.asarray(backend.rng_of(generator).binomial(n, host(prob)), count.dtype))


def multinomial(input, num_samples, replacement=False, *, generator=None) -> Tensor:
    """Indices drawn with the weights x: (C,) -> (num_samples,), (N,C) -> (N,num_samples)."""
    weights = host(input).astype(np.float64)
    if weights.ndim not in (1, 2):
        raise RuntimeError(f"multinomial: expected 1 or 2 dimensions; got {weights.ndim}")
    if not num_samples > 0:
        raise RuntimeError(f"multinomial: num_samples must be positive; got {num_samples}")
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise RuntimeError("multinomial: the weights hold inf, NaN or a number below 0")
    rows = np.atleast_2d(weights)
    if not (rows.sum(1) > 0).all():
        raise RuntimeError("multinomial: the weights of a row add up to 0")
    rng = backend.rng_of(generator)
    if replacement:
        steps = np.cumsum(rows, 1)
        u = rng.random((len(rows), num_samples)) * steps[:, -1:]
        index = np.stack([np.searchsorted(s, v, side="right") for s, v in zip(steps, u)])
    else:
        few = min(np.count_nonzero(rows, axis=1))
        if num_samples > rows.shape[1] or num_samples > few:
            raise RuntimeError(
                f"multinomial: cannot draw {num_samples} without replacement from {few} weights "
                "above 0; use replacement=True"
            )
        # the largest of u^(1/w) are a draw without replacement (Efraimidis and Spirakis 2006)
        with np.errstate(divide="ignore"):
            keys = np.log(rng.random(rows.shape)) / rows
        index = np.argsort(-keys, axis=1, kind="stable")[:, :num_samples]
    return like(input, index.reshape(*weights.shape[:-1], num_samples))


def randint_like(
    input, low=0, high=None, *, generator=None, dtype=None, layout=None, device=None,
    requires_grad=False, memory_format=None,
) -> Tensor:
    """Random integers from [low, high) in the shape, dtype and place of x."""
    low, high = (0, low) if high is None else (low, high)
    low, high = (x.item() if isinstance(x, Tensor) else x for x in (low, high))
    device = input.device if device is None else device
    options = {"dtype": dtype or input.dtype, "device": device, "requires_grad": requires_grad}
    return randint(low, high, tuple(input.shape), generator=generator, **options)


# Ranges


def logspace(
    start, end, steps, base=10.0, *, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """base to the power of `steps` numbers from start to end."""
    if steps < 0:
        raise RuntimeError(f"logspace: steps must not be negative; got {steps}")
    start, end = (x.item() if isinstance(x, Tensor) else x for x in (start, end))
    dtype = np.dtype(dtype or dtypes.get_default_dtype())
    if dtype.kind in "iu":  # PyTorch cuts the bounds first
        start, end = int(start), int(end)
    powers = np.linspace(start, end, steps)
    return finished(np.power(float(base), powers), dtype, device, requires_grad)


def range(
    start=0, end=None, step=1, *, dtype=None, layout=None, device=None, requires_grad=False
) -> Tensor:
    """start, start + step, … up to end, which is included; PyTorch's old name."""
    start, end = (0, start) if end is None else (start, end)
    count = math.floor((end - start) / step) + 1
    numbers = start + step * np.arange(count)
    return finished(numbers, dtype or dtypes.get_default_dtype(), device, requires_grad)


def tril_indices(row, col, offset=0, *, dtype=None, device=None, layout=None) -> Tensor:
    """The rows and columns of the elements on and below a diagonal: (2, count)."""
    return finished(np.stack(np.tril_indices(row, offset, col)), dtype, device, False)


def triu_indices(row, col, offset=0, *, dtype=None, device=None, layout=None) -> Tensor:
    """The rows and columns of the elements on and above a diagonal: (2, count)."""
    return finished(np.stack(np.triu_indices(row, offset, col)), dtype, device, False)


# Windows


def window(name, values, length, periodic, dtype, device, requires_grad):
    """A window of a length; a periodic one is the symmetric one of length + 1, cut."""
    if length < 0:
        raise RuntimeError(f"{name}: the length must not be negative; got {length}")
    numbers = values(length + 1)[:-1] if periodic and length > 1 else values(length)
    return finished(numbers, dtype or dtypes.get_default_dtype(), device, requires_grad)


def hann_window(
    window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False
) -> Tensor:
    """(1 - cos)/2 from 0 over 1 to 0."""
    rest = window_length, periodic, dtype, device, requires_grad
    return window("hann_window", np.hanning, *rest)


def hamming_window(
    window_length, periodic=True, alpha=0.54, beta=0.46, *, dtype=None, layout=None, device=None,
    requires_grad=False,
) -> Tensor:
    """alpha - beta·cos."""
    rest = window_length, periodic, dtype, device, requires_grad
    turn = lambda n: np.cos(2 * math.pi * np.arange(n) / max(n - 1, 1))
    values = lambda n: np.ones(n) if n == 1 else alpha - beta * turn(n)
    return window("hamming_window", values, *rest)


def blackman_window(
    window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False
) -> Tensor:
    """0.42 - 0.5·cos + 0.08·cos of twice the angle."""
    rest = window_length, periodic, dtype, device, requires_grad
    return window("blackman_window", np.blackman, *rest)


def bartlett_window(
    window_length, periodic=True, *, dtype=None, layout=None, device=None, requires_grad=False
) -> Tensor:
    """A triangle from 0 over 1 to 0."""
    rest = window_length, periodic, dtype, device, requires_grad
    return window("bartlett_window", np.bartlett, *rest)


def kaiser_window(
    window_length, periodic=True, beta=12.0, *, dtype=None, layout=None, device=None,
    requires_grad=False,
) -> Tensor:
    """Kaiser's window, of a Bessel function."""
    rest = window_length, periodic, dtype, device, requires_grad
    return window("kaiser_window", lambda n: np.kaiser(n, beta), *rest)


# From memory and objects


def scalar_tensor(
    s, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False
) -> Tensor:
    """A tensor of one number, without dimensions."""
    return full((), s, dtype=dtype or dtypes.get_default_dtype(), device=device)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False) -> Tensor:
    """The data as a tensor, without a copy where possible (copy=True: always, False: never)."""
    y = tensor(obj) if copy else as_tensor(obj)
    y = y.to(dtype=dtype, device=device)
    shared = isinstance(obj, Tensor | np.ndarray) and np.shares_memory(host(y), host(obj))
    if copy is False and not shared:
        raise ValueError("asarray: the data cannot be taken without a copy, and copy=False")
    return y.requires_grad_() if requires_grad else y


def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False) -> Tensor:
    """The bytes of a buffer as a row of a dtype, in the same memory."""
    return Tensor(np.frombuffer(buffer, dtype, count, offset), requires_grad)


def from_dlpack(ext_tensor, *, device=None, copy=None) -> Tensor:
    """A tensor in the memory of another library's, taken over by DLPack."""
    if not hasattr(ext_tensor, "__dlpack__"):
        raise TypeError(
            f"from_dlpack: expected an object with __dlpack__; got {type(ext_tensor).__name__}"
        )
    kind, _ = ext_tensor.__dlpack_device__()
    library = np if kind == 1 else backend.namespace("cuda")
    y = Tensor(library.from_dlpack(ext_tensor))
    y = y.clone() if copy else y
    return y if device is None else y.to(device)


def empty_strided(
    size, stride, *, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False
) -> Tensor:
    """Elements of any value with these lengths and strides in memory (in elements)."""
    span = 1 + sum(max(n - 1, 0) * s for n, s in zip(size, stride))
    memory = np.zeros(span, dtype or dtypes.get_default_dtype())
    steps = [s * memory.itemsize for s in stride]
    array = np.lib.stride_tricks.as_strided(memory, tuple(size), steps)
    return finished(array, None, device, requires_grad)


def empty_permuted(
    size, physical_layout, *, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
) -> Tensor:
    """Elements of any value; physical_layout: the dimensions from the outermost in memory."""
    array = np.zeros([size[d] for d in physical_layout], dtype or dtypes.get_default_dtype())
    return finished(array.transpose(np.argsort(physical_layout)), None, device, requires_grad)


def like(x, array):
    """An array of the host as a tensor on the device of another."""
    return Tensor(backend.to_device(array, x.device))
