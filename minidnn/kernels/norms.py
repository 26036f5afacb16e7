"""Layer and batch normalisation: a block measures its row or channel, or a thread its columns.

The formulas are `ops.layernorm.layer_norm`, `ops.norm.batch_statistics` and `ops.norm.batch_norm`.
"""

from .kernel import Kernel

LAYER_NORM = Kernel(
    "layer_norm",
    """
extern "C" __global__ void layer_norm(
    T* y, T* mean, T* inverse_std, const T* x, const T* weight, const T* bias, int columns, T eps
) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    const T* row = x + start;
    T sum = 0, squares = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += row[j];
    T m = block_sum(sum, shared) / columns;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) squares += (row[j] - m) * (row[j] - m);
    T r = (T)1 / sqrt(block_sum(squares, shared) / columns + eps);
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        y[start + j] = (row[j] - m) * r * (weight ? weight[j] : (T)1) + (bias ? bias[j] : (T)0);
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
        T d = dy[start + j] * (weight ? weight[j] : (T)1);
        ones += d;
        along += d * (x[start + j] - m) * r;
    }
    ones = block_sum(ones, shared) / columns;
    along = block_sum(along, shared) / columns;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) {
        T d = dy[start + j] * (weight ? weight[j] : (T)1);
        dx[start + j] = r * (d - ones - (x[start + j] - m) * r * along);
    }
}
""",
    rows=True,
)

# n = parts · columns threads: each adds up every parts-th row of one column
LAYER_NORM_DW = Kernel(
    "layer_norm_dw",
    """
extern "C" __global__ void layer_norm_dw(
    T* dweight, T* dbias, const T* dy, const T* x, const T* mean, const T* inverse_std,
    long long n, long long rows, int columns
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    T along = 0, ones = 0;
    for (long long row = i / columns; row < rows; row += n / columns) {
        T d = dy[row * columns + i % columns];
        along += d * (x[row * columns + i % columns] - mean[row]) * inverse_std[row];
        ones += d;
    }
    dweight[i] = along;
    dbias[i] = ones;
}
""",
)

BATCH_STATISTICS = Kernel(
    "batch_statistics",
    """
extern "C" __global__ void batch_statistics(
    T* mean, T* var, const T* x, int images, int channels, int pixels
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
    squares = block_sum(squares, shared) / count;
    if (threadIdx.x == 0) { mean[c] = m; var[c] = squares; }
}
""",
    rows=True,
)

BATCH_NORM = Kernel(
    "batch_norm",
    """
extern "C" __global__ void batch_norm(
    T* y, const T* x, const T* mean, const T* var, const T* weight, const T* bias, long long n,
    int channels, int pixels, T eps
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int c = i / pixels % channels;
    T r = (T)1 / sqrt(var[c] + eps);
    y[i] = (x[i] - mean[c]) * r * (weight ? weight[c] : (T)1) + (bias ? bias[c] : (T)0);
}
""",
)

BATCH_NORM_SUMS = Kernel(
    "batch_norm_sums",
    """
extern "C" __global__ void batch_norm_sums(
    T* ones, T* along, const T* dy, const T* x, const T* mean, const T* var, int images,
    int channels, int pixels, T eps
) {
    __shared__ T shared[256];
    int c = blockIdx.x;
    long long count = images * (long long)pixels;
    T m = mean[c], r = (T)1 / sqrt(var[c] + eps), first = 0, second = 0;
    for (long long i = threadIdx.x; i < count; i += blockDim.x) {
        long long at = (i / pixels * channels + c) * pixels + i % pixels;
        first += dy[at];
        second += dy[at] * (x[at] - m) * r;
    }
    first = block_sum(first, shared);
    second = block_sum(second, shared);
    if (threadIdx.x == 0) { ones[c] = first; along[c] = second; }
}
""",
    rows=True,
)

# ones, along: the sums of BATCH_NORM_SUMS where the statistics depend on x, else no pointers
BATCH_NORM_DX = Kernel(
    "batch_norm_dx",
    """
extern "C" __global__ void batch_norm_dx(
    T* dx, const T* dy, const T* x, const T* mean, const T* var, const T* weight, const T* ones,
    const T* along, long long n, int channels, int pixels, T eps
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int c = i / pixels % channels;
    T r = (T)1 / sqrt(var[c] + eps), d = dy[i], count = n / channels;
    if (ones) d -= (ones[c] + (x[i] - mean[c]) * r * along[c]) / count;
    dx[i] = r * (weight ? weight[c] : (T)1) * d;
}
""",
)

# running = (1 - momentum) · running + momentum · batch; the variance's share is corrected
FOLLOW = Kernel(
    "follow",
    """
extern "C" __global__ void follow(
    T* running_mean, T* running_var, const T* mean, const T* var, long long n, T momentum,
    T correction
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    running_mean[i] = running_mean[i] * (1 - momentum) + momentum * mean[i];
    running_var[i] = running_var[i] * (1 - momentum) + momentum * (var[i] * correction);
}
""",
)
