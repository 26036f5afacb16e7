"""Products of two matrices on as many cores as pay, and sums of rows."""

import numpy as np

from ... import threads

SMALL = 1 << 18, 1 << 13  # multiply-adds up to which BLAS uses one core: matrices, a vector
LITTLE = 1 << 24  # multiply-adds that are not worth a second core
CACHE = 1 << 18  # numbers of a piece that gets a bias: a megabyte of float32
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


def product(a, b, out=None):
    """a (M,K) @ b (K,N) -> (M,N).

    A product of some microseconds would wait for OpenBLAS' second thread, on a busy machine for
    milliseconds, so it stays on one core; a large one is cut into pieces of rows, or of columns
    where there are more of these.
    """
    (M, K), N = a.shape, b.shape[1]
    work = M * K * N
    if K == 1 and out is None:
        return np.dot(a, b)  # `@` leaves BLAS here: six times slower
    if work <= SMALL[M == 1 or N == 1]:
        return np.matmul(a, b, out=out)
    rows = M >= N
    length = M if rows else N
    if work < LITTLE or length < 32:
        with threads.one_blas_thread():
            return np.matmul(a, b, out=out)
    y = np.empty((M, N), a.dtype) if out is None else out
    # few long pieces: each one prepares the other matrix anew
    parts = 2 * max(1, min(length // 32, work // (2 * WORK)))
    step = -(-length // parts)

    def piece(i):
        part = slice(i * step, (i + 1) * step)
        if rows:
            np.matmul(a[part], b, out=y[part])
        else:
            np.matmul(a, b[:, part], out=y[:, part])

    threads.run(piece, -(-length // step))
    return y


def affine(a, b, bias):
    """a (M,K) @ b (K,N) + bias (N,): each piece of rows gets it while it is in the cache."""
    (M, K), N = a.shape, b.shape[1]
    if M < 64 or M * K * N < LITTLE:
        y = product(a, b)
        y += bias
        return y
    y = np.empty((M, N), a.dtype)
    step = -(-M // max(2, M * N // CACHE))

    def piece(i):
        part = y[i * step : (i + 1) * step]
        np.matmul(a[i * step : (i + 1) * step], b, out=part)
        part += bias

    threads.run(piece, -(-M // step))
    return y


def row_sum(a):
    """a (M,N) -> (N,), as a product with ones: a third of the time of a.sum(axis=0)."""
    with threads.one_blas_thread():
        return np.dot(np.ones(len(a), a.dtype), a)
