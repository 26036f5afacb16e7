"""What functions of tensors refuse before NumPy would silently accept it."""

from .. import backend
from ..tape import Variable, mode


def expect_tensor(name, x):
    """Raises TypeError for anything that is neither a tensor nor an array."""
    if not isinstance(x, Variable) and not hasattr(x, "__array_ufunc__"):
        raise TypeError(f"{name}: expected a tensor; got {type(x).__name__}: use minidnn.tensor(…)")


def expect_one_type(name, x, weight):
    """Raises RuntimeError for an input and a weight of different types, which do not mix."""
    if x.dtype is not weight.dtype and x.dtype != weight.dtype and not mode.mixed:
        raise RuntimeError(
            f"{name}: the input is {x.dtype} and the weight {weight.dtype}, and they must be of "
            f"one type; use x.to({weight.dtype})"
        )


def expect_floating(name, x):
    """Raises RuntimeError for a tensor of integers or booleans."""
    if x.dtype.kind not in "fc":
        raise RuntimeError(f"{name}: expected a floating tensor; got {x.dtype}: use x.float()")


def expect_mask(name, mask):
    """Raises RuntimeError for a mask that does not hold booleans."""
    if mask.dtype.kind != "b":
        raise RuntimeError(
            f"{name}: the mask must be boolean; got {mask.dtype}: use mask.bool() or mask != 0"
        )


def expect_indices(name, index, size, dim):
    """Raises for an index of another type, or outside [0, size); values on the host only."""
    array = index.array if isinstance(index, Variable) else index
    if array.dtype.kind not in "iu":
        raise IndexError(f"{name}: the index must hold integers; got {array.dtype}: use .long()")
    if not array.size or not backend.is_host(array):
        return
    low, high = array.min(), array.max()
    if low < 0 or high >= size:
        raise IndexError(
            f"{name}: the index holds {low if low < 0 else high}, and dimension {dim} takes "
            f"[0, {size})"
        )
