"""The right answer to exercise 12.8, attend_next."""

import numpy as np

from ..e1_attention.reference import attention


def attend_next(q, k, v, cache):
    if cache:
        k = np.concatenate([cache["k"], k], axis=1)
        v = np.concatenate([cache["v"], v], axis=1)
    cache["k"] = k
    cache["v"] = v
    y, _ = attention(q, k, v, False)
    return y
