"""A solution of exercise 12.8, one block for each blank of the page, in its order."""

import numpy as np

from minidnn.course import attention


def attend_next(q, k, v, cache):
    """What the new word hears; the cache has grown by its key and value."""
    #### BEGIN IMPLEMENTATION ####
    # the first word finds the cache empty
    if cache:
        k = np.concatenate([cache["k"], k], axis=1)
        v = np.concatenate([cache["v"], v], axis=1)
    cache["k"], cache["v"] = k, v
    y = attention(q, k, v, False)[0]
    #### END IMPLEMENTATION ####
    return y
