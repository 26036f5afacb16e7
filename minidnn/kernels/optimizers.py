"""Steps of SGD and Adam for all parameters at once: one kernel, pointers in a table.

ends[i] is the number of elements of the parameters 0 ... i; a thread finds its own by halving.
The formulas are `optim.rules.sgd` and `optim.rules.adam`.
"""

from .kernel import Kernel

FIND = """
__device__ int owner(long long i, const long long* ends, int count) {
    int low = 0, high = count - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (i < ends[middle]) high = middle; else low = middle + 1;
    }
    return low;
}
"""

SGD = Kernel(
    "sgd_all",
    FIND
    + """
extern "C" __global__ void sgd_all(
    T** p, T** g, T** velocity, const long long* ends, int count, long long n,
    T lr, T weight_decay, T momentum, T share, int maximize, int nesterov
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int k = owner(i, ends, count);
    long long j = k ? i - ends[k - 1] : i;
    T x = p[k][j], d = maximize ? -g[k][j] : g[k][j];
    d += weight_decay * x;
    if (velocity) {
        T v = momentum * velocity[k][j] + share * d;
        velocity[k][j] = v;
        d = nesterov ? d + momentum * v : v;
    }
    p[k][j] = x - lr * d;
}
""",
)

ADAM = Kernel(
    "adam_all",
    FIND
    + """
extern "C" __global__ void adam_all(
    T** p, T** g, T** m, T** v, T** v_max, const long long* ends, int count, long long n,
    T step_size, T share1, T share2, T eps, T weight_decay, int maximize, int decoupled
) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= n) return;
    int k = owner(i, ends, count);
    long long j = k ? i - ends[k - 1] : i;
    T x = p[k][j], d = maximize ? -g[k][j] : g[k][j];
    if (decoupled) x -= weight_decay * x; else d += weight_decay * x;
    T mean = m[k][j] + share1 * (d - m[k][j]);
    T square = v[k][j] + share2 * (d * d - v[k][j]);
    m[k][j] = mean;
    v[k][j] = square;
    if (v_max) {
        if (square > v_max[k][j]) v_max[k][j] = square;
        square = v_max[k][j];
    }
    p[k][j] = x - step_size * (mean / (sqrt(square) + eps));
}
""",
)
