"""Losses, for tensors: they check what NumPy would silently accept, then call the op.

Values (labels, probabilities) are checked on the host only: on a GPU a look at them would make
every step wait for the device. Shapes and kinds are checked everywhere, in the ops.
"""

import warnings

from .. import backend
from ..dtypes import cast
from ..ops import losses
from ..tape import Variable, apply

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "huber_loss",
    "l1_loss", "mse_loss", "nll_loss", "smooth_l1_loss",
]


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """mean((input - target)²); weight: Σ w·(input - target)² / Σ w."""
    reduction = reduction_of(size_average, reduce, reduction)
    return weighted(losses.mse_loss, input, target, reduction, weight)


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    """mean(|input - target|); weight: Σ w·|input - target| / Σ w."""
    reduction = reduction_of(size_average, reduce, reduction)
    return weighted(losses.l1_loss, input, target, reduction, weight)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    """mean(d²/(2β) if |d| < β else |d| - β/2), d = input - target."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not beta >= 0:
        raise ValueError(f"smooth_l1_loss: beta must be at least 0, got {beta!r}")
    return elementwise(losses.smooth_l1_loss, input, target, reduction, beta=beta)


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    """mean(d²/2 if |d| < δ else δ·(|d| - δ/2)), d = input - target; weight: mean(w·loss)."""
    if not delta > 0:
        raise ValueError(f"huber_loss: delta must be above 0, got {delta!r}")
    if weight is not None and reduction == "mean":  # here PyTorch divides by the count
        return weighted(losses.huber_loss, input, target, "none", weight, delta=delta).mean()
    return weighted(losses.huber_loss, input, target, reduction, weight, delta=delta)


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    """-mean(t·log p + (1-t)·log(1-p)), input p and target t in [0, 1]."""
    name, reduction = "binary_cross_entropy", reduction_of(size_average, reduce, reduction)
    check_unit_interval(name, "predictions", input, "end the network with a sigmoid")
    check_unit_interval(name, "targets", target, "0 and 1 are the two classes")
    return elementwise(losses.binary_cross_entropy, input, target, reduction, weight)


def binary_cross_entropy_with_logits(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
    pos_weight=None,
):
    """binary_cross_entropy of sigmoid(input), computed in a way that cannot overflow."""
    name = "binary_cross_entropy_with_logits"
    reduction = reduction_of(size_average, reduce, reduction)
    check_unit_interval(name, "targets", target, "0 and 1 are the two classes")
    op = losses.binary_cross_entropy_with_logits
    return elementwise(op, input, target, reduction, weight, pos_weight)


def nll_loss(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
):
    """-mean(w[l]·input[n, l]), input log-probabilities (N,C,...), target l: labels (N,...)."""
    reduction = reduction_of(size_average, reduce, reduction)
    check_labels("nll_loss", input, target, weight, ignore_index, reduction)
    weight = like(weight, input)
    options = {"ignore_index": ignore_index, "reduction": reduction}
    return apply(losses.nll_loss, input, target, weight, **options)


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    """nll_loss of log_softmax(input); target: labels (N,...) or probabilities in input's shape."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"cross_entropy: label_smoothing must be in [0, 1], got {label_smoothing}")
    weight = like(weight, input)
    options = {"reduction": reduction, "label_smoothing": label_smoothing}
    if target.dtype.kind == "f" and target.shape == input.shape:
        if ignore_index >= 0:
            raise ValueError(
                f"cross_entropy: ignore_index {ignore_index} has no meaning for probabilities"
            )
        check_unit_interval("cross_entropy", "targets", target, "each is a probability")
        check_weight("cross_entropy", input, weight)
        check_some("cross_entropy", input, reduction)
        target = like(target, input)
        return apply(losses.soft_cross_entropy, input, target, weight, **options)
    check_labels("cross_entropy", input, target, weight, ignore_index, reduction)
    options["ignore_index"] = ignore_index
    return apply(losses.cross_entropy, input, target, weight, **options)


def reduction_of(size_average, reduce, reduction):
    """The reduction that PyTorch's old arguments mean, with a warning; else the new one."""
    if size_average is None and reduce is None:
        return reduction
    average, reduces = size_average in (None, True), reduce in (None, True)
    reduction = "none" if not reduces else "mean" if average else "sum"
    warnings.warn(
        f"size_average and reduce are old arguments; use reduction={reduction!r}", stacklevel=3
    )
    return reduction


