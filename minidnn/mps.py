"""torch.mps: Apple's GPUs, on which minidnn does not compute."""

from .backends.mps import is_available


def device_count() -> int:
    """0."""
    return 0


def empty_cache() -> None:
    """Nothing to free."""


def synchronize() -> None:
    """Nothing to wait for."""


__all__ = ["device_count", "empty_cache", "is_available", "synchronize"]
