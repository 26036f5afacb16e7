"""nn.utils.convert_parameters: all parameters as one vector, and back."""

from collections.abc import Iterable

from ...functional import cat, reshape
from ...tensor import Tensor
from ...versions import wrote

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters behind each other as one vector."""
    return cat([reshape(p, -1) for p in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Write the parts of one vector into the parameters, in place."""
    parameters = list(parameters)
    wanted = sum(p.numel() for p in parameters)
    if vec.shape != (wanted,):
        raise ValueError(
            f"vector_to_parameters: the parameters have {wanted} elements, got {tuple(vec.shape)}"
        )
    start = 0
    for p in parameters:
        stop = start + p.numel()
        p.array[...] = vec.array[start:stop].reshape(p.shape)
        wrote(p.array)
        start = stop
