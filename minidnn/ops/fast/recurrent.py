"""LSTM over sequences of equal length: in place, the rows of the batch shared by the cores.

Rows of a batch do not meet until the gradients of the weights are summed, so each core takes some
rows through all steps. Each gate is an array of its own: NumPy is twice as fast along whole arrays
as along parts of rows. The bias is one more row of the weights, for a state with a 1 at its end.
σ(x) is (1 + tanh(x/2))/2: with the weights of i, f and o halved, one tanh serves all four gates.
"""

import numpy as np

from ... import threads
from ..recurrent import check, once
from ..recurrent import lstm as simple_lstm
from .product import product, suited

SMALL = 1 << 14  # numbers in the gates of a step below which the simple op is as fast
ROWS = 32  # rows of a piece, at least


def lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, *, sizes, reverse=False):
    """The same as minidnn.ops.recurrent.lstm."""
    fits = w_hr is None and sizes and sizes[0] == sizes[-1] and sizes[0] * len(w_hh) >= SMALL
    if not (fits and suited(x, h0, c0, w_ih, w_hh, b_ih, b_hh)):
        given = (x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr)
        return simple_lstm(*given, sizes=sizes, reverse=reverse)
    T, N, H, I = len(sizes), sizes[0], w_hh.shape[1], w_ih.shape[1]
    check("lstm", x, sizes, w_ih, h0=(h0, H), c0=(c0, len(w_hh) // 4))
    order = range(T - 1, -1, -1) if reverse else range(T)
    half = np.array([0.5, 0.5, 1.0, 0.5], x.dtype)[:, None, None]  # i f g o
    weights = np.zeros((4, I + H + 1, H), x.dtype)
    for rows, w in ((slice(I), w_ih), (slice(I, I + H), w_hh)):
        weights[:, rows] = w.reshape(4, H, -1).swapaxes(1, 2)
    for bias in (b_ih, b_hh):
        if bias is not None:
            weights[:, -1] += bias.reshape(4, H)
    weights *= half
    known = np.ones((T, N, I + H + 1), x.dtype)  # (x, h, 1) before every step
    known[..., :I], known[order[0], :, I:-1] = x.reshape(T, N, I), h0
    gates = np.empty((4, T, N, H), x.dtype)
    for gate, w in zip(gates, weights):
        product(x, w[:I], out=gate.reshape(T * N, H))
    y, c, tanh_c = (np.empty((T, N, H), x.dtype) for _ in range(3))

    def ahead(part):
        before, new = c0[part], np.empty_like(c0[part])
        from_h = np.empty((4, *before.shape), x.dtype)
        for t in order:
            a = gates[:, t, part]
            a += np.matmul(known[t, part, I:], weights[:, I:], out=from_h)
            np.tanh(a, out=a)
            a *= half  # of tanh, for i f o; 1 and 0 for g
            a += 1.0 - half
            i, f, g, o = a
            before = np.multiply(f, before, out=c[t, part])
            before += np.multiply(i, g, out=new)
            h = np.multiply(o, np.tanh(before, out=tanh_c[t, part]), out=y[t, part])
            if t != order[-1]:
                known[t + order.step, part, I:-1] = h

    in_parts(ahead, N)

    def backward(dy, dh, dc):
        dgates, dh, dc = np.empty((T, N, 4 * H), x.dtype), dh.copy(), dc.copy()
        dy = dy.reshape(T, N, H)

        def back(part):
            to_h, to_c = dh[part], dc[part]
            d, s = np.empty_like(to_h), np.empty_like(to_c)
            slopes, along = (np.empty((4, *d.shape), x.dtype) for _ in range(2))
            for t in reversed(order):
                _, f, _, o = a = gates[:, t, part]
                tanh, rows = tanh_c[t, part], dgates[t, part]
                np.add(dy[t, part], to_h, out=d)
                np.multiply(y[t, part], tanh, out=s)  # y·tanh is o·tanh²
                np.subtract(o, s, out=s)
                s *= d
                s += to_c  # the gradient of c
                np.multiply(a, a, out=slopes)
                np.subtract(a[:2], slopes[:2], out=slopes[:2])
                np.subtract(1.0, slopes[2], out=slopes[2])
                np.subtract(o, slopes[3], out=slopes[3])
                earlier = c0[part] if t == order[0] else c[t - order.step, part]
                np.multiply(s, a[2::-2], out=along[::2])  # g for i, i for g
                np.multiply(s, earlier, out=along[1])
                np.multiply(d, tanh, out=along[3])
                slopes *= along
                rows.reshape(-1, 4, H)[...] = slopes.swapaxes(0, 1)
                np.multiply(s, f, out=to_c)
                np.matmul(rows, w_hh, out=to_h)

        in_parts(back, N)
        dgates = dgates.reshape(T * N, 4 * H)
        dw = product(dgates.T, known.reshape(T * N, -1))
        return dgates, dh, dc, *(w.copy() for w in (dw[:, :I], dw[:, I:-1], dw[:, -1]))

    shared = once(backward)
    return (
        (y.reshape(T * N, H), y[order[-1]].copy(), c[order[-1]].copy()),
        lambda *dy: product(shared(dy)[0], w_ih),
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[2],
        lambda *dy: shared(dy)[3],
        lambda *dy: shared(dy)[4],
        lambda *dy: shared(dy)[5],
        lambda *dy: shared(dy)[5].copy(),
        None,
    )


def in_parts(work, N):
    """Call work(slice) for all rows of a batch, in two parts or more where there are enough."""
    parts = max(1, min(2, N // ROWS))
    step = -(-N // parts // 4) * 4  # BLAS takes four rows at a time
    threads.run(lambda i: work(slice(i * step, min((i + 1) * step, N))), parts)
