"""Ops on a device run their kernels and give the formula's numbers; without kernels they do too."""

import contextlib

import numpy as np
import pytest

import minidnn
from minidnn import backend, nn, ops
from minidnn.elsewhere import taken_over
from minidnn.gpu import Cuda
from minidnn.kernels import KERNELS
from minidnn.kernels.ops import made_for
from minidnn.nn.functional.norm import follow
from minidnn.ops import fast
from tests.device_stub import STUB, DeviceArray, without_kernels
from tests.kernels.test_kernels import TOLERANCE, both, drawn, needs_compiler, same

LAYER_NORM = "layer_norm layer_norm_dx layer_norm_dw"
CROSS_ENTROPY = "cross_entropy label_mean cross_entropy_dx"
NLL_LOSS = "nll_loss label_mean nll_loss_dx"
ATTENTION = "attention_softmax softmax_dx"


def whole_numbers(high, *shape):
    return np.random.default_rng(5).integers(0, high, shape)


def ignoring(labels):
    labels[1] = -100
    return labels


CLASSES = ((6, 50), "labels")
Q, K, V = (2, 3, 5, 4), (2, 3, 7, 4), (2, 3, 7, 6)
SEEN = np.arange(35).reshape(5, 7) % 3 > 0
SEEN[2] = False  # a query without any key
STATISTICS = {"mean": np.array([0.1, -0.2, 0.3]), "var": np.array([1.0, 0.5, 2.0])}

