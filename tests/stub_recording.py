"""CUDA graphs on the device stub: between begin and end of a recording its calls are kept.

As on a GPU nothing older is written to while they are kept; a launch makes the calls again on the
same memory.
"""

import numpy as np


class Recording:
    """The calls to be made at each launch; None while nothing is recorded."""

    calls: list | None = None


def did(call, inputs, writes=False):
    """What a call gives; in a recording it is kept, with the memory that its result has got.

    inputs: what it reads, so that a view is told from a result.  writes: into older memory.
    """
    if Recording.calls is None:
        return call()
    if writes:
        Recording.calls.append(call)
        return None
    with np.errstate(all="ignore"):  # of memory that nothing was written into yet
        result = call()
    result = np.asarray(result) if isinstance(result, np.generic) else result
    parts = [p for p in several(result) if isinstance(p, np.ndarray)]
    given = [a for x in inputs for a in several(x) if isinstance(a, np.ndarray)]
    if parts and not any(np.may_share_memory(p, a) for p in parts for a in given):
        Recording.calls.append(lambda: [np.copyto(p, q) for p, q in zip(parts, several(call()))])
    return result


def several(x):
    return x if isinstance(x, tuple | list) else [x]