def weighted(op, input, target, reduction, weight, **options):
    """An elementwise loss; with a weight (of the input's shape) the mean divides by its sum."""
    if weight is None:
        return elementwise(op, input, target, reduction, **options)
    if tuple(weight.shape) != tuple(input.shape):
        raise ValueError(
            f"{op.__name__}: weight must have the input's shape {tuple(input.shape)}, got "
            f"{tuple(weight.shape)}"
        )
    each = elementwise(op, input, target, "none", **options) * weight
    if reduction == "none":
        return each
    return each.sum() if reduction == "sum" else each.sum() / weight.sum()


def elementwise(op, input, target, reduction, *weights, **options):
    """Call a loss of two tensors of one shape; target and weights take the type of input."""
    check_some(op.__name__, input, reduction)
    for weight in weights:
        if weight is not None and not fits(tuple(weight.shape), tuple(input.shape)):
            raise ValueError(
                f"{op.__name__}: a weight {tuple(weight.shape)} cannot be spread over "
                f"predictions {tuple(input.shape)}"
            )
    if getattr(target, "dtype", input.dtype).kind == "c" != input.dtype.kind:
        raise RuntimeError(
            f"{op.__name__}: the target is {target.dtype} and the input {input.dtype}, "
            "which cannot hold it"
        )
    weights = [like(weight, input) for weight in weights]
    return apply(op, input, like(target, input), *weights, reduction=reduction, **options)


def fits(shape, whole):
    """Whether an array of a shape can be repeated to the whole shape."""
    aligned = whole[len(whole) - len(shape) :]
    return len(shape) <= len(whole) and all(n in (1, m) for n, m in zip(shape, aligned))


def like(x, other):
    """x in the dtype of another tensor."""
    return x if x is None else cast(x, other.dtype)


def host_array(x):
    """The array of x if its values can be read without waiting, and there are some; else None."""
    array = x.array if isinstance(x, Variable) else x
    return array if backend.is_host(array) and array.size else None


def check_labels(name, scores, labels, weight, ignore_index, reduction):
    """Raises ValueError for labels outside [0, C), and where nothing is left to average."""
    check_weight(name, scores, weight)
    check_some(name, scores, reduction)
    array = host_array(labels)
    if array is None or array.dtype.kind not in "iu" or not scores.ndim:
        return  # the op tells what is wrong
    classes = scores.shape[1 if scores.ndim > 1 else 0]
    if array.min() >= 0 and array.max() < classes and not 0 <= ignore_index < classes:
        return
    counted = array != ignore_index
    wrong = counted & ((array < 0) | (array >= classes))
    if wrong.any():
        place = tuple(map(int, next(zip(*wrong.nonzero())))) if array.ndim else ()
        raise ValueError(
            f"{name}: labels must be integers in [0, {classes}) for scores {tuple(scores.shape)}; "
            f"got {array[place]} at {list(place)} and {int(wrong.sum())} such labels in all: "
            "count the classes from 0"
        )
    if reduction == "mean" and not counted.any():
        raise ValueError(
            f"{name}: all {array.size} labels equal ignore_index {ignore_index}, so the mean loss "
            'is undefined; skip this batch or use reduction="sum"'
        )


def check_weight(name, scores, weight):
    """Raises ValueError unless there is one weight for each class."""
    classes = scores.shape[1 if scores.ndim > 1 else 0] if scores.ndim else 0
    if weight is not None and weight.shape != (classes,):
        raise ValueError(
            f"{name}: weight must be ({classes},), one number per class of scores "
            f"{tuple(scores.shape)}; got {tuple(weight.shape)}"
        )


def check_unit_interval(name, what, x, advice):
    """Raises ValueError for values outside [0, 1], NaN included."""
    array = host_array(x)
    if array is None or array.dtype.kind not in "iuf":
        return
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= 1):
        raise ValueError(f"{name}: {what} must be in [0, 1], got {low:g} to {high:g}; {advice}")


def check_some(name, x, reduction):
    """Raises ValueError for the mean of no loss at all."""
    if reduction == "mean" and 0 in x.shape:
        raise ValueError(
            f"{name}: the mean loss of an empty batch {tuple(x.shape)} is undefined; "
            'skip it or use reduction="sum"'
        )
