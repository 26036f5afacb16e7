"""Softmax and its logarithms; the largest value is subtracted first: exp never overflows."""

import numpy as np

from ..elsewhere import with_kernels


@with_kernels
def softmax(x, *, axis=-1):
    """y_i = e^x_i / Σ_j e^x_j."""
    if not x.size:
        return x.copy(), lambda dy: dy
    y = np.exp(x - np.max(x, axis=axis, keepdims=True))
    y /= np.sum(y, axis=axis, keepdims=True)

    def dx(dy):
        dz = dy * y
        dz -= y * np.sum(dz, axis=axis, keepdims=True)
        return dz

    return y, dx


@with_kernels
def log_softmax(x, *, axis=-1):
    """y_i = x_i - ln Σ_j e^x_j."""
    if not x.size:
        return x.copy(), lambda dy: dy
    y = x - np.max(x, axis=axis, keepdims=True)
    y -= np.log(np.sum(np.exp(y), axis=axis, keepdims=True))
    return y, lambda dy: dy - np.exp(y) * np.sum(dy, axis=axis, keepdims=True)


def logsumexp(x, *, axis, keepdims=False):
    """y = ln Σ e^x over the axes (an int or a tuple)."""
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, np.zeros_like(top))  # inf - inf would be NaN
    with np.errstate(divide="ignore"):  # the sum is 0 if every x is -inf: then so is y
        total = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    y = total if keepdims else np.squeeze(total, axis=axis)
    return y, lambda dy: dy.reshape(total.shape) * np.exp(x - total)
