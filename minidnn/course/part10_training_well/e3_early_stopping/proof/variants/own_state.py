"""A state that fills itself, and np.copyto."""

import numpy as np


def should_stop(state, loss, params, patience, at_least):
    now = state.get("seen", 0)
    state["seen"] = now + 1
    if "best" not in state or loss + at_least < state["best"]:
        state["best"], state["epoch"], state["waited"] = loss, now, 0
        state["params"] = {}
        for name in params:
            state["params"][name] = np.array(params[name])
        return patience <= 0
    state["waited"] = state["waited"] + 1
    return not state["waited"] < patience


def restore(state, params):
    for name in params:
        np.copyto(params[name], state["params"][name])
