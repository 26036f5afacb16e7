"""Dropout's mask from a counter: the same bits on the CPU and on a GPU.

Philox4x64-10: ten rounds of two 64 x 64 -> 128 bit products turn a counter and a key (the seed)
into four words of 64 bits, 16 bits for each of 16 elements. `np.random.Philox(key, counter)` gives
the same words; its first comes from counter + 1.

Source: Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (2011), section 4.3.
"""

import numpy as np

from .kernel import Kernel

MASK = Kernel(
    "dropout_mask",
    """
extern "C" __global__ void dropout_mask(
    T* mask, long long n, unsigned long long seed, unsigned long long start,
    const long long* later, int threshold, T scale
) {
    long long block = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (block * 16 >= n) return;
    unsigned long long first = start + 1 + (later ? later[0] : 0), k0 = seed, k1 = 0;
    unsigned long long c[4] = {first + block, 0, 0, 0};
    for (int round = 0; round < 10; ++round) {
        unsigned long long h0 = __umul64hi(0xD2E7470EE14C6C93ULL, c[0]);
        unsigned long long l0 = 0xD2E7470EE14C6C93ULL * c[0];
        unsigned long long h1 = __umul64hi(0xCA5A826395121157ULL, c[2]);
        unsigned long long l1 = 0xCA5A826395121157ULL * c[2];
        c[0] = h1 ^ c[1] ^ k0; c[1] = l1; c[2] = h0 ^ c[3] ^ k1; c[3] = l0;
        k0 += 0x9E3779B97F4A7C15ULL; k1 += 0xBB67AE8584CAA73BULL;
    }
    for (int i = 0; i < 16 && block * 16 + i < n; ++i) {
        int bits = (int)((c[i / 4] >> (16 * (i % 4))) & 0xffff);
        mask[block * 16 + i] = bits < threshold ? scale : (T)0;
    }
}
""",
)


def dropout_mask(n, seed, start, threshold, scale):
    """scale where 16 bits of the stream are below the threshold, else 0:  (n,)."""
    words = np.random.Philox(key=seed, counter=start).random_raw(4 * -(-n // 16))
    return (words.view(np.uint16)[:n] < threshold) * scale
