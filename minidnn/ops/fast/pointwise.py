"""The 1x1 convolution: one matrix product over all pixels. Images lie as (H,W,N,C)."""

import numpy as np

from .product import product

FEW = 128  # pixels


def convolve(x, weight, finish, w):
    """x (H,W,N,C), weight (O,C,1,1) -> (OH,OW,N,O)."""
    (N, C), O = x.shape[2:], len(weight)
    y = np.empty((*w.out, N, O), x.dtype)
    weighted(met(x, w).reshape(-1, C), weight.reshape(O, C), finish, y.reshape(-1, O))
    return y


def weight_gradient(x, dy, w):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,1,1)."""
    dweight = product(dy.reshape(-1, dy.shape[3]).T, met(x, w).reshape(-1, x.shape[3]))
    return dweight.reshape(*dweight.shape, 1, 1)


def input_gradient(dy, weight, shape, w):
    """dy (OH,OW,N,O), weight (O,C,1,1) -> the gradient of x, (H,W,N,C) = shape."""
    dpixels = product(dy.reshape(-1, dy.shape[3]), weight[:, :, 0, 0])
    dpixels = dpixels.reshape(*dy.shape[:3], -1)
    if w.stride == (1, 1):
        return dpixels
    dx = np.zeros(shape, dy.dtype)
    met(dx, w)[:] = dpixels
    return dx


def met(x, w):
    """The pixels of x (H,W,N,C) that the kernel meets, (OH,OW,N,C)."""
    return x[:: w.stride[0], :: w.stride[1]][: w.out[0], : w.out[1]]


def weighted(pixels, weight, finish, out):
    """out (P,O) = pixels (P,C) by weight (O,C), finished."""
    if len(pixels) < FEW:  # BLAS is faster with the longer matrix first
        np.copyto(out, product(weight, pixels.T).T)
        finish(out)
    else:
        product(pixels, weight.T, out=out, finish=finish)
