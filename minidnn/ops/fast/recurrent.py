"""LSTM over sequences of equal length: in place, the rows of the batch shared by the cores.

Rows of a batch do not meet until the gradients of the weights are summed, so each core takes some
rows through all steps. σ(x) is (1 + tanh(x/2))/2: with the weights of i, f and o halved, one tanh
serves all four gates.
"""

import numpy as np

from ... import threads
from ..recurrent import check, once
from ..recurrent import lstm as simple_lstm
from .product import product, row_sum, suited

SMALL = 1 << 14  # numbers in the gates of a step below which the simple op is as fast
ROWS = 32  # rows of a piece, at least


def lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, *, sizes, reverse=False):
    """The same as minidnn.ops.recurrent.lstm."""
    fits = w_hr is None and sizes and sizes[0] == sizes[-1] and sizes[0] * len(w_hh) >= SMALL
    if not (fits and suited(x, h0, c0, w_ih, w_hh, b_ih, b_hh)):
        given = (x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr)
        return simple_lstm(*given, sizes=sizes, reverse=reverse)
    T, N, H = len(sizes), sizes[0], w_hh.shape[1]
    check("lstm", x, sizes, w_ih, h0=(h0, H), c0=(c0, len(w_hh) // 4))
    half = np.full(4 * H, 0.5, x.dtype)
    half[2 * H : 3 * H] = 1.0
    gates = product(x, (w_ih * half[:, None]).T)
    for bias in (b_ih, b_hh):
        if bias is not None:
            gates += bias * half
    gates = gates.reshape(T, N, 4 * H)
    w_half = np.ascontiguousarray((w_hh * half[:, None]).T)  # BLAS is a quarter faster so
    y, c, tanh_c = (np.empty((T, N, H), x.dtype) for _ in range(3))
    order = range(T - 1, -1, -1) if reverse else range(T)

    sigma_scale, sigma_shift = half, 1.0 - half  # of tanh, for i f o; 1 and 0 for g

    def ahead(part):
        h, before = h0[part], c0[part]
        from_h, new = np.empty((len(h), 4 * H), x.dtype), np.empty_like(h)
        for t in order:
            a = gates[t, part]
            a += np.matmul(h, w_half, out=from_h)
            np.tanh(a, out=a)
            a *= sigma_scale
            a += sigma_shift
            i, f, g, o = (a[:, k * H : (k + 1) * H] for k in range(4))
            before = np.multiply(f, before, out=c[t, part])
            before += np.multiply(i, g, out=new)
            h = np.multiply(o, np.tanh(before, out=tanh_c[t, part]), out=y[t, part])

    in_parts(ahead, N)

    def backward(dy, dh, dc):
        dgates, dh, dc = np.empty_like(gates), dh.copy(), dc.copy()
        dy = dy.reshape(T, N, H)

        def back(part):
            # dgates holds the slopes of all steps first: of c along i, f, g, and of h along o
            slopes, to_c = dgates[:, part], along_gates(part, dgates[:, part])
            d, s = np.empty_like(dh[part]), np.empty_like(dh[part])
            for t in reversed(order):
                np.add(dy[t, part], dh[part], out=d)
                np.multiply(d, to_c[t], out=s)
                s += dc[part]  # the gradient of c
                four = slopes[t].reshape(len(d), 4, H)
                four[:, :3] *= s[:, None]
                four[:, 3] *= d
                np.multiply(s, gates[t, part, H : 2 * H], out=dc[part])
                np.matmul(dgates[t, part], w_hh, out=dh[part])

        in_parts(back, N)
        rows = dgates.reshape(T * N, 4 * H)
        after, earlier = (dgates[:-1], y[1:]) if reverse else (dgates[1:], y[:-1])
        dw_hh = dgates[order[0]].T @ h0
        if T > 1:
            dw_hh += product(after.reshape(-1, 4 * H).T, earlier.reshape(-1, H))
        return rows, dh, dc, dw_hh, row_sum(rows)

    def along_gates(part, slopes):
        """Writes the slopes of all steps (T,n,4H); the slope of h along c, (T,n,H)."""
        a, tanh = gates[:, part], tanh_c[:, part]
        i, g, o = (a[..., k * H : (k + 1) * H] for k in (0, 2, 3))
        along_i, along_f, along_g, along_o = (slopes[..., k * H : (k + 1) * H] for k in range(4))
        np.multiply(a, a, out=slopes)
        np.subtract(1.0, along_g, out=along_g)
        for gate, along in ((a[..., : 2 * H], slopes[..., : 2 * H]), (o, along_o)):
            np.subtract(gate, along, out=along)
        along_i *= g
        along_g *= i
        along_o *= tanh
        now, earlier = (slice(T - 1), slice(1, T)) if reverse else (slice(1, T), slice(T - 1))
        along_f[now] *= c[earlier, part]
        along_f[order[0]] *= c0[part]
        to_c = tanh * tanh
        np.subtract(1.0, to_c, out=to_c)
        to_c *= o
        return to_c

    shared = once(backward)
    return (
        (y.reshape(T * N, H), y[order[-1]].copy(), c[order[-1]].copy()),
        lambda *dy: product(shared(dy)[0], w_ih),
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[2],
        lambda *dy: product(shared(dy)[0].T, x),
        lambda *dy: shared(dy)[3],
        lambda *dy: shared(dy)[4].copy(),
        lambda *dy: shared(dy)[4].copy(),
        None,
    )


def in_parts(work, N):
    """Call work(slice) for all rows of a batch, in two parts or more where there are enough."""
    parts = max(1, min(2, N // ROWS))
    step = -(-N // parts)
    threads.run(lambda i: work(slice(i * step, min((i + 1) * step, N))), parts)
