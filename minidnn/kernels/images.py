"""im2col and col2im: patches of images as columns, and back. Both gather: no two threads write one
place, so the sums have one order and the same bits every time."""

import numpy as np

from .kernel import Kernel

IM2COL = Kernel(
    "im2col",
    """
extern "C" __global__ void im2col(
    T* columns, const T* x, long long n, int channels, int height, int width, int side, int stride,
    int padding, int out_height, int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int column = i % out_width, row = i / out_width % out_height;
    long long rest = i / out_width / out_height;
    int kx = rest % side, ky = rest / side % side, c = rest / side / side % channels;
    long long image = rest / side / side / channels;
    int h = row * stride + ky - padding, w = column * stride + kx - padding;
    int inside = h >= 0 && h < height && w >= 0 && w < width;
    columns[i] = inside ? x[((image * channels + c) * height + h) * width + w] : (T)0;
}
""",
)

COL2IM = Kernel(
    "col2im",
    """
extern "C" __global__ void col2im(
    T* x, const T* columns, long long n, int channels, int height, int width, int side, int stride,
    int padding, int out_height, int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int w = i % width + padding, h = i / width % height + padding;
    long long plane = i / width / height;  // image · channels + channel
    T sum = 0;
    for (int ky = 0; ky < side; ++ky) for (int kx = 0; kx < side; ++kx) {
        int row = h - ky, column = w - kx;
        if (row < 0 || column < 0 || row % stride || column % stride) continue;
        row /= stride; column /= stride;
        if (row >= out_height || column >= out_width) continue;
        long long patch = (plane * side + ky) * side + kx;
        sum += columns[(patch * out_height + row) * out_width + column];
    }
    x[i] = sum;
}
""",
)


def im2col(x, side, stride, padding):
    """x (N,C,H,W) -> (N, C·K·K, OH·OW), K = side."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    n, c, _, _, oh, ow = windows.shape
    return windows.reshape(n, c * side * side, oh * ow)


def col2im(columns, shape, side, stride, padding):
    """The sums of all patches at their places:  the transpose of im2col, (N,C,H,W)."""
    n, c, h, w = shape
    oh = (h + 2 * padding - side) // stride + 1
    ow = (w + 2 * padding - side) // stride + 1
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding), columns.dtype)
    parts = columns.reshape(n, c, side, side, oh, ow)
    for ky in range(side):
        for kx in range(side):
            rows, cols = slice(ky, ky + stride * oh, stride), slice(kx, kx + stride * ow, stride)
            padded[:, :, rows, cols] += parts[:, :, ky, kx]
    return padded[:, :, padding : padding + h, padding : padding + w]
