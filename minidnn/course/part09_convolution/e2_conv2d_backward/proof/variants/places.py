"""A loop over the places: each window lays its gradient back."""

import numpy as np


def conv2d_backward(x, weight, dl_dy, stride=1, padding=0):
    k = weight.shape[2]
    framed = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    back, dl_dweight = np.zeros(framed.shape), np.zeros(weight.shape)
    for r in range(dl_dy.shape[2]):
        for q in range(dl_dy.shape[3]):
            rows = slice(r * stride, r * stride + k)
            columns = slice(q * stride, q * stride + k)
            up = dl_dy[:, :, r, q]
            dl_dweight += np.einsum("no,ncij->ocij", up, framed[:, :, rows, columns])
            back[:, :, rows, columns] += np.einsum("no,ocij->ncij", up, weight)
    h, w = x.shape[2:]
    return back[:, :, padding : h + padding, padding : w + padding], dl_dweight, dl_dy.sum((0, 2, 3))
