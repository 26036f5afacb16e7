"""Early stopping against its definition, read off the whole list of losses afterwards."""

import numpy as np

from ..reference import restore, should_stop


def check(goldens):
    rng = np.random.default_rng(0)
    for _ in range(50):
        losses, patience = rng.random(12), int(rng.integers(1, 5))
        state, w, seen = {}, np.zeros(3), []
        for epoch, loss in enumerate(losses):
            w[:] = epoch
            seen.append(should_stop(state, loss, {"w": w}, patience, 0.0))
            best = int(np.argmin(losses[: epoch + 1]))
            assert seen[-1] == (epoch - best >= patience)
            assert state["epoch"] == best and state["best"] == losses[best]
        restore(state, {"w": w})
        assert np.array_equal(w, np.full(3, float(np.argmin(losses))))
