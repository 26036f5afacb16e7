"""What an op's error says: the op, what went wrong in our words, and what went in."""

import math
import re


class ShapeError(ValueError, RuntimeError):
    """Values that do not fit together: PyTorch raises RuntimeError for them, NumPy ValueError."""


def explained(error, op, inputs):
    """The same kind of error with the op's name and the shapes and dtypes of all inputs."""
    kinds = {IndexError: IndexError, ValueError: ShapeError, TypeError: TypeError}
    kind = next(kinds[k] for k in kinds if isinstance(error, k))
    name, told = op.__name__, reworded(str(error), inputs)
    devices = sorted({str(x.device) for x in inputs if hasattr(x, "node")})
    if len(devices) > 1:
        both = " and ".join(devices)
        told = f"the tensors are on different devices, {both}; move them with .to(device)"
    told = told if told.startswith(name) else f"{name}: {told}"
    return kind(f"{told} (inputs: {', '.join(described(x) for x in inputs)})")


def described(x):
    """Shape and dtype of a tensor or array, a short text of anything else."""
    array = getattr(x, "array", x)
    if hasattr(array, "dtype"):
        return f"{tuple(array.shape)} {array.dtype}"
    text = repr(array)
    return text if len(text) < 40 else text[:37] + "..."


def reworded(told, inputs):
    """NumPy's message about shapes in our words: what was given, what is expected, what to do."""
    shapes = [tuple(x.shape) for x in (getattr(i, "array", i) for i in inputs) if has_shape(x)]
    for part, (words, least) in WORDS.items():
        if part in told and len(shapes) >= least:
            return words(told, shapes)
    return told


def has_shape(x):
    return hasattr(x, "shape") and hasattr(x, "dtype")


def product(told, shapes):
    """matmul of (2, 3) and (2, 3)."""
    x, y = shapes[:2]
    if not x or not y:
        return "a product needs at least one dimension on both sides; use * for numbers"
    inner = y[-2] if len(y) > 1 else y[0]
    if x[-1] == inner:  # the batches differ
        return f"the leading dimensions of {x} and {y} do not fit each other"
    text = f"{x} times {y}: the last dimension of the first, {x[-1]}, must equal "
    text += f"the last but one of the second, {inner}" if len(y) > 1 else f"the second's {inner}"
    if len(y) > 1 and x[-1] == y[-1]:
        text += "; use y.mT for the transpose" if len(y) > 2 else "; use y.T for the transpose"
    return text


def together(told, shapes):
    """x + y of (2, 3) and (2,)."""
    x, y = shapes[:2]
    text = (
        f"the shapes {x} and {y} do not fit each other: counted from the right, two lengths must "
        "be equal or one of them 1"
    )
    if len(x) > len(y) == 1 and y[0] in x[:-1]:
        at = x.index(y[0])
        text += f"; reshape the second to {(y[0], *[1] * (len(x) - 1 - at))} to meet dimension {at}"
    return text


def joined(told, shapes):
    """cat of (2, 3) and (3, 2)."""
    if "number of dimensions" in told:
        return f"tensors to join must have the same number of dimensions; got {listed(shapes)}"
    dim = re.search(r"along dimension (\d+)", told)
    where = f"; these differ in dimension {dim[1]}" if dim else ""
    return (
        f"tensors to join must have equal lengths in all dimensions but the joined one; got "
        f"{listed(shapes)}{where}"
    )


def stacked(told, shapes):
    """stack of (2, 3) and (3, 2)."""
    return f"tensors to stack must have one shape; got {listed(shapes)}"


def reshaping(told, shapes):
    """reshape of 6 elements to (4,), or to (-1, 4), of which NumPy tells the 4."""
    found = re.search(r"array of size (\d+) into shape \((.*?)\)", told)
    if found is None:
        return told
    wanted = [int(n) for n in found[2].split(",") if n.strip()]
    return (
        f"{shapes[0]} has {found[1]} elements, and the lengths asked for, {tuple(wanted)}, "
        f"make {math.prod(wanted)}"
    )


def expanded(told, shapes):
    """expand of (2, 3) to (4, 3); einsum whose letters do not agree."""
    if "newaxis,newaxis" in told:
        return product(told, shapes)
    wanted = re.search(r"requested shape (\(.*?\))", told)
    if wanted is None:
        return f"a letter must stand for one length in every operand; got {listed(shapes)}"
    return f"{shapes[0]} cannot become {wanted[1]}: only dimensions of length 1 can be repeated"


def listed(shapes):
    return ", ".join(map(str, shapes))


WORDS = {  # a part of NumPy's message: what says it better, and the number of shapes it needs
    "gufunc signature": (product, 2),
    "not aligned": (product, 2),
    "does not have enough dimensions (has 0": (product, 2),
    "operands could not be broadcast together with shapes": (together, 2),
    "operands could not be broadcast together with remapped shapes": (expanded, 1),
    "except for the concatenation axis": (joined, 1),
    "must have same number of dimensions": (joined, 1),
    "all input arrays must have the same shape": (stacked, 1),
    "cannot reshape array": (reshaping, 1),
}
