"""The mathematics: plain functions on arrays, each with its hand-written backward rules.

An op takes arrays and returns its result followed by one rule per input. A rule turns the gradient
of the result into the gradient of that input:

>>> import numpy as np
>>> from minidnn import ops
>>> y, dx, dweight, dbias = ops.linear(np.ones((1, 3)), np.eye(3)[:2], np.zeros(2))
>>> y
array([[1., 1.]])
>>> dx(np.array([[10.0, 20.0]]))
array([[10., 20.,  0.]])
"""

from importlib import import_module
from importlib.util import find_spec

from .arithmetic import (
    abs,
    add,
    ceil,
    clamp,
    div,
    floor,
    floor_divide,
    fmod,
    maximum,
    minimum,
    mul,
    neg,
    pow,
    remainder,
    round,
    sign,
    sub,
    trunc,
)
from .attention import attention, self_attention
from .conv import conv2d
from .embedding import embedding, embedding_bag, embedding_bag_max
from .gelu import gelu
from .index import (
    gather,
    getitem,
    index_select,
    masked_fill,
    one_hot,
    scatter_add,
    setitem,
    where,
)
from .layernorm import layer_norm
from .linear import addmm, einsum, linear, linear_relu, matmul
from .losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
    nll_loss,
    smooth_l1_loss,
    soft_cross_entropy,
)
from .norm import batch_norm, batch_statistics
from .pointwise import (
    cast,
    copy,
    cos,
    dropout,
    exp,
    expm1,
    leaky_relu,
    log,
    log1p,
    relu,
    sigmoid,
    sin,
    sqrt,
    tanh,
)
from .pool import adaptive_avg_pool2d, avg_pool2d, max_pool2d
from .reduce import amax, amin, cumsum, mean, norm, prod, std, sum, var
from .shape import cat, expand, flip, permute, reshape, roll, stack, tile, tril, triu
from .softmax import log_softmax, logsumexp, softmax

# rooms whose ops are found when they are first asked for
RARE = ("elementary", "special", "picking", "running", "complex")


def __getattr__(name):
    """An op of a rare room."""
    if name.startswith("_") or find_spec(f"{__name__}.{name}") is not None:
        raise AttributeError(name)  # a room itself, which `import` is about to look for
    for room in RARE:
        found = getattr(import_module(f"{__name__}.{room}"), name, None)
        if found is not None:
            globals()[name] = found
            return found
    raise AttributeError(f"module 'minidnn.ops' has no attribute {name!r}")
