"""Settings of products on GPUs; they run in the precision of their tensors."""

from types import SimpleNamespace

matmul = SimpleNamespace(allow_tf32=False, allow_fp16_reduced_precision_reduction=False)


def is_built() -> bool:
    """Whether CuPy is there."""
    from ..cuda import is_available

    return is_available()
