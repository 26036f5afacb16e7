"""SparseAdam: PyTorch's name for an Adam of sparse gradients, which minidnn does not make."""

from collections.abc import Iterable

from .optimizer import Optimizer


class SparseAdam(Optimizer):
    """Not offered: all gradients here are dense. Raises: RuntimeError that says what to use."""

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ):
        raise RuntimeError(
            "SparseAdam does not support dense gradients, and minidnn's gradients are all dense; "
            "use Adam"
        )
