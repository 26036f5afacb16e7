"""check_op: one call that tests everything the contract of an op promises."""

import numpy as np

from minidnn import backend
from tests.device_stub import STUB, DeviceArray, counts, without_kernels


def check_op(op, *inputs, eps=1e-6, rtol=1e-6, atol=1e-7, stub=True, waits=0, **options):
    """Check an op on float64 inputs (arrays, numbers, None) and options.

    - every rule against central differences, at every element, for a random upstream gradient;
    - a rule gives exactly its input's shape and dtype, for float64 and float32;
    - inputs, upstream gradient and result are not written to;
    - the same numbers on the strict device stub, without transfer, wait or upload;
    - the same on CuPy where there is a GPU.
    waits: how often the forward and backward pass may wait for a value, at most.
    Returns the op's result.
    """
    rng = np.random.default_rng(0)
    y, *rules = run_pure(op, inputs, options)
    assert len(rules) <= len(inputs), f"{len(rules)} rules for {len(inputs)} inputs"
    dy = np.asarray(rng.standard_normal(np.shape(y)))
    grads = {}
    for i, (x, rule) in enumerate(zip(inputs, rules)):
        if rule is None or not is_float(x):
            continue
        before = dy.copy()
        grad = rule(dy)
        assert np.array_equal(dy, before), f"rule {i} writes to dy"
        assert grad.shape == x.shape, f"rule {i} gives {grad.shape} for input {x.shape}"
        assert grad.dtype == x.dtype, f"rule {i} gives {grad.dtype} for {x.dtype}"
        numeric = differences(op, inputs, i, dy, eps, options)
        np.testing.assert_allclose(grad, numeric, rtol=rtol, atol=atol, err_msg=f"rule {i}")
        grads[i] = grad
    check_float32(op, inputs, dy, grads, options)
    if stub:
        device = DeviceArray, lambda a: a.host
        before = STUB.launched.total()
        check_device(op, inputs, y, dy, grads, options, *device, waits)
        if STUB.launched.total() > before:  # and by the formula, as where no kernel compiles
            with without_kernels():
                check_device(op, inputs, y, dy, grads, options, *device, waits)
    if backend.cuda.is_available():
        place = backend.PLACES["cuda"]
        check_device(
            op, inputs, y, dy, grads, options, lambda a: place.to_device(a, None), place.to_host,
            waits,
        )
    return y


def is_float(x):
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


def run_pure(op, inputs, options):
    """The op's result, after checking that it wrote to no input."""
    before = [x.copy() if isinstance(x, np.ndarray) else x for x in inputs]
    result = op(*inputs, **options)
    for i, (x, kept) in enumerate(zip(inputs, before)):
        if isinstance(x, np.ndarray):
            assert np.array_equal(x, kept, equal_nan=x.dtype.kind == "f"), f"writes to input {i}"
    return result


def differences(op, inputs, i, dy, eps, options):
    """The central difference of Σ dy·y along every element of input i."""
    slope = np.zeros_like(inputs[i])
    for index in np.ndindex(slope.shape):
        sums = []
        for step in (eps, -eps):
            changed = inputs[i].copy()
            changed[index] += step
            sums.append((op(*inputs[:i], changed, *inputs[i + 1 :], **options)[0] * dy).sum())
        slope[index] = (sums[0] - sums[1]) / (2 * eps)
    return slope


def check_float32(op, inputs, dy, grads, options):
    """float32 in, float32 out, and about the same numbers."""
    single = [x.astype(np.float32) if is_float(x) else x for x in inputs]
    held = {k: v.astype(np.float32) if is_float(v) else v for k, v in options.items()}
    y, *rules = op(*single, **held)
    if np.asarray(y).dtype.kind == "f" and any(is_float(x) for x in inputs):
        assert y.dtype == np.float32, f"float32 in, {y.dtype} out"
    for i, grad in grads.items():
        got = rules[i](np.asarray(dy.astype(np.float32)))
        assert got.dtype == np.float32, f"rule {i}: float32 in, {got.dtype} out"
        scale = max(np.abs(grad).max(initial=0), 1)
        assert np.abs(got - grad).max(initial=0) <= 1e-3 * scale, f"rule {i} in float32"


def check_device(op, inputs, y, dy, grads, options, upload, download, waits):
    """The same numbers from device arrays, and nothing that copies or waits."""
    inputs = [upload(x) if isinstance(x, np.ndarray) else x for x in inputs]
    options = {k: upload_all(v, upload) for k, v in options.items()}
    upstream = upload(np.asarray(dy))
    counts.reset()
    result, *rules = op(*inputs, **options)
    gradients = {i: rules[i](upstream) for i in grads}
    assert (counts.transfers, counts.uploads) == (0, 0) and counts.waits <= waits, counts
    np.testing.assert_allclose(download(result), y, rtol=1e-9, atol=1e-12)
    for i, grad in gradients.items():
        np.testing.assert_allclose(download(grad), grads[i], rtol=1e-9, atol=1e-12)


def upload_all(value, upload):
    """Arrays among options (an index, statistics) on the device too."""
    if isinstance(value, tuple):
        return tuple(upload_all(part, upload) for part in value)
    return upload(value) if isinstance(value, np.ndarray) else value
