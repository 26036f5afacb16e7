"""Softmax, its logarithm, the losses of labels, and the softmax of attention: a block for a row.

The formulas are `ops.softmax`, `ops.log_softmax`, `ops.cross_entropy`, `ops.nll_loss` and
`ops.attention.attention`. A label outside the classes gives NaN, where NumPy would raise an error.
"""

from .kernel import Kernel

SOFTMAX = Kernel(
    "softmax",
    """
extern "C" __global__ void softmax(T* y, const T* x, int columns) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    T top = x[start], sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        if (x[start + j] > top) top = x[start + j];
    top = block_max(top, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += exp(x[start + j] - top);
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        y[start + j] = exp(x[start + j] - top) / sum;
}
""",
    rows=True,
)

# also the way back through attention's softmax, whose scores were scaled
SOFTMAX_DX = Kernel(
    "softmax_dx",
    """
extern "C" __global__ void softmax_dx(T* dx, const T* dy, const T* y, int columns, T scale) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    T sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += dy[start + j] * y[start + j];
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        dx[start + j] = scale * y[start + j] * (dy[start + j] - sum);
}
""",
    rows=True,
)

LOG_SOFTMAX = Kernel(
    "log_softmax",
    """
extern "C" __global__ void log_softmax(T* y, const T* x, int columns) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    T top = x[start], sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        if (x[start + j] > top) top = x[start + j];
    top = block_max(top, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += exp(x[start + j] - top);
    T total = log(block_sum(sum, shared));
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        y[start + j] = x[start + j] - top - total;
}
""",
    rows=True,
)

LOG_SOFTMAX_DX = Kernel(
    "log_softmax_dx",
    """
extern "C" __global__ void log_softmax_dx(T* dx, const T* dy, const T* y, int columns) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)columns;
    T sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += dy[start + j];
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x)
        dx[start + j] = dy[start + j] - exp(y[start + j]) * sum;
}
""",
    rows=True,
)

# how much the sample of a label counts: its class's weight, 0 if ignored, NaN if there is no class
SHARE = """
__device__ T share_of(long long label, const T* weight, long long ignored, int columns) {
    T zero = 0;
    if (label == ignored) return zero;
    if (label < 0 || label >= columns) return zero / zero;
    return weight ? weight[label] : (T)1;
}
"""

CROSS_ENTROPY = Kernel(
    "cross_entropy",
    SHARE
    + """
extern "C" __global__ void cross_entropy(
    T* loss, T* share, T* logsum, const T* x, const long long* labels, const T* weight,
    long long ignored, int columns
) {
    __shared__ T shared[256];
    const T* row = x + blockIdx.x * (long long)columns;
    T top = row[0], sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) if (row[j] > top) top = row[j];
    top = block_max(top, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += exp(row[j] - top);
    T total = top + log(block_sum(sum, shared));
    if (threadIdx.x == 0) {
        long long label = labels[blockIdx.x];
        T s = share_of(label, weight, ignored, columns);
        share[blockIdx.x] = s;
        logsum[blockIdx.x] = total;
        loss[blockIdx.x] = s > 0 || s < 0 ? s * (total - row[label]) : s;
    }
}
""",
    rows=True,
)

# total: the sum of all shares where the loss is the mean, else no pointer
CROSS_ENTROPY_DX = Kernel(
    "cross_entropy_dx",
    """
extern "C" __global__ void cross_entropy_dx(
    T* dx, const T* dy, const T* x, const T* logsum, const T* share, const T* total,
    const long long* labels, long long n, int columns, int each
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    long long row = i / columns;
    T scale = dy[each ? row : 0] * share[row] / (total ? total[0] : (T)1);
    dx[i] = scale * (exp(x[i] - logsum[row]) - (labels[row] == i % columns ? (T)1 : (T)0));
}
""",
)

NLL_LOSS = Kernel(
    "nll_loss",
    SHARE
    + """
extern "C" __global__ void nll_loss(
    T* loss, T* share, const T* x, const long long* labels, const T* weight, long long ignored,
    long long rows, int columns
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= rows) return;
    T s = share_of(labels[i], weight, ignored, columns);
    share[i] = s;
    loss[i] = s > 0 || s < 0 ? -s * x[i * columns + labels[i]] : s;
}
""",
)

NLL_LOSS_DX = Kernel(
    "nll_loss_dx",
    """
extern "C" __global__ void nll_loss_dx(
    T* dx, const T* dy, const T* share, const T* total, const long long* labels, long long n,
    int columns, int each
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    long long row = i / columns;
    T scale = dy[each ? row : 0] * share[row] / (total ? total[0] : (T)1);
    dx[i] = labels[row] == i % columns || scale != scale ? -scale : (T)0;
}
""",
)

# one block: the sum of the losses, divided by the sum of the shares where the mean is wanted
LABEL_MEAN = Kernel(
    "label_mean",
    """
extern "C" __global__ void label_mean(
    T* result, T* total, const T* loss, const T* share, long long n, int mean
) {
    __shared__ T shared[256];
    T sum = 0, count = 0;
    for (long long i = threadIdx.x; i < n; i += blockDim.x) { sum += loss[i]; count += share[i]; }
    sum = block_sum(sum, shared);
    count = block_sum(count, shared);
    if (threadIdx.x == 0) { total[0] = count; result[0] = mean ? sum / count : sum; }
}
""",
    rows=True,
)

ATTENTION_SOFTMAX = Kernel(
    "attention_softmax",
    """
extern "C" __global__ void attention_softmax(
    T* p, const T* scores, int queries, int keys, T scale, int causal
) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)keys;
    int query = blockIdx.x % queries, seen = causal && query + 1 < keys ? query + 1 : keys;
    T top = scores[start] * scale, sum = 0;
    for (int j = threadIdx.x; j < seen; j += blockDim.x)
        if (scores[start + j] * scale > top) top = scores[start + j] * scale;
    top = block_max(top, shared);
    if (top < 0 && top * 2 == top) top = 0;  // -inf: a query without any key gets 0, not NaN
    for (int j = threadIdx.x; j < seen; j += blockDim.x)
        sum += exp(scores[start + j] * scale - top);
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < keys; j += blockDim.x) {
        T e = j < seen ? exp(scores[start + j] * scale - top) : (T)0;
        p[start + j] = sum == 0 ? (T)0 : e / sum;
    }
}
""",
    rows=True,
)
