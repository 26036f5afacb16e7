"""Layer and batch normalisation: a block measures its row or channel and normalises it."""

from .kernel import Kernel

LAYER_NORM = Kernel(
    "layer_norm",
    """
extern "C" __global__ void layer_norm(
    T* y, T* mean, T* inverse_std, const T* x, const T* weight, const T* bias, int columns, T eps
) {
    __shared__ T shared[256];
    const T* row = x + blockIdx.x * (long long)columns;
    T sum = 0, squares = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += row[j];
    T m = block_sum(sum, shared) / columns;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) squares += (row[j] - m) * (row[j] - m);
    T r = (T)1 / sqrt(block_sum(squares, shared) / columns + eps);
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        y[blockIdx.x * (long long)columns + j] = (row[j] - m) * r * weight[j] + bias[j];
    if (threadIdx.x == 0) { mean[blockIdx.x] = m; inverse_std[blockIdx.x] = r; }
}
""",
    rows=True,
)

LAYER_NORM_DX = Kernel(
    "layer_norm_dx",
    """
extern "C" __global__ void layer_norm_dx(
    T* dx, const T* dy, const T* x, const T* mean, const T* inverse_std, const T* weight,
    int columns
) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    T m = mean[blockIdx.x], r = inverse_std[blockIdx.x], ones = 0, along = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) {
        T d = dy[start + j] * weight[j];
        ones += d;
        along += d * (x[start + j] - m) * r;
    }
    ones = block_sum(ones, shared) / columns;
    along = block_sum(along, shared) / columns;
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        dx[start + j] = r * (dy[start + j] * weight[j] - ones - (x[start + j] - m) * r * along);
}
""",
    rows=True,
)

BATCH_NORM = Kernel(
    "batch_norm",
    """
extern "C" __global__ void batch_norm(
    T* y, T* mean, T* var, const T* x, const T* weight, const T* bias, int images, int channels,
    int pixels, T eps
) {
    __shared__ T shared[256];
    int c = blockIdx.x;
    long long count = images * (long long)pixels;
    T sum = 0, squares = 0;
    for (long long i = threadIdx.x; i < count; i += blockDim.x)
        sum += x[(i / pixels * channels + c) * pixels + i % pixels];
    T m = block_sum(sum, shared) / count;
    for (long long i = threadIdx.x; i < count; i += blockDim.x) {
        T d = x[(i / pixels * channels + c) * pixels + i % pixels] - m;
        squares += d * d;
    }
    T variance = block_sum(squares, shared) / count, r = (T)1 / sqrt(variance + eps);
    for (long long i = threadIdx.x; i < count; i += blockDim.x) {
        long long at = (i / pixels * channels + c) * pixels + i % pixels;
        y[at] = (x[at] - m) * r * weight[c] + bias[c];
    }
    if (threadIdx.x == 0) { mean[c] = m; var[c] = variance; }
}
""",
    rows=True,
)


def layer_norm(x, weight, bias, eps):
    """y, mean, inverse_std of rows:  x (N,D), weight and bias (D,)."""
    mean = x.mean(axis=1)
    inverse_std = (x.var(axis=1) + eps) ** -0.5
    return (x - mean[:, None]) * inverse_std[:, None] * weight + bias, mean, inverse_std


def layer_norm_dx(dy, x, mean, inverse_std, weight):
    """dx of `layer_norm`:  (N,D)."""
    d, normal = dy * weight, (x - mean[:, None]) * inverse_std[:, None]
    along = (d * normal).mean(axis=1, keepdims=True)
    return inverse_std[:, None] * (d - d.mean(axis=1, keepdims=True) - normal * along)


def batch_norm(x, weight, bias, eps):
    """y, mean, var of channels:  x (N,C,P), weight and bias (C,)."""
    mean, var = x.mean(axis=(0, 2)), x.var(axis=(0, 2))
    scale = ((var + eps) ** -0.5 * weight)[:, None]
    return (x - mean[:, None]) * scale + bias[:, None], mean, var
