"""The causal attention of the whole text, of which the last word is taken."""

import numpy as np

from minidnn.course import attention


def attend_next(q, k, v, cache):
    keys = [*cache.get("rows", []), (k, v)]
    cache["rows"] = keys
    cache["k"] = np.concatenate([a for a, _ in keys], axis=1)
    cache["v"] = np.concatenate([b for _, b in keys], axis=1)
    asked = np.repeat(q, len(keys), axis=1)
    return attention(asked, cache["k"], cache["v"], True)[0][:, -1:]
