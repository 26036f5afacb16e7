"""The right answer to exercise 10.3, early_stopping."""


def should_stop(state, loss, params, patience, at_least):
    if not state:
        state.update(best=float("inf"), waited=0, params={}, epoch=-1, seen=0)
    if loss < state["best"] - at_least:
        state["best"] = loss
        state["epoch"] = state["seen"]
        state["waited"] = 0
        state["params"] = {name: p.copy() for name, p in params.items()}
    else:
        state["waited"] += 1
    state["seen"] += 1
    return state["waited"] >= patience


def restore(state, params):
    for name in params:
        params[name][...] = state["params"][name]
