"""A solution of exercise 10.3, one block for each blank of the page, in its order."""


def should_stop(state, loss, params, patience, at_least):
    """Called after every epoch with its validation loss; True when the training should stop."""
    if not state:
        state.update(best=float("inf"), waited=0, params={}, epoch=-1, seen=0)
    #### BEGIN IMPLEMENTATION ####
    better = loss < state["best"] - at_least
    # what changes in the state
    if better:
        kept = {name: p.copy() for name, p in params.items()}
        state.update(best=loss, epoch=state["seen"], waited=0, params=kept)
    else:
        state["waited"] += 1
    stop = state["waited"] >= patience
    #### END IMPLEMENTATION ####
    state["seen"] += 1
    return stop


def restore(state, params):
    """Writes the best weights into the arrays of params."""
    for name in params:
        #### BEGIN IMPLEMENTATION ####
        params[name][...] = state["params"][name]
        #### END IMPLEMENTATION ####
