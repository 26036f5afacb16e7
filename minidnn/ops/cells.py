"""One step of a recurrent network: rnn_cell, lstm_cell, gru_cell, formula and rules on one screen.

`recurrent.py` does the same for all steps of a sequence at once.
"""

import numpy as np


def rnn_cell(x, h, w_ih, w_hh, b_ih, b_hh, *, nonlinearity="tanh"):
    """y = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh):  x (N,I), h (N,H), w_ih (H,I), w_hh (H,H), b (H,).

    nonlinearity: "tanh" or "relu". The biases may be None. Source: Elman 1990, "Finding structure
    in time".
    """
    check("rnn_cell", x, w_ih, h=(h, w_hh))
    y = dense(x, w_ih, b_ih) + dense(h, w_hh, b_hh)
    y = np.tanh(y) if nonlinearity == "tanh" else np.maximum(y, 0)

    def da(dy):  # the gradient of what is in the brackets
        return dy * (1 - y * y) if nonlinearity == "tanh" else dy * np.sign(y)

    return (
        y,
        lambda dy: da(dy) @ w_ih,
        lambda dy: da(dy) @ w_hh,
        lambda dy: da(dy).T @ x,
        lambda dy: da(dy).T @ h,
        lambda dy: da(dy).sum(axis=0),
        lambda dy: da(dy).sum(axis=0),
    )


def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """(h', c'):  c' = f·c + i·g,  h' = o·tanh c';  x (N,I), h and c (N,H), w_ih (4H,I), b (4H,).

    The gates i, f, o = σ(...) and g = tanh(...) are the four parts, in the order i, f, g, o, of
    x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh. Source: Hochreiter and Schmidhuber 1997, "Long short-term
    memory"; the gate f is by Gers et al. 2000.
    """
    check("lstm_cell", x, w_ih, h=(h, w_hh))
    if c.shape != (len(x), w_ih.shape[0] // 4):
        raise ValueError(f"lstm_cell: c must be {(len(x), w_ih.shape[0] // 4)}; got {c.shape}")
    i, f, g, o = parts(dense(x, w_ih, b_ih) + dense(h, w_hh, b_hh), 4)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c_next = f * c + i * g
    t = np.tanh(c_next)

    def dgates(dh, dc):
        dc = dc + dh * o * (1 - t * t)
        di, df, dg, do = dc * g, dc * c, dc * i, dh * t
        slopes = di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)
        return np.concatenate(slopes, axis=1)

    return (
        (o * t, c_next),
        lambda dh, dc: dgates(dh, dc) @ w_ih,
        lambda dh, dc: dgates(dh, dc) @ w_hh,
        lambda dh, dc: (dc + dh * o * (1 - t * t)) * f,
        lambda dh, dc: dgates(dh, dc).T @ x,
        lambda dh, dc: dgates(dh, dc).T @ h,
        lambda dh, dc: dgates(dh, dc).sum(axis=0),
        lambda dh, dc: dgates(dh, dc).sum(axis=0),
    )


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh):
    """h' = (1 - z)·n + z·h:  x (N,I), h (N,H), w_ih (3H,I), w_hh (3H,H), b (3H,).

    With x·W_ihᵀ + b_ih = (r_x, z_x, n_x) and h·W_hhᵀ + b_hh = (r_h, z_h, n_h):
    r = σ(r_x + r_h), z = σ(z_x + z_h), n = tanh(n_x + r·n_h).
    Source: Cho et al. 2014, "Learning phrase representations", with r inside as in cuDNN.
    """
    check("gru_cell", x, w_ih, h=(h, w_hh))
    r_x, z_x, n_x = parts(dense(x, w_ih, b_ih), 3)
    r_h, z_h, n_h = parts(dense(h, w_hh, b_hh), 3)
    r, z = sigmoid(r_x + r_h), sigmoid(z_x + z_h)
    n = np.tanh(n_x + r * n_h)

    def dgates(dy):  # of the parts of x·W_ihᵀ + b_ih, and of those of h·W_hhᵀ + b_hh
        dn = dy * (1 - z) * (1 - n * n)
        dr, dz = dn * n_h * r * (1 - r), dy * (h - n) * z * (1 - z)
        return np.concatenate((dr, dz, dn), axis=1), np.concatenate((dr, dz, dn * r), axis=1)

    return (
        (1 - z) * n + z * h,
        lambda dy: dgates(dy)[0] @ w_ih,
        lambda dy: dgates(dy)[1] @ w_hh + dy * z,
        lambda dy: dgates(dy)[0].T @ x,
        lambda dy: dgates(dy)[1].T @ h,
        lambda dy: dgates(dy)[0].sum(axis=0),
        lambda dy: dgates(dy)[1].sum(axis=0),
    )


# Helpers


def dense(x, weight, bias):
    """x·Wᵀ + b."""
    return x @ weight.T if bias is None else x @ weight.T + bias


def parts(gates, n):
    """(N,n·H) -> n arrays (N,H)."""
    H = gates.shape[1] // n
    return tuple(gates[:, k * H : (k + 1) * H] for k in range(n))


def sigmoid(x):
    """1 / (1 + e⁻ˣ) by tanh, which never overflows."""
    return 0.5 * np.tanh(0.5 * x) + 0.5


def check(name, x, w_ih, **states):
    """Raises ValueError where features or states do not fit the weights."""
    if x.ndim != 2 or x.shape[1] != w_ih.shape[1]:
        raise ValueError(
            f"{name}: the weight {w_ih.shape} takes an input (N, {w_ih.shape[1]}); got {x.shape}"
        )
    for state, (h, w_hh) in states.items():
        if h.shape != (len(x), w_hh.shape[1]):
            raise ValueError(
                f"{name}: {state} must be {(len(x), w_hh.shape[1])} for an input {x.shape}; "
                f"got {h.shape}"
            )
