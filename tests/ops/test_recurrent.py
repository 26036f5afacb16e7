"""Tests of recurrent ops: the rules of one step; whole sequences equal their single steps."""

import numpy as np
import pytest

import minidnn
from minidnn.ops import cells, recurrent
from minidnn.ops.fast.recurrent import lstm as fast_lstm
from minidnn.tape import apply
from tests.ops.checker import check_op
from tests.ops.test_sequences import draw, joined

KINDS = {"rnn": 1, "gru": 3, "lstm": 4}  # parts of the weights


def weights(kind, inputs, hidden, projected=None, bias=True):
    """Inputs of an op behind x and the states: weights and biases."""
    k, out = KINDS[kind], projected or hidden
    w = [draw(k * hidden, inputs, seed=1), draw(k * hidden, out, seed=2)]
    w += [draw(k * hidden, seed=3), draw(k * hidden, seed=4)] if bias else [None, None]
    if kind == "lstm":
        w.append(draw(projected, hidden, seed=8) if projected else None)
    return w


def states(kind, n, hidden, projected=None):
    h = draw(n, projected or hidden, seed=5)
    return [h, draw(n, hidden, seed=6)] if kind == "lstm" else [h]


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_cells(kind, bias):
    op = getattr(cells, f"{kind}_cell")
    op = joined(op) if kind == "lstm" else op
    w = weights(kind, 3, 2, bias=bias)
    inputs = [draw(4, 3), *states(kind, 4, 2), *w[:4]]
    check_op(op, *inputs)
    if kind == "rnn":
        check_op(op, *inputs, nonlinearity="relu")


@pytest.mark.parametrize("sizes", [(3, 2, 2, 1), (2, 2)])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_sequences(kind, reverse, sizes):
    x = draw(sum(sizes), 3, seed=7)
    for bias in (True, False):
        inputs = [x, *states(kind, sizes[0], 2), *weights(kind, 3, 2, bias=bias)]
        check_op(joined(getattr(recurrent, kind)), *inputs, sizes=sizes, reverse=reverse)


def test_other_forms():
    sizes, x = (3, 1), draw(4, 3)
    inputs = [x, *states("rnn", 3, 2), *weights("rnn", 3, 2)]
    check_op(joined(recurrent.rnn), *inputs, sizes=sizes, nonlinearity="relu")
    inputs = [x, *states("lstm", 3, 4, 2), *weights("lstm", 3, 4, 2)]
    check_op(joined(recurrent.lstm), *inputs, sizes=sizes)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sequence_is_its_steps(kind):
    """Outputs and gradients, with the steps one by one on the tape as the reference."""
    T, N = 5, 3
    arrays = [draw(T * N, 4), *states(kind, N, 6), *weights(kind, 4, 6)[:4]]
    n = 1 + (kind == "lstm")

    def both():
        return [minidnn.tensor(a, requires_grad=True) for a in arrays]

    x, *rest = both()
    last = [None] if kind == "lstm" else []
    y, *ends = apply(getattr(recurrent, kind), x, *rest, *last, sizes=(N,) * T)
    other, *rest2 = both()
    state, outputs = rest2[:n], []
    for t in range(T):
        step = other[t * N : (t + 1) * N]
        state = apply(getattr(cells, f"{kind}_cell"), step, *state, *rest2[n:])
        state = list(state) if kind == "lstm" else [state]
        outputs.append(state[0])
    wanted = minidnn.cat(outputs)
    np.testing.assert_allclose(y.detach().numpy(), wanted.detach().numpy(), atol=1e-12)
    dy = minidnn.tensor(draw(T * N, 6, seed=9))
    ((y * dy).sum() + sum((s**2).sum() for s in ends)).backward()
    ((wanted * dy).sum() + sum((s**2).sum() for s in state)).backward()
    for a, b in zip([x, *rest], [other, *rest2]):
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), atol=1e-11)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("T", [1, 4])
@pytest.mark.parametrize("bias", [True, False])
def test_fast_lstm_equals_the_simple_one(T, reverse, dtype, bias):
    N, H = 70, 64
    inputs = [draw(T * N, 5, seed=9), *states("lstm", N, H), *weights("lstm", 5, H)]
    if not bias:
        inputs[5:7] = None, None
    inputs = [None if x is None else x.astype(dtype) for x in inputs]
    options = {"sizes": (N,) * T, "reverse": reverse}
    ys, *rules = fast_lstm(*inputs, **options)
    wanted, *others = recurrent.lstm(*inputs, **options)
    tolerance = 1e-4 if dtype == np.float32 else 1e-10
    dys = [draw(*y.shape, seed=i).astype(dtype) for i, y in enumerate(ys)]
    for y, w in zip(ys, wanted):
        np.testing.assert_allclose(y, w, atol=tolerance)
    for rule, other in zip(rules[: 7 if bias else 5], others):
        np.testing.assert_allclose(rule(*dys), other(*dys), rtol=tolerance, atol=10 * tolerance)
        assert rule(*dys).dtype == dtype


def test_errors():
    w = weights("gru", 3, 2)
    h, x = draw(2, 2), draw(4, 3)
    for call, text in (
        (lambda: recurrent.gru(draw(4, 5), h, *w, sizes=(2, 2)), r"takes 3 features; got x .4, 5"),
        (lambda: recurrent.gru(x, h, *w, sizes=(2, 3)), "must not grow and add up to 4"),
        (lambda: recurrent.gru(x, draw(3, 2), *w, sizes=(2, 2)), r"h0 must be \(2, 2\); got"),
        (lambda: cells.gru_cell(draw(2, 4), h, *w), r"takes an input \(N, 3\); got \(2, 4\)"),
        (lambda: cells.gru_cell(draw(1, 3), h, *w), r"h must be \(1, 2\) .* got \(2, 2\)"),
    ):
        with pytest.raises(ValueError, match=text):
            call()
