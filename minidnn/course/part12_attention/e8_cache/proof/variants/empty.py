"""An empty cache begins with arrays of no words."""

import numpy as np

from minidnn.course import attention


def attend_next(q, k, v, cache):
    old_k = cache.get("k", k[:, :0])
    old_v = cache.get("v", v[:, :0])
    cache.update(k=np.append(old_k, k, axis=1), v=np.append(old_v, v, axis=1))
    return attention(q, cache["k"], cache["v"], causal=False)[0]
