"""mkl, of which minidnn knows nothing: NumPy chooses its own libraries."""


def is_available() -> bool:
    """False: it is not asked for."""
    return False
