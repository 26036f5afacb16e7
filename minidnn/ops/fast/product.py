"""Products of two matrices on as many cores as pay; dense layers are one each."""

import numpy as np

from ... import threads
from ..linear import linear as simple_linear
from ..linear import matmul as simple_matmul

TINY = 1 << 12  # multiply-adds below which the simple op is as fast
SMALL = 1 << 18, 1 << 13  # multiply-adds up to which BLAS uses one core: matrices, a vector
LITTLE = 1 << 24  # multiply-adds that are not worth a second core
CACHE = 1 << 18  # numbers of a piece that is finished: a megabyte of float32
AHEAD = 1 << 20  # multiply-adds that the caller does before a helper is awake
WORK = 1 << 27  # multiply-adds of a piece: about three milliseconds


FLOATS = {np.dtype(np.float32), np.dtype(np.float64)}


def suited(*arrays):
    """Whether all (None aside) are NumPy's own arrays of one type, float32 or float64."""
    dtype = arrays[0].dtype
    own = [a is None or (type(a) is np.ndarray and a.dtype == dtype) for a in arrays]
    return dtype in FLOATS and all(own)


def product(a, b, out=None, finish=None):
    """a (M,K) @ b (K,N) -> (M,N), finished if asked for.

    A product of some microseconds would wait for OpenBLAS' second thread, on a busy machine for
    milliseconds, so it stays on one core; a large one is cut into pieces of rows, or of columns
    where there are more of these.
    """
    (M, K), N = a.shape, b.shape[1]
    work = M * K * N
    rows = M >= N
    length = M if rows else N
    if work < LITTLE or length < 32:
        y = small_product(a, b, out, work)
        if finish is not None:
            finish(y)
        return y
    y = np.empty((M, N), a.dtype) if out is None else out
    # few long pieces: each one prepares the other matrix anew; but one to finish fits the cache
    parts = 2 * max(1, min(length // 32, work // (2 * WORK)))
    if finish is not None and rows:
        parts = max(parts, M * N // CACHE)
    step = -(-length // parts)
    cuts = [0, *range(step + AHEAD * length // work, length, step), length]

    def piece(i):
        part = slice(cuts[i], cuts[i + 1])
        if rows:
            target = np.matmul(a[part], b, out=y[part])
        else:
            target = np.matmul(a, b[:, part], out=y[:, part])
        if finish is not None:
            finish(target, *([] if rows else [part]))

    threads.run(piece, len(cuts) - 1, row=N)
    return y


def small_product(a, b, out, work):
    """A product on one core."""
    M, N = len(a), b.shape[1]
    small = work <= SMALL[M == 1 or N == 1]
    if out is None and (small or len(b) == 1):
        return a.dot(b)  # half the cost of `@`, which leaves BLAS for an inner dimension of 1
    if small:
        return np.matmul(a, b, out=out)
    with threads.one_blas_thread():
        return np.matmul(a, b, out=out)


def row_sum(a):
    """a (M,N) -> (N,), as a product with ones: a third of the time of a.sum(axis=0)."""
    with threads.one_blas_thread():
        return np.dot(np.ones(len(a), a.dtype), a)


def linear(x, weight, bias=None):
    """The same as minidnn.ops.linear; small ones by `dot`, which calls BLAS at half the cost."""
    if little(x, weight) and x.shape[1] == weight.shape[1]:
        y = x.dot(weight.T)
        if bias is not None:
            y += bias
        return y, lambda dy: dy.dot(weight), lambda dy: dy.T.dot(x), lambda dy: dy.sum(axis=0)
    if not (suited(x, weight, bias) and x.ndim > 1 and x.shape[-1] == weight.shape[-1]):
        return simple_linear(x, weight, bias)
    if x.ndim == 2:
        add = None if bias is None else lambda y, part=slice(None): np.add(y, bias[part], out=y)
        return (
            product(x, weight.T, finish=add),
            lambda dy: product(dy, weight),
            lambda dy: product(dy.T, x),
            row_sum,
        )
    shape, O = x.shape, len(weight)
    y, dx, *rules = linear(x.reshape(-1, shape[-1]), weight, bias)
    return (
        y.reshape(*shape[:-1], O),
        lambda dy: dx(dy.reshape(-1, O)).reshape(shape),
        *(lambda dy, rule=rule: rule(dy.reshape(-1, O)) for rule in rules),
    )


def matmul(x, w):
    """The same as minidnn.ops.matmul; fast for two matrices: `dot` calls BLAS at half the cost."""
    if not (type(x) is type(w) is np.ndarray and x.ndim == w.ndim == 2):
        return simple_matmul(x, w)
    if x.size * w.shape[1] <= TINY:
        return x.dot(w), lambda dy: dy.dot(w.T), lambda dy: x.T.dot(dy)
    if not (suited(x, w) and x.shape[1] == len(w)):
        return simple_matmul(x, w)
    return product(x, w), lambda dy: product(dy, w.T), lambda dy: product(x.T, dy)


def little(x, weight):
    """Whether these are NumPy's matrices, and few numbers."""
    two = type(x) is type(weight) is np.ndarray and x.ndim == weight.ndim == 2
    return two and x.size * len(weight) <= TINY
