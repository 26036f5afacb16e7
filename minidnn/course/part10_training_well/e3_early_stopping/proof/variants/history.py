"""All losses are kept, and looked through every time."""

import numpy as np


def should_stop(state, loss, params, patience, at_least):
    state.setdefault("losses", []).append(loss)
    best, epoch = np.inf, -1
    for i, one in enumerate(state["losses"]):
        if one < best - at_least:
            best, epoch = one, i
    last = len(state["losses"]) - 1
    if epoch == last:
        state["params"] = {name: 1 * p for name, p in params.items()}
    state["best"], state["epoch"] = best, epoch
    return last - epoch >= patience


def restore(state, params):
    for name, p in params.items():
        p *= 0
        p += state["params"][name]
