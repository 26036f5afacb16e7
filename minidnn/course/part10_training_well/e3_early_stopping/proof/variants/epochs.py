"""Waiting as the distance between two epochs."""

import copy


def should_stop(state, loss, params, patience, at_least):
    if not state:
        state.update(best=float("inf"), waited=0, params={}, epoch=-1, seen=0)
    now = state["seen"]
    if state["best"] - loss > at_least:
        state.update(best=loss, epoch=now, params=copy.deepcopy(params))
    state["waited"] = now - state["epoch"]
    state["seen"] = now + 1
    return state["waited"] >= patience


def restore(state, params):
    for name, p in params.items():
        p[:] = state["params"][name]
