"""torch.xpu: Intel's GPUs, on which minidnn does not compute."""

def is_available() -> bool:
    """False."""
    return False


def device_count() -> int:
    """0."""
    return 0


def empty_cache() -> None:
    """Nothing to free."""


def synchronize() -> None:
    """Nothing to wait for."""


__all__ = ["device_count", "empty_cache", "is_available", "synchronize"]
