"""The right answer to exercise 9.2, conv2d_backward."""

import numpy as np

from ..e1_conv2d.reference import windows


def conv2d_backward(x, weight, dl_dy, stride=1, padding=0):
    size = weight.shape[2]
    patches = windows(x, size, stride, padding)
    dl_dbias = np.sum(dl_dy, axis=(0, 2, 3))
    dl_dweight = np.tensordot(dl_dy, patches, axes=([0, 2, 3], [0, 2, 3]))
    dl_dpatches = np.tensordot(dl_dy, weight, axes=([1], [0]))
    n, o, oh, ow = dl_dy.shape
    n, c, h, w = x.shape
    framed = np.zeros((n, c, h + 2 * padding, w + 2 * padding), x.dtype)
    for i in range(size):
        for j in range(size):
            rows = slice(i, i + stride * oh, stride)
            columns = slice(j, j + stride * ow, stride)
            framed[:, :, rows, columns] += np.moveaxis(dl_dpatches[..., i, j], 3, 1)
    dl_dx = framed[:, :, padding : padding + h, padding : padding + w]
    return dl_dx, dl_dweight, dl_dbias
