"""The floors under a step: its bare matrix products, and writing every layer's result once."""

from contextlib import contextmanager

import numpy as np

import minidnn.optim  # noqa: F401
from minidnn import nn
from minidnn.ops import fast
from minidnn.ops.fast.product import product


def floors(make, lib):
    """Two functions that do the products of a step and the copies of its results, on real data.

    The products are those of plain matrix algebra; Winograd's algorithm needs fewer of them, so a
    convolutional network may stay below this floor.
    """
    with recorded() as (products, results):
        make(lib)()
    rng = np.random.default_rng(0)

    def fresh(*shape):
        return rng.standard_normal(shape, dtype=np.float32)

    operands = {}
    for M, K, N in set(products):
        operands[M, K, N] = fresh(M, K), fresh(K, N), np.empty((M, N), np.float32)
    sizes = sorted(results)
    source = fresh(max(sizes, default=1))
    targets = [np.zeros(size, np.float32) for size in sizes]

    def multiply():
        for shape in products:
            a, b, out = operands[shape]
            product(a, b, out=out)

    def copy():
        for target in targets:
            np.copyto(target, source[: target.size])

    return multiply, copy


@contextmanager
def recorded():
    """Records the products (M, K, N) of all dense and convolutional layers, and results' sizes."""
    products, results = [], []
    plain = {"conv2d": fast.conv2d, "linear": fast.linear}
    call = nn.Module.__call__

    def record(op, sizes):
        def recording(x, weight, *others, **options):
            y, dx, *rules = op(x, weight, *others, **options)
            M, K, N = sizes(x, weight, y)
            products.append((M, K, N))

            def then(rule, shape):
                def recorded_rule(dy):
                    products.append(shape)
                    return rule(dy)

                return rule and recorded_rule

            dweight = then(rules[0], (N, M, K))
            return y, then(dx, (M, N, K)), dweight, *rules[1:]

        recording.__name__ = op.__name__
        return recording

    def calling(module, *inputs, **options):
        y = call(module, *inputs, **options)
        if not list(module.children()):
            results.append(y.array.size)
        return y

    try:
        fast.conv2d = record(
            plain["conv2d"],
            lambda x, w, y: (y.size // y.shape[1], w[0].size, w.shape[0]),
        )
        fast.linear = record(
            plain["linear"], lambda x, w, y: (y.size // w.shape[0], *w.shape[::-1])
        )
        nn.Module.__call__ = calling
        yield products, results
    finally:
        fast.conv2d, fast.linear = plain["conv2d"], plain["linear"]
        nn.Module.__call__ = call
