"""Whole sequences through a recurrent layer, one op each: rnn, lstm, gru.

The rows of all steps lie below each other: x (S,I) holds the n_0 rows of step 0, then the n_1 rows
of step 1, ...; `sizes` = (n_0, n_1, ...) never grows. So a sequence that is shorter than its
neighbours simply has no row in the later steps, and a batch (T,N,I) is sizes = (N,)·T.

What does not depend on the step before is done for all steps in one product: the input weights
before the loop, the gradients of all weights after it. The formulas are those of `cells.py`.
"""

import numpy as np

from .cells import dense, parts, sigmoid


def one_by_one(piece, n):
    """Call piece(0), ..., piece(n - 1)."""
    for i in range(n):
        piece(i)


def rnn(x, h0, w_ih, w_hh, b_ih, b_hh, *, sizes, reverse=False, nonlinearity="tanh"):
    """(y, h_n) of h = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh):  x (S,I), h0 (N,H) -> (S,H), (N,H)."""
    check("rnn", x, sizes, w_ih, h0=(h0, w_hh.shape[1]))
    steps = places(sizes, reverse)
    y, h = dense(x, w_ih, b_ih), h0.copy()
    if b_hh is not None:
        y += b_hh
    before = np.empty_like(y)
    for rows, n in steps:
        before[rows] = h[:n]
        a = y[rows] + h[:n] @ w_hh.T
        y[rows] = h[:n] = np.tanh(a) if nonlinearity == "tanh" else np.maximum(a, 0)

    def backward(dy, dh):
        da, dh = np.empty_like(y), dh.copy()
        for rows, n in reversed(steps):
            d, out = dy[rows] + dh[:n], y[rows]
            da[rows] = d * (1 - out * out) if nonlinearity == "tanh" else d * np.sign(out)
            dh[:n] = da[rows] @ w_hh
        return da, dh

    shared = once(backward)
    return (
        (y, h),
        lambda *dy: shared(dy)[0] @ w_ih,
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[0].T @ x,
        lambda *dy: shared(dy)[0].T @ before,
        lambda *dy: shared(dy)[0].sum(axis=0),
        lambda *dy: shared(dy)[0].sum(axis=0),
    )


def lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, *, sizes, reverse=False, run=one_by_one):
    """(y, h_n, c_n) of an LSTM:  x (S,I), h0 (N,P), c0 (N,H) -> (S,P), (N,P), (N,H).

    w_ih (4H,I), w_hh (4H,P), biases (4H,) or None, in the order i, f, g, o. w_hr (P,H) projects
    the state, h = (o·tanh c)·W_hrᵀ; without it (None) P = H.

    The gates lie as (5,S,H) here, in the order i, f, o, g and then c of the step before: what is
    multiplied lies side by side. σ(x) is (1 + tanh(x/2))/2: one tanh serves all four gates.
    run(piece, n) calls piece(0) to piece(n - 1): parts of the work that do not meet.
    Source of the projection: Sak et al. 2014, "Long short-term memory based recurrent networks".
    """
    (S, I), P, H = x.shape, w_hh.shape[1], w_hh.shape[0] // 4
    check("lstm", x, sizes, w_ih, h0=(h0, P), c0=(c0, H))
    parts = parts_of(sizes, reverse)
    bias = sum(b for b in (np.zeros_like(w_hh[:, 0]), b_ih, b_hh) if b is not None)
    w = swapped(np.concatenate((w_ih, w_hh, bias[:, None]), axis=1).reshape(4, H, I + P + 1))
    ahead_w = np.concatenate((w[:3] * 0.5, w[3:])).swapaxes(1, 2).copy()
    known = np.ones_like(x, shape=(S, I + P + 1))  # (x, h, 1) of every step
    known[:, :I] = x
    gates, y = np.empty_like(x, shape=(5, S, H)), np.empty_like(x, shape=(S, P))
    run(lambda k: np.matmul(x, ahead_w[k, :I], out=gates[k]), 4)
    h, c, tanh_c = h0.copy(), c0.copy(), np.empty_like(gates[0])

    def ahead(part):
        for rows, n in parts[part]:
            a = gates[:, rows]
            known[rows, I:-1], a[4] = h[n], c[n]
            new = known[rows, I:] @ ahead_w[:, I:]
            new += a[:4]
            np.tanh(new, out=new)
            a[3], new = new[3], new[:3]
            new *= 0.5
            np.add(new, 0.5, out=a[:3])
            np.add(*(a[:2] * a[3:]), out=c[n])  # i·g + f·c
            out = a[2] * np.tanh(c[n], out=tanh_c[rows])
            y[rows] = h[n] = out if w_hr is None else out @ w_hr.T

    run(ahead, len(parts))

    def backward(dy, dh, dc):
        dgates, dh, dc, dh_all = np.empty_like(gates[:4]), dh.copy(), dc.copy(), np.empty_like(y)

        def back(part):
            for rows, n in reversed(parts[part]):
                a, t, d = gates[:, rows], tanh_c[rows], dgates[:, rows]
                dout = np.add(dy[rows], dh[n], out=dh_all[rows])
                if w_hr is not None:
                    dout = dout @ w_hr
                s = a[2] * t
                s *= t
                np.subtract(a[2], s, out=s)
                s *= dout
                s += dc[n]  # the gradient of c
                slopes = a[:4] * a[:4]
                np.subtract(a[:3], slopes[:3], out=slopes[:3])  # of i, f, o: σ - σ²
                np.subtract(1.0, slopes[3], out=slopes[3])
                slopes[:2] *= s * a[3:]
                slopes[2] *= dout * t
                slopes[3] *= s * a[0]
                d[...] = slopes
                dh[n] = (slopes @ w[:, :, I:-1]).sum(axis=0)
                np.multiply(s, a[1], out=dc[n])

        run(back, len(parts))
        dw = np.empty_like(w)
        run(lambda k: np.matmul(dgates[k].T, known, out=dw[k]), 4)
        dw = swapped(dw).reshape(4 * H, -1)
        return dgates, dh, dc, dw[:, :I].copy(), dw[:, I:-1].copy(), dw[:, -1].copy(), dh_all

    def dx(*dy):
        dx, dgates, half = np.empty_like(x), shared(dy)[0], -(-len(x) // 2)

        def piece(i):
            rows = slice(i * half, (i + 1) * half)
            dx[rows] = (dgates[:, rows] @ w[:, :, :I]).sum(axis=0)

        run(piece, 2)
        return dx

    shared = once(backward)
    return (
        (y, h, c),
        dx,
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[2],
        lambda *dy: shared(dy)[3],
        lambda *dy: shared(dy)[4],
        lambda *dy: shared(dy)[5],
        lambda *dy: shared(dy)[5].copy(),
        None if w_hr is None else lambda *dy: shared(dy)[6].T @ (gates[2] * tanh_c),
    )


def gru(x, h0, w_ih, w_hh, b_ih, b_hh, *, sizes, reverse=False):
    """(y, h_n) of a GRU:  x (S,I), h0 (N,H), w_ih (3H,I), w_hh (3H,H), b (3H,) -> (S,H), (N,H)."""
    H = w_hh.shape[1]
    check("gru", x, sizes, w_ih, h0=(h0, H))
    steps = places(sizes, reverse)
    gates, h = dense(x, w_ih, b_ih), h0.copy()
    y = np.empty_like(gates, shape=(len(x), H))
    before, n_h = np.empty_like(y), np.empty_like(y)
    for rows, n in steps:
        before[rows] = h[:n]
        from_x, from_h = gates[rows], dense(h[:n], w_hh, b_hh)
        r, z = parts(sigmoid(from_x[:, : 2 * H] + from_h[:, : 2 * H]), 2)
        n_h[rows] = from_h[:, 2 * H :]
        new = np.tanh(from_x[:, 2 * H :] + r * from_h[:, 2 * H :])
        gates[rows] = np.concatenate((r, z, new), axis=1)
        y[rows] = h[:n] = new + z * (h[:n] - new)

    def backward(dy, dh):
        dgates, dh = np.empty_like(gates), dh.copy()
        from_h = np.empty_like(gates)  # the gradient of h·W_hhᵀ + b_hh: of r_h, z_h, n_h
        for rows, n in reversed(steps):
            r, z, new = parts(gates[rows], 3)
            d = dy[rows] + dh[:n]
            dnew = d * (1 - z) * (1 - new * new)
            dr = dnew * n_h[rows] * r * (1 - r)
            dz = d * (before[rows] - new) * z * (1 - z)
            dgates[rows] = np.concatenate((dr, dz, dnew), axis=1)
            from_h[rows] = np.concatenate((dr, dz, dnew * r), axis=1)
            dh[:n] = from_h[rows] @ w_hh + d * z
        return dgates, dh, from_h

    shared = once(backward)
    return (
        (y, h),
        lambda *dy: shared(dy)[0] @ w_ih,
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[0].T @ x,
        lambda *dy: shared(dy)[2].T @ before,
        lambda *dy: shared(dy)[0].sum(axis=0),
        lambda *dy: shared(dy)[2].sum(axis=0),
    )


# Helpers


def swapped(w):
    """(4,...) in the order i, f, g, o as i, f, o, g, or back."""
    return np.concatenate((w[:2], w[3:], w[2:3]))


def places(sizes, reverse):
    """[(rows of a step, how many)], in the order in which the layer goes through the steps."""
    ends = np.cumsum(sizes).tolist()
    steps = [(slice(end - n, end), n) for end, n in zip(ends, sizes)]
    return steps[::-1] if reverse else steps


def parts_of(sizes, reverse):
    """The steps of `places`, with slices of the batch, for parts of the batch that do not meet.

    Two halves of a batch of equal length; BLAS takes four rows at a time.
    """
    N, half = sizes[0], -(-sizes[0] // 8) * 4
    if sizes[-1] != N or N < 64:
        return [[(rows, slice(n)) for rows, n in places(sizes, reverse)]]
    starts = [rows.start for rows, _ in places(sizes, reverse)]
    return [
        [(slice(s + part.start, s + part.stop), part) for s in starts]
        for part in (slice(0, half), slice(half, N))
    ]


def once(backward):
    """backward(*dys) computed once for rules that are called with the same dys."""
    known = []

    def shared(dys):
        if not known or any(a is not b for a, b in zip(known[0], dys)):
            known[:] = dys, backward(*dys)
        return known[1]

    return shared


def check(name, x, sizes, w_ih, **states):
    """Raises ValueError where features, steps or states do not fit."""
    if x.ndim != 2 or x.shape[1] != w_ih.shape[1]:
        raise ValueError(
            f"{name}: the weight {w_ih.shape} takes {w_ih.shape[1]} features; got x {x.shape}"
        )
    if not sizes or sum(sizes) != len(x) or any(a < b for a, b in zip(sizes, sizes[1:])):
        raise ValueError(
            f"{name}: the rows of the steps must not grow and add up to {len(x)}; got {sizes}"
        )
    for state, (h, width) in states.items():
        if h.shape != (sizes[0], width):
            raise ValueError(f"{name}: {state} must be {(sizes[0], width)}; got {h.shape}")
