"""Cross-entropy of logits, and the softmax of attention's scores: a block for a row."""

import numpy as np

from .kernel import Kernel

CROSS_ENTROPY = Kernel(
    "cross_entropy",
    """
extern "C" __global__ void cross_entropy(
    T* loss, T* logsum, const T* x, const long long* labels, int columns
) {
    __shared__ T shared[256];
    const T* row = x + blockIdx.x * (long long)columns;
    T top = row[0], sum = 0;
    for (int j = threadIdx.x; j < columns; j += blockDim.x) if (row[j] > top) top = row[j];
    top = block_max(top, shared);
    for (int j = threadIdx.x; j < columns; j += blockDim.x) sum += exp(row[j] - top);
    T total = top + log(block_sum(sum, shared));
    if (threadIdx.x == 0) {
        logsum[blockIdx.x] = total;
        loss[blockIdx.x] = total - row[labels[blockIdx.x]];
    }
}
""",
    rows=True,
)

CROSS_ENTROPY_DX = Kernel(
    "cross_entropy_dx",
    """
extern "C" __global__ void cross_entropy_dx(
    T* dx, const T* dy, const T* x, const T* logsum, const long long* labels, long long n,
    int columns
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    long long row = i / columns;
    dx[i] = dy[row] * (exp(x[i] - logsum[row]) - (labels[row] == i % columns ? (T)1 : (T)0));
}
""",
)

ATTENTION_SOFTMAX = Kernel(
    "attention_softmax",
    """
extern "C" __global__ void attention_softmax(
    T* p, const T* scores, int queries, int keys, T scale, int causal
) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)keys;
    int query = blockIdx.x % queries;
    int seen = causal ? query + 1 + keys - queries : keys;  // a query sees the keys up to its own
    T top = scores[start] * scale, sum = 0;
    for (int j = threadIdx.x; j < seen; j += blockDim.x)
        if (scores[start + j] * scale > top) top = scores[start + j] * scale;
    top = block_max(top, shared);
    for (int j = threadIdx.x; j < seen; j += blockDim.x)
        sum += exp(scores[start + j] * scale - top);
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < keys; j += blockDim.x)
        p[start + j] = j < seen ? exp(scores[start + j] * scale - top) / sum : (T)0;
}
""",
    rows=True,
)

ATTENTION_SOFTMAX_DX = Kernel(
    "attention_softmax_dx",
    """
extern "C" __global__ void attention_softmax_dx(
    T* dx, const T* dp, const T* p, int keys, T scale
) {
    __shared__ T shared[256];
    long long start = blockIdx.x * (long long)keys;
    T sum = 0;
    for (int j = threadIdx.x; j < keys; j += blockDim.x) sum += dp[start + j] * p[start + j];
    sum = block_sum(sum, shared);
    for (int j = threadIdx.x; j < keys; j += blockDim.x)
        dx[start + j] = scale * p[start + j] * (dp[start + j] - sum);
}
""",
    rows=True,
)


def cross_entropy(x, labels):
    """-log softmax(x)[label] and log Σ exp x of every row:  x (N,C), labels (N,)."""
    top = x.max(axis=1)
    logsum = top + np.log(np.exp(x - top[:, None]).sum(axis=1))
    return logsum - x[np.arange(len(x)), labels], logsum


def cross_entropy_dx(dy, x, logsum, labels):
    """dx of `cross_entropy`:  (N,C)."""
    picked = labels[:, None] == np.arange(x.shape[1])
    return dy[:, None] * (np.exp(x - logsum[:, None]) - picked)


def attention_softmax(scores, scale, causal):
    """softmax(scale · scores) over the keys a query sees:  (B,Q,K), B sequences and heads."""
    queries, keys = scores.shape[-2:]
    x = scores * scale
    if causal:
        later = np.arange(keys) > np.arange(queries)[:, None] + keys - queries
        x = np.where(later, -np.inf, x)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention_softmax_dx(dp, p, scale):
    """d scores of `attention_softmax`."""
    return scale * p * (dp - (dp * p).sum(axis=-1, keepdims=True))
