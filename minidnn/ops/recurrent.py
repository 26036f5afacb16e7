"""Whole sequences through a recurrent layer, one op each: rnn, lstm, gru.

The rows of all steps lie below each other: x (S,I) holds the n_0 rows of step 0, then the n_1 rows
of step 1, ...; `sizes` = (n_0, n_1, ...) never grows. So a sequence that is shorter than its
neighbours simply has no row in the later steps, and a batch (T,N,I) is sizes = (N,)·T.

What does not depend on the step before is done for all steps in one product: the input weights
before the loop, the gradients of all weights after it. The formulas are those of `cells.py`.
"""

import numpy as np

from .cells import dense, parts, sigmoid


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


def lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, *, sizes, reverse=False):
    """(y, h_n, c_n) of an LSTM:  x (S,I), h0 (N,P), c0 (N,H) -> (S,P), (N,P), (N,H).

    w_ih (4H,I), w_hh (4H,P), biases (4H,) or None, in the order i, f, g, o. w_hr (P,H) projects
    the state, h = (o·tanh c)·W_hrᵀ; without it (None) P = H.
    Source of the projection: Sak et al. 2014, "Long short-term memory based recurrent networks".
    """
    H = w_hh.shape[0] // 4
    check("lstm", x, sizes, w_ih, h0=(h0, w_hh.shape[1]), c0=(c0, H))
    steps = places(sizes, reverse)
    gates, h, c = dense(x, w_ih, b_ih), h0.copy(), c0.copy()
    if b_hh is not None:
        gates += b_hh
    y = np.empty_like(gates, shape=(len(x), w_hh.shape[1]))
    h_before, c_before = np.empty_like(y), np.empty_like(gates, shape=(len(x), H))
    tanh_c = np.empty_like(c_before)
    for rows, n in steps:
        h_before[rows], c_before[rows] = h[:n], c[:n]
        i, f, g, o = parts(gates[rows] + h[:n] @ w_hh.T, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        gates[rows] = np.concatenate((i, f, g, o), axis=1)
        c[:n] = f * c[:n] + i * g
        tanh_c[rows] = np.tanh(c[:n])
        out = o * tanh_c[rows]
        y[rows] = h[:n] = out if w_hr is None else out @ w_hr.T

    def backward(dy, dh, dc):
        dgates, dh, dc, dh_all = np.empty_like(gates), dh.copy(), dc.copy(), np.empty_like(y)
        for rows, n in reversed(steps):
            (i, f, g, o), t = parts(gates[rows], 4), tanh_c[rows]
            dh_all[rows] = dy[rows] + dh[:n]
            dout = dh_all[rows] if w_hr is None else dh_all[rows] @ w_hr
            d = dc[:n] + dout * o * (1 - t * t)
            di, df, dg, do = d * g, d * c_before[rows], d * i, dout * t
            slopes = di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)
            dgates[rows] = np.concatenate(slopes, axis=1)
            dh[:n] = dgates[rows] @ w_hh
            dc[:n] = d * f
        return dgates, dh, dc, dh_all

    shared = once(backward)
    return (
        (y, h, c),
        lambda *dy: shared(dy)[0] @ w_ih,
        lambda *dy: shared(dy)[1],
        lambda *dy: shared(dy)[2],
        lambda *dy: shared(dy)[0].T @ x,
        lambda *dy: shared(dy)[0].T @ h_before,
        lambda *dy: shared(dy)[0].sum(axis=0),
        lambda *dy: shared(dy)[0].sum(axis=0),
        None if w_hr is None else lambda *dy: shared(dy)[3].T @ (gates[:, 3 * H :] * tanh_c),
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


def places(sizes, reverse):
    """[(rows of a step, how many)], in the order in which the layer goes through the steps."""
    ends = np.cumsum(sizes).tolist()
    steps = [(slice(end - n, end), n) for end, n in zip(ends, sizes)]
    return steps[::-1] if reverse else steps


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
