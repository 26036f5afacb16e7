"""CTC: how probable a label sequence is, over all ways to stretch it to the length of the input."""

import numpy as np

from .broadcast import add_at


def ctc_loss(log_probs, *, labels, input_lengths, target_lengths, blank=0, zero_infinity=False):
    """loss[n] = -ln P(labels[n] | log_probs[:, n]):  log_probs (T,N,C), labels (N,S) -> (N,).

    input_lengths and target_lengths (N,) say how much of T and S counts. With blanks around every
    label there are L = 2·S + 1 states; forward[t] and backward[t] (N,L) are the logarithms of the
    probabilities of all ways into, and out of, a state at time t, both with the state itself.

    Source: Graves et al., Connectionist Temporal Classification (2006), equations 5 to 11 and 15.
    """
    T, N, _ = log_probs.shape
    states = with_blanks(labels, blank)
    L = states.shape[1]
    rows = np.arange(N, like=labels)
    scores = np.stack([np.take_along_axis(log_probs[t], states, axis=1) for t in range(T)])
    # a label may follow another one without a blank between them if the two differ
    jumps = np.zeros_like(states, dtype=bool)
    jumps[:, 2:] = (states[:, 2:] != blank) & (states[:, 2:] != states[:, :-2])
    place = np.arange(L, like=labels)

    forward = np.full_like(scores, -np.inf)
    forward[0, :, :2] = scores[0, :, :2]
    for t in range(1, T):
        forward[t] = step(forward[t - 1], jumps) + scores[t]
    end = 2 * target_lengths  # the last blank; before it stands the last label
    final = forward[input_lengths - 1, rows]
    last = np.take_along_axis(final, end[:, None], axis=1)[:, 0]
    label = np.take_along_axis(final, np.maximum(end - 1, 0)[:, None], axis=1)[:, 0]
    label = np.where(target_lengths > 0, label, np.full_like(label, -np.inf))
    total = np.logaddexp(last, label)
    lost = total == -np.inf
    loss = np.where(lost, np.zeros_like(total), -total) if zero_infinity else -total

    def dlog_probs(dy):
        at_end = (place == end[:, None]) | (place == end[:, None] - 1)
        backward = np.full_like(scores, -np.inf)
        for t in range(T - 1, -1, -1):
            start = at_end & (input_lengths == t + 1)[:, None]
            ways = np.full_like(scores[t], -np.inf)
            if t + 1 < T:
                ways = step(backward[t + 1][:, ::-1], follow)[:, ::-1]
            ways = np.where(start, np.zeros_like(ways), ways)
            inside = (input_lengths > t)[:, None]
            backward[t] = np.where(inside, ways + scores[t], np.full_like(ways, -np.inf))
        with np.errstate(invalid="ignore"):
            shares = np.exp(forward + backward - scores - total[:, None])
        if zero_infinity:
            shares = np.where(lost[:, None], np.zeros_like(shares), shares)
        shares = np.where(scores == -np.inf, np.zeros_like(shares), shares)
        g = np.zeros_like(log_probs)
        times = np.arange(T, like=labels)
        add_at(g, (times[:, None, None], rows[:, None], states), -shares * dy[:, None])
        return g

    follow = np.zeros_like(jumps)  # the same jumps, seen from the other end
    follow[:, 2:] = jumps[:, 2:][:, ::-1]
    return loss, dlog_probs


def step(ways, jumps):
    """ln of the ways into each state: from itself, from the one before, or over a blank."""
    before = np.full_like(ways, -np.inf)
    before[:, 1:] = ways[:, :-1]
    over = np.full_like(ways, -np.inf)
    over[:, 2:] = ways[:, :-2]
    over = np.where(jumps, over, np.full_like(over, -np.inf))
    return np.logaddexp(np.logaddexp(ways, before), over)


def with_blanks(labels, blank):
    """(N,S) -> (N, 2·S + 1): blanks between the labels, before the first and after the last."""
    N, S = labels.shape
    states = np.full_like(labels, blank, shape=(N, 2 * S + 1))
    states[:, 1::2] = labels
    return states