# name: (op, shapes of its inputs or their values, options, kernels that must run)
OPS = {
    "relu": (fast.relu, [(5, 7)], {}, "relu_dx"),
    "linear_relu": (ops.linear_relu, [(2, 3, 5), (4, 5), (4,)], {}, "bias_relu relu_dx"),
    "layer_norm": (ops.layer_norm, [(3, 2, 100), (100,), (100,)], {}, LAYER_NORM),
    "layer_norm, bare": (ops.layer_norm, [(70, 2, 3), None, None], {"dims": 2}, "layer_norm"),
    "layer_norm, scale": (ops.layer_norm, [(70, 3), (3,), None], {"eps": 0.1}, LAYER_NORM),
    "batch_norm": (
        ops.batch_norm, [(4, 3, 5, 2), (3,), (3,)], STATISTICS,
        "batch_norm batch_norm_sums batch_norm_dx",
    ),
    "batch_norm of rows": (ops.batch_norm, [(4, 3), None, None], STATISTICS, "batch_norm_dx"),
    "softmax": (ops.softmax, [(3, 2, 50)], {}, "softmax softmax_dx"),
    "softmax of one": (ops.softmax, [(3, 1)], {"axis": 1}, "softmax softmax_dx"),
    "log_softmax": (ops.log_softmax, [(3, 2, 50)], {"axis": 2}, "log_softmax log_softmax_dx"),
    "cross_entropy": (ops.cross_entropy, CLASSES, {}, CROSS_ENTROPY),
    "cross_entropy, weighted": (
        ops.cross_entropy, [(6, 50), "ignoring", (50,)], {}, CROSS_ENTROPY,
    ),
    "cross_entropy, each": (
        ops.cross_entropy, [(6, 50), "ignoring"], {"reduction": "none"}, "cross_entropy_dx",
    ),
    "cross_entropy, sum": (ops.cross_entropy, CLASSES, {"reduction": "sum"}, CROSS_ENTROPY),
    "nll_loss": (ops.nll_loss, CLASSES, {}, NLL_LOSS),
    "nll_loss, weighted": (ops.nll_loss, [(6, 50), "ignoring", (50,)], {}, NLL_LOSS),
    "nll_loss, each": (ops.nll_loss, CLASSES, {"reduction": "none"}, "nll_loss_dx"),
    "attention": (ops.attention, [Q, K, V, None, None], {"scale": 0.3}, ATTENTION),
    "attention, causal": (
        ops.attention, [Q, K, V, None, Q[:2] + (5, 7)], {"scale": 0.3, "causal": True}, ATTENTION,
    ),
    "attention, seen": (ops.attention, [Q, K, V, SEEN, None], {"scale": 0.3}, ATTENTION),
    "attention, added": (ops.attention, [Q, K, V, (5, 7), None], {"scale": 0.3}, ATTENTION),
    "conv2d": (
        ops.conv2d, [(2, 4, 7, 6), (6, 2, 3, 2), (6,)],
        {"stride": (2, 1), "padding": ((1, 2), (0, 1)), "dilation": (1, 2), "groups": 2},
        "im2col col2im",
    ),
    "max_pool2d": (
        ops.max_pool2d, [(2, 3, 7, 6)],
        {"kernel": (3, 2), "stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)},
        "max_pool max_pool_dx",
    ),
    "max_pool2d, ceil": (
        ops.max_pool2d, [(2, 3, 6, 6)], {"kernel": (3, 3), "stride": (2, 2), "ceil_mode": True},
        "max_pool max_pool_dx",
    ),
}  # fmt: skip


@needs_compiler
@both
@pytest.mark.parametrize("name", OPS)
def test_an_op_on_a_device_runs_its_kernels_and_gives_the_formulas_numbers(
    name, dtype, stub, monkeypatch
):
    """Eight threads meet in a block, so the sums of rows and channels are tested too."""
    monkeypatch.setattr(STUB, "threads", 8)
    op, shapes, options, kernels = OPS[name]
    inputs = [filled(shape, dtype, i) for i, shape in enumerate(shapes)]
    held = {k: moved(v, dtype) for k, v in options.items()}
    y, *rules = op(*inputs, **{k: getattr(v, "host", v) for k, v in held.items()})
    STUB.launched.clear()
    there, *own = op(*(DeviceArray(x) if isinstance(x, np.ndarray) else x for x in inputs), **held)
    close(there.host, y, dtype)
    dy = drawn(dtype, *np.shape(y), seed=9)
    for mine, rule in zip(own, rules, strict=True):
        assert (mine is None) == (rule is None)
        if rule is not None:
            close(mine(DeviceArray(dy)).host, rule(dy), dtype)
    assert set(kernels.split()) <= set(STUB.launched), STUB.launched


def filled(shape, dtype, i):
    """Numbers of a shape, labels, or the value itself."""
    if isinstance(shape, str):
        labels = whole_numbers(50, 6)
        return ignoring(labels) if shape == "ignoring" else labels
    return drawn(dtype, *shape, seed=i) if isinstance(shape, tuple) else shape


def moved(value, dtype):
    return DeviceArray(value.astype(dtype)) if isinstance(value, np.ndarray) else value


def close(got, wanted, dtype):
    """As `same`; sums of many numbers are as exact as the largest of them."""
    assert got.dtype == wanted.dtype and got.shape == wanted.shape
    scale = max(np.abs(wanted).max(), 1)
    np.testing.assert_allclose(got / scale, wanted / scale, **TOLERANCE[dtype])


@needs_compiler
@both
def test_statistics_of_channels(dtype, stub, monkeypatch):
    monkeypatch.setattr(STUB, "threads", 8)
    x = drawn(dtype, 4, 3, 5, 2)
    for got, wanted in zip(ops.batch_statistics(DeviceArray(x)), ops.batch_statistics(x)):
        same(got.host, wanted, dtype)
    there, here = ([drawn(dtype, 3, seed=i) for i in range(4)] for _ in range(2))
    follow(*map(DeviceArray, there), momentum=0.1, correction=1.2)
    follow(*here, momentum=0.1, correction=1.2)
    for got, wanted in zip(there, here):
        same(got, wanted, dtype)


@needs_compiler
def test_a_label_without_a_class_gives_nan_on_a_device(stub):
    x, labels = drawn("float64", 3, 4), DeviceArray(np.array([0, 7, -1]))
    for op in (ops.cross_entropy, ops.nll_loss):
        loss, dx, *_ = op(DeviceArray(x), labels, reduction="none")
        assert np.isnan(loss.host).tolist() == [False, True, True]
        lost = np.isnan(dx(DeviceArray(np.ones(3))).host).any(axis=1)
        assert lost.tolist() == [False, True, True]
        assert np.isnan(op(DeviceArray(x), labels)[0].host)


@needs_compiler
@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_what_no_kernel_takes_goes_to_the_formula(dtype, stub):
    """float16, another axis, smoothing, rows of nothing: the same numbers without a kernel."""
    x = drawn(dtype, 2, 3, 4)
    cases = [(ops.softmax, [x], {"axis": 1}), (ops.layer_norm, [x[:0], None, None], {})]
    labels, smooth = np.array([0, 2, 1]), {"label_smoothing": 0.1}
    cases += [(ops.cross_entropy, [x[0], labels], smooth)]
    if dtype == "float16":
        cases += [(ops.softmax, [x], {}), (fast.relu, [x], {}), (ops.log_softmax, [x], {})]
    STUB.launched.clear()
    for op, inputs, options in cases:
        y, *rules = op(*map(bared, inputs), **options)
        np.testing.assert_allclose(y.host, op(*inputs, **options)[0], rtol=1e-3)
    assert not STUB.launched


def bared(x):
    return DeviceArray(x) if isinstance(x, np.ndarray) else x


@needs_compiler
def test_every_kernel_is_what_some_op_or_optimizer_runs(stub):
    ran = {kernel for *_, kernels in OPS.values() for kernel in kernels.split()}
    ran |= {"batch_statistics", "follow", "label_mean", "dropout_mask", "sgd_all", "adam_all"}
    assert ran == set(KERNELS)
    assert set(taken_over[DeviceArray]) == set(made_for(None, None))


def test_kernels_that_do_not_compile_are_a_warning_and_the_formula(monkeypatch):
    """As on a machine whose compiler is missing or too old."""
    place = Cuda(backend.device)

    class Broken:
        def compile(self):
            raise ImportError("libnvrtc.so.12: cannot open shared object file")

    monkeypatch.setattr(Cuda, "function", lambda self, kernel, dtype: Broken())
    with pytest.warns(UserWarning, match="do not compile here .ImportError: libnvrtc"):
        assert place.compiles() is False
    assert place.compiles() is False  # said once
    monkeypatch.setenv("MINIDNN_KERNELS", "0")
    assert Cuda(backend.device).compiles() is False


def test_dropout_without_kernels_takes_the_hosts_mask(stub):
    x = minidnn.ones(40).to("stub")
    minidnn.manual_seed(3)
    wanted = nn.functional.dropout(minidnn.ones(40), 0.4)
    for context in (contextlib.nullcontext(), without_kernels()):
        minidnn.manual_seed(3)
        with context:
            np.testing.assert_array_equal(nn.functional.dropout(x, 0.4).cpu(), wanted)
