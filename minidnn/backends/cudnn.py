"""cuDNN, which minidnn does not use; programs set its switches all the same."""

benchmark, deterministic, enabled, allow_tf32 = False, False, True, True


def is_available() -> bool:
    """False: no cuDNN is used."""
    return False


def version() -> None:
    """None: no cuDNN is used."""
