"""Ops computed by kernels: what a device calls in place of the formula (`elsewhere.with_kernels`).

Each function takes `launch`, the op that is its formula, and the op's own arguments, and
returns what the op returns. Arrays that its kernels do not take (other dtypes, nothing at all in
them, rarer options) go to the formula.
"""

import functools

from .by_layers import (
    batch_norm,
    batch_statistics,
    follow,
    layer_norm,
    linear_relu,
    relu,
)
from .by_rows import attention, cross_entropy, log_softmax, nll_loss, softmax
from .by_windows import columns_of, image_of, largest

OPS = [relu, linear_relu, layer_norm, batch_statistics, batch_norm, follow, softmax, log_softmax]
OPS += [cross_entropy, nll_loss, attention, columns_of, image_of, largest]


def made_for(launch, usable):
    """{name of an op: its function}.  launch: a device's; usable: whether kernels compile there."""

    def bound(own):
        @functools.wraps(own)
        def function(formula, *inputs, **options):
            if not usable():
                return formula(*inputs, **options)
            return own(launch, formula, *inputs, **options)

        return function

    return {own.__name__: bound(own) for own in OPS}
