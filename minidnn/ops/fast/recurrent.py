"""LSTM over sequences of equal length: in place, the rows of the batch shared by the cores.

Rows of a batch do not meet until the gradients of the weights are summed, so each core takes some
rows through all steps. The products of a step are small, one for each gate: BLAS copies nothing for
them. Gates lie as (5,T,N,H), in the order i, f, o, g and then c of the step before: what is
multiplied lies side by side, and NumPy is twice as fast along whole arrays as along parts of rows.
σ(x) is (1 + tanh(x/2))/2: with the weights of i, f and o halved, one tanh serves all four. The bias
is one more row of the weights, for (x, h) with a 1 at its end.
"""

import numpy as np

from ... import threads
from ..recurrent import check, once
from ..recurrent import lstm as simple_lstm
from .product import suited

SMALL = 1 << 14  # numbers in the gates of a step below which the simple op is as fast
ROWS = 32
ORDER = [0, 1, 3, 2]  # i f o g of PyTorch's i f g o, and back


def lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, *, sizes, reverse=False):
    """The same as minidnn.ops.recurrent.lstm."""
    fits = w_hr is None and sizes and sizes[0] == sizes[-1] and sizes[0] * len(w_hh) >= SMALL
    if not (fits and suited(x, h0, c0, w_ih, w_hh, b_ih, b_hh)):
        given = (x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr)
        return simple_lstm(*given, sizes=sizes, reverse=reverse)
    T, N, H, I = len(sizes), sizes[0], w_hh.shape[1], w_ih.shape[1]
    check("lstm", x, sizes, w_ih, h0=(h0, H), c0=(c0, len(w_hh) // 4))
    order = range(T - 1, -1, -1) if reverse else range(T)
    first, last = order[0], order[-1]

    biases = [b.reshape(4 * H, 1) for b in (b_ih, b_hh) if b is not None]
    joined = np.concatenate((w_ih, w_hh, sum(biases, np.zeros((4 * H, 1), x.dtype))), axis=1)
    weights = joined.reshape(4, H, -1)[ORDER].swapaxes(1, 2).copy()  # (4, I+H+1, H)
    weights[:3] *= 0.5
    known = np.ones((T, N, I + H + 1), x.dtype)  # (x, h, 1) of every step
    known[..., :I], known[first, :, I:-1] = x.reshape(T, N, I), h0
    gates = np.empty((5, T, N, H), x.dtype)
    gates[4, first] = c0
    y, tanh_c, c_n = (np.empty(shape, x.dtype) for shape in ((T, N, H), (T, N, H), (N, H)))

    def ahead(part):
        from_x, from_h = (np.empty((4, *c0[part].shape), x.dtype) for _ in range(2))
        for t in order:
            a = gates[:, t, part]
            np.matmul(known[t, part, :I], weights[:, :I], out=from_x)
            from_x += np.matmul(known[t, part, I:], weights[:, I:], out=from_h)
            tanh = np.tanh(from_x, out=from_x)
            np.copyto(a[3], tanh[3])
            tanh[:3] *= 0.5
            np.add(tanh[:3], 0.5, out=a[:3])
            new, kept = np.multiply(a[:2], a[3:], out=from_h[:2])  # i·g and f·c
            c = c_n[part] if t == last else gates[4, t + order.step, part]
            np.add(new, kept, out=c)
            h = np.multiply(a[2], np.tanh(c, out=tanh_c[t, part]), out=y[t, part])
            if t != last:
                known[t + order.step, part, I:-1] = h

    in_parts(ahead, N)

    def backward(dy, dh, dc):
        dgates, dh, dc = np.empty((4, T, N, H), x.dtype), dh.copy(), dc.copy()
        dy, w = dy.reshape(T, N, H), w_hh.reshape(4, H, H)[ORDER]

        def back(part):
            to_h, to_c = dh[part], dc[part]
            d, s = np.empty_like(to_h), np.empty_like(to_c)
            slopes, along = (np.empty((4, *d.shape), x.dtype) for _ in range(2))
            for t in reversed(order):
                a, tanh = gates[:, t, part], tanh_c[t, part]
                np.add(dy[t, part], to_h, out=d)
                np.multiply(y[t, part], tanh, out=s)  # y·tanh is o·tanh²
                np.subtract(a[2], s, out=s)
                s *= d
                s += to_c  # the gradient of c
                np.multiply(a[:4], a[:4], out=slopes)
                np.subtract(a[:3], slopes[:3], out=slopes[:3])
                np.subtract(1.0, slopes[3], out=slopes[3])
                np.multiply(s, a[3:], out=along[:2])
                np.multiply(d, tanh, out=along[2])
                np.multiply(s, a[0], out=along[3])
                np.multiply(s, a[1], out=to_c)
                np.matmul(np.multiply(slopes, along, out=dgates[:, t, part]), w, out=along)
                np.add.reduce(along, axis=0, out=to_h)

        in_parts(back, N)
        dw = np.empty((4, H, I + H + 1), x.dtype)
        rows = known.reshape(T * N, -1)
        threads.run(lambda k: np.matmul(dgates[k].reshape(T * N, H).T, rows, out=dw[ORDER[k]]), 4)
        dw = dw.reshape(4 * H, -1)
        return dgates, dh, dc, *(w.copy() for w in (dw[:, :I], dw[:, I:-1], dw[:, -1]))

    def dx(*dy):
        rows, result = shared(dy)[0].reshape(4, T * N, H), np.empty_like(x)
        w = w_ih.reshape(4, H, I)[ORDER]

        def some(i):
            part = slice(i * ROWS, (i + 1) * ROWS)
            np.add.reduce(np.matmul(rows[:, part], w), axis=0, out=result[part])

        threads.run(some, -(-T * N // ROWS))
        return result

    shared = once(backward)
    return (
        (y.reshape(T * N, H), y[last].copy(), c_n),
        dx,
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
