"""Every fast path gives the same bits with one, two and five threads."""

import math

import numpy as np
import pytest

from minidnn import threads
from minidnn.ops import fast
from minidnn.ops.fast import recurrent
from minidnn.ops.fast.finish import Finish
from minidnn.ops.fast.windows import inward

rng = np.random.default_rng(0)


def draw(*shape):
    return rng.standard_normal(shape, dtype=np.float32)


def turned(*shape):
    """Images that lie as (H,W,N,C)."""
    return np.ascontiguousarray(draw(*shape).transpose(2, 3, 0, 1)).transpose(2, 3, 0, 1)


drawn = {}


def once(name, *shape):
    """The same numbers at every call."""
    return drawn.setdefault(name, draw(*shape))


IMAGES, VECTORS = draw(32, 64, 32, 32), [abs(draw(64)) + 1 for _ in range(4)]
NORM = {"mean": VECTORS[2], "var": VECTORS[3]}
GATES = [draw(6 * 64, 48), draw(64, 96), draw(64, 96), draw(384, 48), draw(384, 96), draw(384)]
CASES = {
    "batch_norm, training": lambda: fast.batch_norm(IMAGES, *VECTORS[:2], **NORM, training=True),
    "batch_norm": lambda: fast.batch_norm(IMAGES, *VECTORS[:2], **NORM),
    "batch_statistics": lambda: (np.stack(fast.batch_statistics(IMAGES)),),
    "max_pool2d": lambda: fast.max_pool2d(IMAGES, kernel=(3, 3), stride=(2, 2), padding=(1, 1)),
    "relu": lambda: fast.relu(IMAGES),
    "gelu": lambda: fast.gelu(IMAGES),
    "linear": lambda: fast.linear(once("x", 2048, 96), once("w", 256, 96), once("b", 256)),
    "conv_transpose2d": lambda: fast.conv_transpose2d(
        IMAGES, once("k", 64, 16, 4, 4), None, stride=(2, 2), padding=(1, 1),
        output_padding=(0, 0), dilation=(1, 1),
    ),
    "layer_norm": lambda: fast.layer_norm(once("rows", 512, 384), None, None),
    "attention": lambda: fast.attention(
        *(once(f"attention {name}", 8, 4, 96, 32) for name in "qkv"), None, None,
        scale=0.2, causal=True,
    ),
    "self_attention": lambda: fast.self_attention(once("qkv", 8, 96, 384), None, heads=4),
    "lstm": lambda: lstm(),
    "turned": lambda: (inward(IMAGES),),
    "finished": lambda: fast.conv2d(
        IMAGES, once("w3", 64, 64, 3, 3), None, padding=((1, 1), (1, 1)),
        finish=Finish(VECTORS[0], VECTORS[1], math.inf),
    )[:1],
}  # fmt: skip
def lstm():
    results, *rules = recurrent.lstm(*GATES, GATES[5], None, sizes=[64] * 6)
    dy = [np.ones_like(r) for r in results]
    return np.concatenate(results), *(lambda _, rule=rule: rule(*dy) for rule in rules if rule)


@pytest.mark.parametrize("name", CASES)
def test_same_bits_whatever_the_number_of_threads(name, monkeypatch):
    results = []
    for size in (1, 2, 5):
        monkeypatch.setattr(threads, "teams", {})
        monkeypatch.setenv("MINIDNN_THREADS", str(size))
        with threads.one_blas_thread():
            y, *rules = CASES[name]()
            results.append([y, *(rule(y) for rule in rules if rule)])
    for other in results[1:]:
        for a, b in zip(results[0], other):
            np.testing.assert_array_equal(a, b)


def test_images_are_turned_without_a_wrong_number():
    for shape in ((32, 64, 32, 32), (7, 33, 40, 41), (1, 300, 16, 16)):
        x = draw(*shape)
        np.testing.assert_array_equal(inward(x), x.transpose(2, 3, 0, 1))
        assert inward(x).flags.c_contiguous
    x = turned(4, 64, 32, 32)
    assert np.shares_memory(inward(x), x)
