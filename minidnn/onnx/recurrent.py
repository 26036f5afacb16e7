"""Rules for whole sequences and for attention: rnn, lstm, gru, their cells, attention."""

import numpy as np

from .arrange import sliced
from .graph import Value
from .rules import rule
from .trace import ExportError, Length

# ONNX lays the gates out in another order than PyTorch: where each of its parts comes from
ORDER = {"LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2), "RNN": (0,)}


def parts(g, weight, kind, hidden):
    """A weight (parts·H, ...) in ONNX's order of gates, with a leading direction."""
    if len(ORDER[kind]) > 1:
        starts = [i * hidden for i in ORDER[kind]]
        pieces = [sliced(g, weight, [at], [at + hidden], [0], [1]) for at in starts]
        weight = g.node("Concat", *pieces, axis=0)
    return g.node("Unsqueeze", weight, g.constant([0], np.int64))


def biases(g, b_ih, b_hh, kind, hidden, dtype):
    """Both biases behind one another: (1, 2·parts·H); None where there are none."""
    if b_ih is None and b_hh is None:
        return None
    zeros = np.zeros((1, len(ORDER[kind]) * hidden), dtype)
    both = [zeros if b is None else parts(g, b, kind, hidden) for b in (b_ih, b_hh)]
    return g.node("Concat", *both, axis=1)


def sequence(g, x, states, weights, kind, *, steps, batch, reverse=False, activation=None):
    """A recurrent node on x (steps·batch, I): the names of y (steps·batch, H) and the states."""
    w_ih, w_hh, b_ih, b_hh = weights
    hidden = w_hh.shape[1]
    rows = g.node("Reshape", x, g.vector((steps, batch, x.shape[-1])))
    front = g.constant([0], np.int64)
    first = [g.node("Unsqueeze", state, front) for state in states]
    options = {"hidden_size": hidden, "direction": "reverse" if reverse else "forward"}
    if kind == "GRU":
        options["linear_before_reset"] = 1
    if activation is not None:
        options["activations"] = [activation]
    matrices = [parts(g, w_ih, kind, hidden), parts(g, w_hh, kind, hidden)]
    bias = biases(g, b_ih, b_hh, kind, hidden, x.dtype)
    results = g.node(kind, rows, *matrices, bias, None, *first, outputs=1 + len(states), **options)
    y = g.node("Reshape", results[0], g.vector((-1, hidden)))
    return [y, *(g.node("Squeeze", state, front) for state in results[1:])]


def even(name, sizes):
    """(steps, rows of each): sequences of one length."""
    if any(n != sizes[0] for n in sizes):
        raise ExportError(f"onnx: {name} with packed sequences cannot be exported; pad and mask")
    if isinstance(sizes[0], Length) and sizes[0].per_sample == 0:
        raise ExportError(f"onnx: {name}: the number of steps must not follow the batch")
    return len(sizes), sizes[0]


@rule("rnn")
def rnn(g, out, x, h0, *weights, sizes, reverse=False, nonlinearity="tanh"):
    steps, batch = even("rnn", sizes)
    return sequence(g, x, [h0], weights, "RNN", steps=steps, batch=batch, reverse=reverse,
                    activation={"tanh": "Tanh", "relu": "Relu"}[nonlinearity])  # fmt: skip


@rule("lstm")
def lstm(g, out, x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr=None, *, sizes, reverse=False):
    if w_hr is not None:
        raise ExportError("onnx: an LSTM with proj_size cannot be exported")
    steps, batch = even("lstm", sizes)
    weights = w_ih, w_hh, b_ih, b_hh
    return sequence(g, x, [h0, c0], weights, "LSTM", steps=steps, batch=batch, reverse=reverse)


@rule("gru")
def gru(g, out, x, h0, *weights, sizes, reverse=False):
    steps, batch = even("gru", sizes)
    return sequence(g, x, [h0], weights, "GRU", steps=steps, batch=batch, reverse=reverse)


@rule("rnn_cell")
def rnn_cell(g, out, x, h, *weights, nonlinearity="tanh"):
    activation = {"tanh": "Tanh", "relu": "Relu"}[nonlinearity]
    return sequence(g, x, [h], weights, "RNN", steps=1, batch=x.shape[0], activation=activation)[1]


@rule("lstm_cell")
def lstm_cell(g, out, x, h, c, *weights):
    return sequence(g, x, [h, c], weights, "LSTM", steps=1, batch=x.shape[0])[1:]


@rule("gru_cell")
def gru_cell(g, out, x, h, *weights):
    return sequence(g, x, [h], weights, "GRU", steps=1, batch=x.shape[0])[1]


@rule("attention_weights")
def attention_weights(g, out, q, k, mask=None, scale=1.0, causal=False):
    axes = list(range(k.ndim))
    axes[-1], axes[-2] = axes[-2], axes[-1]
    scaled = g.node("Mul", q, g.number(scale, q.dtype))
    scores = g.node("MatMul", scaled, g.node("Transpose", k, perm=axes))
    low = g.number(-np.inf, q.dtype)
    if causal:
        shape = g.vector((q.shape[-2], k.shape[-2]))
        ones = g.node("Expand", g.constant(np.ones((1, 1), np.int32)), shape)
        seen = g.cast(g.node("Trilu", ones, upper=0), bool)
        scores = g.node("Where", seen, scores, low)
    if mask is not None:
        boolean = mask.dtype == bool
        scores = g.node("Where", mask, scores, low) if boolean else g.node("Add", scores, mask)
    weights = g.node("Softmax", scores, axis=-1)
    if mask is None:
        return weights
    return g.node("Where", g.node("IsNaN", weights), g.number(0.0, q.dtype), weights)


@rule("attention")
def attention(g, out, q, k, v, mask=None, drop=None, *, scale, causal=False):
    weights = attention_weights(g, out, q, k, mask, scale, causal)
    if drop is not None:
        weights = g.node("Mul", weights, drop)
    return g.node("MatMul", weights, v)


@rule("self_attention")
def self_attention(g, out, qkv, drop=None, *, heads):
    N, T, width = qkv.shape
    C = width // 3
    shape = (N, T, heads, C // heads)
    q, k, v = (
        Value(g.node("Transpose", g.node("Reshape", part, g.vector(shape)), perm=[0, 2, 1, 3]),
              qkv.dtype, (N, heads, T, C // heads))
        for part in (sliced(g, qkv, [i * C], [(i + 1) * C], [2], [1]) for i in range(3))
    )  # fmt: skip
    y = attention(g, out, q, k, v, None, drop, scale=(C // heads) ** -0.5, causal=True)
    return g.node("Reshape", g.node("Transpose", y, perm=[0, 2, 1, 3]), g.vector((N, T, C)))
