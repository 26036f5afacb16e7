"""PyTorch's `torch.random`: the seed and the state of the library's random numbers."""

from contextlib import contextmanager

from .backend import get_rng_state, initial_seed, manual_seed, set_rng_state
from .settings import seed

__all__ = ["fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]


@contextmanager
def fork_rng(devices=None, enabled=True, device_type="cuda"):
    """Afterwards the random numbers go on as if nothing had been drawn within."""
    state = get_rng_state() if enabled else None
    try:
        yield
    finally:
        if state is not None:
            set_rng_state(state)
