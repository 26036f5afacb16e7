"""The 1x1 convolution: one matrix product over all pixels. Images lie as (H,W,N,C)."""

import numpy as np

from .product import product

FEW = 128  # pixels


def convolve(x, weight, finish, stride, padding, dilation, out):
    """x (H,W,N,C), weight (O,C,1,1) -> (OH,OW,N,O)."""
    pixels, rows = every(x, stride, out), weight.reshape(weight.shape[:2])
    if len(pixels) < FEW:  # BLAS is faster with the longer matrix first
        y = np.ascontiguousarray(product(rows, pixels.T).T)
        finish(y)
    else:
        y = product(pixels, rows.T, finish=finish)
    return y.reshape(*out, x.shape[2], len(weight))


def weight_gradient(x, dy, kernel, stride, padding, dilation):
    """x (H,W,N,C), dy (OH,OW,N,O) -> the gradient of weight (O,C,1,1)."""
    pixels = every(x, stride, dy.shape[:2])
    dweight = np.empty((dy.shape[3], x.shape[3], 1, 1), x.dtype)
    product(dy.reshape(-1, dy.shape[3]).T, pixels, out=dweight[:, :, 0, 0])
    return dweight


def input_gradient(dy, weight, shape, stride, padding, dilation):
    """dy (OH,OW,N,O), weight (O,C,1,1) -> the gradient of x, (H,W,N,C) = shape."""
    dpixels = product(dy.reshape(-1, dy.shape[3]), weight.reshape(weight.shape[:2]))
    dpixels = dpixels.reshape(*dy.shape[:3], -1)
    if stride == (1, 1):
        return dpixels
    dx = np.zeros(shape, dy.dtype)
    dx[:: stride[0], :: stride[1]][: dy.shape[0], : dy.shape[1]] = dpixels
    return dx


def every(x, stride, out):
    """The pixels that the kernel meets, (OH*OW*N,C)."""
    met = x[:: stride[0], :: stride[1]][: out[0], : out[1]]
    return met.reshape(-1, x.shape[3])
