"""Apple's GPUs, on which minidnn does not compute."""


def is_available() -> bool:
    """False."""
    return False


def is_built() -> bool:
    """False."""
    return False
