"""Products of two matrices on as many cores as pay, and sums of rows."""

import numpy as np

from ... import threads

SMALL = 1 << 18, 1 << 13  # multiply-adds up to which BLAS uses one core: matrices, a vector
LITTLE = 1 << 24  # multiply-adds that are not worth a second core
CACHE = 1 << 18  # numbers of a piece that is finished: a megabyte of float32
AHEAD = 1 << 20  # multiply-adds that the caller does before a helper is awake
WORK = 1 << 27  # multiply-adds of a piece: about three milliseconds


def suited(*arrays):
    """Whether all (None aside) are NumPy's own arrays of one type, float32 or float64."""
    dtype = arrays[0].dtype
    if dtype not in FLOATS:
        return False
    for a in arrays:
        if a is not None and not (type(a) is np.ndarray and (a.dtype is dtype or a.dtype == dtype)):
            return False
    return True


FLOATS = {np.dtype(np.float32), np.dtype(np.float64)}


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
            finish(target, None if rows else part)

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
