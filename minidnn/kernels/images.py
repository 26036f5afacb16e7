"""im2col and col2im: patches of images as columns, and back; the largest pixel of every window.

All gather: no two threads write one place, so the sums have one order and the same bits every time.
The formulas are `ops.windows.columns_of` and `image_of`, and `ops.pool.max_pool2d`.
"""

from .kernel import Kernel

IM2COL = Kernel(
    "im2col",
    """
extern "C" __global__ void im2col(
    T* columns, const T* x, long long n, int height, int width, int tall, int wide, int stride_h,
    int stride_w, int top, int left, int apart_h, int apart_w, int out_height, int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int column = i % out_width, row = i / out_width % out_height;
    long long rest = i / out_width / out_height;
    int kx = rest % wide, ky = rest / wide % tall;
    long long plane = rest / wide / tall;  // image · channels + channel
    int h = row * stride_h + ky * apart_h - top, w = column * stride_w + kx * apart_w - left;
    int inside = h >= 0 && h < height && w >= 0 && w < width;
    columns[i] = inside ? x[(plane * height + h) * width + w] : (T)0;
}
""",
)

COL2IM = Kernel(
    "col2im",
    """
extern "C" __global__ void col2im(
    T* x, const T* columns, long long n, int height, int width, int tall, int wide, int stride_h,
    int stride_w, int top, int left, int apart_h, int apart_w, int out_height, int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int w = i % width + left, h = i / width % height + top;
    long long plane = i / width / height;
    T sum = 0;
    for (int ky = 0; ky < tall; ++ky) for (int kx = 0; kx < wide; ++kx) {
        int row = h - ky * apart_h, column = w - kx * apart_w;
        if (row < 0 || column < 0 || row % stride_h || column % stride_w) continue;
        row /= stride_h; column /= stride_w;
        if (row >= out_height || column >= out_width) continue;
        long long patch = (plane * tall + ky) * wide + kx;
        sum += columns[(patch * out_height + row) * out_width + column];
    }
    x[i] = sum;
}
""",
)

# which: the place of the largest pixel in its image, -1 in the padding; NaN is the largest
MAX_POOL = Kernel(
    "max_pool",
    """
extern "C" __global__ void max_pool(
    T* y, long long* which, const T* x, long long n, int height, int width, int tall, int wide,
    int stride_h, int stride_w, int top, int left, int apart_h, int apart_w, int out_height,
    int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int column = i % out_width, row = i / out_width % out_height;
    const T* image = x + i / out_width / out_height * height * width;
    T best = -1 / (T)0;
    long long place = -1;
    for (int ky = 0; ky < tall; ++ky) for (int kx = 0; kx < wide; ++kx) {
        int h = row * stride_h + ky * apart_h - top, w = column * stride_w + kx * apart_w - left;
        if (h < 0 || h >= height || w < 0 || w >= width) continue;
        T pixel = image[h * (long long)width + w];
        if (place < 0 || pixel > best || (pixel != pixel && best == best)) {
            best = pixel;
            place = h * (long long)width + w;
        }
    }
    y[i] = best;
    which[i] = place;
}
""",
)

MAX_POOL_DX = Kernel(
    "max_pool_dx",
    """
extern "C" __global__ void max_pool_dx(
    T* dx, const T* dy, const long long* which, long long n, int height, int width, int tall,
    int wide, int stride_h, int stride_w, int top, int left, int apart_h, int apart_w,
    int out_height, int out_width
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int w = i % width + left, h = i / width % height + top;
    long long plane = i / width / height, own = i % (height * (long long)width);
    T sum = 0;
    for (int ky = 0; ky < tall; ++ky) for (int kx = 0; kx < wide; ++kx) {
        int row = h - ky * apart_h, column = w - kx * apart_w;
        if (row < 0 || column < 0 || row % stride_h || column % stride_w) continue;
        row /= stride_h; column /= stride_w;
        if (row >= out_height || column >= out_width) continue;
        long long at = (plane * out_height + row) * out_width + column;
        if (which[at] == own) sum += dy[at];
    }
    dx[i] = sum;
}
""",
)
