"""What CuPy's arrays do not take or have, and what makes them wait, as lists and questions.

docs/gpu.md holds the table of the differences with their places in CuPy.
"""

import numpy as np

from tests.stub_recording import several

# CuPy 14 has no such function, or takes no such argument
MISSING = {"block", "insert", "einsum_path", "vecdot", "unstack", "multi_dot"}
REFUSED_ARGUMENTS = {"where", "initial", "device"}
# start no kernel: they make another view of the same memory, or look at metadata only
VIEWS_TEXT = """
    reshape transpose swapaxes moveaxis expand_dims squeeze broadcast_to broadcast_arrays ravel
    diagonal view atleast_1d atleast_2d empty_like shape ndim size sliding_window_view split
    array_split flip rot90 permute_dims result_type can_cast may_share_memory shares_memory
    iscomplexobj isrealobj
"""
VIEWS = set(VIEWS_TEXT.split())
# need a number from the device for the shape of their result, or look at values
WAITING_TEXT = """
    nonzero flatnonzero argwhere unique bincount histogram histogram2d extract compress median
    nanmedian average setdiff1d union1d intersect1d trim_zeros piecewise
"""
WAITING = set(WAITING_TEXT.split())


def is_mask(index):
    """Whether an index picks elements by truth values."""
    return any(getattr(getattr(part, "dtype", None), "kind", "") == "b" for part in several(index))


def is_place(index, ndim):
    """Whether an index is one whole number for each dimension."""
    parts = several(index)
    return len(parts) == ndim and all(isinstance(part, int | np.integer) for part in parts)


class Flags:
    """The flags that CuPy's arrays have."""

    def __init__(self, flags):
        self.c_contiguous, self.f_contiguous = flags.c_contiguous, flags.f_contiguous
        self.owndata, self.forc, self.fnc = flags.owndata, flags.forc, flags.fnc


def refuse(options):
    """The keywords that CuPy does not take."""
    for name in REFUSED_ARGUMENTS & set(options):
        raise TypeError(f"the stub, like CuPy, takes no argument {name}=")
