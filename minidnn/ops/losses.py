"""The losses: how far predictions are from targets, and which way each prediction should move.

Every loss takes reduction="mean" (a scalar: the average), "sum" (a scalar) or "none" (one loss per
element), and returns the loss and one rule per input. A rule needs the upstream gradient dy in the
shape of the loss; `spread` brings it back to every element.
"""

import math

import numpy as np

from ..elsewhere import with_kernels


def mse_loss(prediction, target, *, reduction="mean"):
    """loss = mean((prediction - target)²):  both of one shape -> ()."""
    check_same_shape("mse_loss", prediction, target)
    difference = prediction - target
    loss, spread = reduced(difference * difference, reduction)

    def dprediction(dy):
        return 2.0 * difference * spread(dy)

    return loss, dprediction, lambda dy: -dprediction(dy)


def l1_loss(prediction, target, *, reduction="mean"):
    """loss = mean(|prediction - target|):  one shape -> (); the slope at 0 is taken as 0."""
    check_same_shape("l1_loss", prediction, target)
    difference = prediction - target
    loss, spread = reduced(abs(difference), reduction)

    def dprediction(dy):
        return np.sign(difference) * spread(dy)

    return loss, dprediction, lambda dy: -dprediction(dy)


def huber_loss(prediction, target, *, reduction="mean", delta=1.0):
    """loss = mean(d²/2 if |d| < δ else δ·(|d| - δ/2)), d = prediction - target:  one shape -> ().

    Source: Huber, Robust Estimation of a Location Parameter (1964), section 4.
    """
    check_same_shape("huber_loss", prediction, target)
    difference = prediction - target
    distance = abs(difference)
    loss, spread = reduced(
        np.where(distance < delta, 0.5 * difference * difference, delta * (distance - 0.5 * delta)),
        reduction,
    )

    def dprediction(dy):
        return np.clip(difference, -delta, delta) * spread(dy)

    return loss, dprediction, lambda dy: -dprediction(dy)


def smooth_l1_loss(prediction, target, *, reduction="mean", beta=1.0):
    """loss = mean(d²/(2β) if |d| < β else |d| - β/2), d = prediction - target:  one shape -> ().

    It is the Huber loss divided by its δ. With beta = 0 it is the L1 loss.
    Source: Girshick, Fast R-CNN (2015), equation 3.
    """
    check_same_shape("smooth_l1_loss", prediction, target)
    if beta == 0:
        return l1_loss(prediction, target, reduction=reduction)
    difference = prediction - target
    distance = abs(difference)
    loss, spread = reduced(
        np.where(distance < beta, 0.5 / beta * difference * difference, distance - 0.5 * beta),
        reduction,
    )

    def dprediction(dy):
        return np.clip(difference * (1.0 / beta), -1.0, 1.0) * spread(dy)

    return loss, dprediction, lambda dy: -dprediction(dy)


def binary_cross_entropy(prediction, target, weight=None, *, reduction="mean"):
    """loss = -mean(w·(t·log p + (1-t)·log(1-p))):  p, t of one shape, w broadcasts -> ().

    The logarithms stop at -100, so that a sure and wrong prediction costs 100 and not infinity; the
    divisor of the gradient stops at 1e-12.
    """
    check_same_shape("binary_cross_entropy", prediction, target)
    with np.errstate(divide="ignore"):  # log 0 = -inf is meant: the next lines cut it
        log_yes = np.maximum(np.log(prediction), -100.0)
        log_no = np.maximum(np.log1p(-prediction), -100.0)
    loss = (target - 1.0) * log_no - target * log_yes
    loss, spread = reduced(loss if weight is None else loss * weight, reduction, weight)

    def dprediction(dy):
        slope = (prediction - target) / np.maximum(prediction * (1.0 - prediction), 1e-12)
        return slope * spread(dy)

    return loss, dprediction, lambda dy: (log_no - log_yes) * spread(dy), None


def binary_cross_entropy_with_logits(
    logits, target, weight=None, pos_weight=None, *, reduction="mean"
):
    """loss = -mean(w·(q·t·log σ(x) + (1-t)·log(1-σ(x)))):  x, t of one shape, w, q broadcast -> ().

    q is pos_weight. In the form (1-t)·x + (1 + (q-1)·t)·log(1 + exp(-x)) nothing overflows, and
    for q = 1 the gradient is just σ(x) - t.
    """
    check_same_shape("binary_cross_entropy_with_logits", logits, target)
    small = np.exp(-abs(logits))  # in (0, 1]: the exponential that cannot overflow
    softplus = np.log1p(small) + np.maximum(-logits, 0.0)  # log(1 + exp(-x))
    factor = 1.0 if pos_weight is None else 1.0 + (pos_weight - 1.0) * target
    loss = (1.0 - target) * logits + factor * softplus
    loss, spread = reduced(loss if weight is None else loss * weight, reduction, weight)
    below = np.where(logits >= 0, small, 1.0) / (1.0 + small)  # σ(-x) = 1 - σ(x)

    def dlogits(dy):
        return (1.0 - target - factor * below) * spread(dy)

    def dtarget(dy):
        slope = -logits if pos_weight is None else (pos_weight - 1.0) * softplus - logits
        return slope * spread(dy)

    return loss, dlogits, dtarget, None, None


@with_kernels
def nll_loss(log_probs, labels, weight=None, *, ignore_index=-100, reduction="mean"):
    """loss = -Σ w[l]·log_probs[n, l] / Σ w[l]:  log_probs (N,C,...), labels l (N,...) -> ().

    w (C,) or None (all 1). One sample alone is (C,) with a label (). Labels equal to ignore_index
    count for nothing.
    """
    axis = class_axis("nll_loss", log_probs, labels)
    index, share = shares(log_probs, labels, weight, ignore_index, axis)
    # where, not only a product: an ignored -inf must give 0, not 0·inf
    picked = np.where(share == 0, 0.0, np.take_along_axis(log_probs, index, axis=axis))
    loss = -share * picked
    loss, spread = reduced_labels(loss, share, reduction, axis)

    def dlog_probs(dy):
        dx = np.zeros_like(log_probs)
        np.put_along_axis(dx, index, -share * spread(dy), axis=axis)
        return dx

    return loss, dlog_probs, None, None


@with_kernels
def cross_entropy(
    logits, labels, weight=None, *, ignore_index=-100, reduction="mean", label_smoothing=0.0
):
    """loss = -Σ w[l]·log softmax(logits)[n, l] / Σ w[l]:  logits (N,C,...), labels l (N,...) -> ().

    The softmax and the loss are one op because together their gradient is softmax - one-hot: exact
    where a separate logarithm would be rounded away, and cheap. With label smoothing s the target
    is 1-s for the label plus s/C for every class (weighted by w).
    """
    axis = class_axis("cross_entropy", logits, labels)
    index, share = shares(logits, labels, weight, ignore_index, axis)
    probs, shifted, log_total = softmax_parts(logits, axis)
    kept = (1.0 - label_smoothing) * share
    picked = log_total - np.take_along_axis(shifted, index, axis=axis)
    loss = kept * np.where(share == 0, 0.0, picked)  # an ignored infinity must not become NaN
    even = None  # what smoothing puts on every class
    if label_smoothing:
        even = np.full_like(logits, label_smoothing / logits.shape[axis])
        even *= per_class(weight, logits.ndim, axis)
        even *= expanded(labels, axis) != ignore_index
        loss = loss - (even * (shifted - log_total)).sum(axis=axis, keepdims=True)
    loss, spread = reduced_labels(loss, share, reduction, axis)

    def dlogits(dy):
        scale = spread(dy)
        mass = kept if even is None else kept + even.sum(axis=axis, keepdims=True)
        dx = probs * (mass * scale)
        if even is not None:
            dx -= even * scale
        at_label = np.take_along_axis(dx, index, axis=axis) - kept * scale
        np.put_along_axis(dx, index, at_label, axis=axis)
        return dx

    return loss, dlogits, None, None


def soft_cross_entropy(logits, target, weight=None, *, reduction="mean", label_smoothing=0.0):
    """loss = -mean over n of Σ_c w_c·t[n,c]·log softmax(logits)[n,c]:  logits, t (N,C,...) -> ().

    Here the targets are probabilities. Smoothing s turns t into (1-s)·t + s/C. The mean divides by
    the number of samples (and pixels), not by the weights.
    """
    check_same_shape("cross_entropy", logits, target)
    axis = 1 if logits.ndim > 1 else 0
    probs, shifted, log_total = softmax_parts(logits, axis)
    log_probs = shifted - log_total
    wanted = target
    if label_smoothing:
        wanted = (1.0 - label_smoothing) * target + label_smoothing / logits.shape[axis]
    if weight is not None:
        wanted = wanted * per_class(weight, logits.ndim, axis)
    # where t = 0 nothing is asked for: log_probs may be -inf there
    loss = -(wanted * np.where(wanted == 0, 0.0, log_probs)).sum(axis=axis, keepdims=True)
    loss, spread = reduced_labels(loss, None, reduction, axis)

    def dlogits(dy):
        return (probs * wanted.sum(axis=axis, keepdims=True) - wanted) * spread(dy)

    def dtarget(dy):
        dt = (label_smoothing - 1.0) * log_probs * spread(dy)
        return dt if weight is None else dt * per_class(weight, logits.ndim, axis)

    return loss, dlogits, dtarget, None


def reduced(losses, reduction, weight=None):
    """The reduced losses, and `spread`: dy -> the upstream gradient of each loss."""
    if reduction == "none":
        return losses, lambda dy: dy if weight is None else dy * weight
    if reduction not in ("mean", "sum"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    count = losses.size if reduction == "mean" else 1
    factor = 1.0 / count if weight is None else weight * (1.0 / count)
    return losses.sum() / count, lambda dy: dy * factor


def reduced_labels(losses, share, reduction, axis):
    """As reduced for losses (N,1,...); "mean" divides by the sum of the shares (None: all 1)."""
    if reduction == "none":
        return losses.squeeze(axis), lambda dy: expanded(dy, axis)
    if reduction not in ("mean", "sum"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {reduction!r}")
    if reduction == "sum":
        return losses.sum(), lambda dy: dy
    total = losses.size if share is None else share.sum()
    return losses.sum() / total, lambda dy: dy / total


def softmax_parts(logits, axis):
    """softmax (N,C,...), the logits minus their maximum, and the logarithm of the sum (N,1,...)."""
    shifted = logits - logits.max(axis=axis, keepdims=True)  # exp of at most 0 cannot overflow
    probs = np.exp(shifted)
    total = probs.sum(axis=axis, keepdims=True)
    probs /= total
    return probs, shifted, np.log(total)


def shares(scores, labels, weight, ignore_index, axis):
    """Per sample its class (N,1,...), and how much it counts: w[label], 0 where it is ignored."""
    labels = expanded(labels, axis)
    valid = labels != ignore_index
    index = labels * valid  # an ignored label looks at class 0, and counts 0
    share = valid.astype(scores.dtype)
    return index, share if weight is None else share * weight[index]


def per_class(weight, ndim, axis):
    """weight (C,) -> (C,1,...) that broadcasts along the class axis; 1.0 for None."""
    return 1.0 if weight is None else weight.reshape((-1,) + (1,) * (ndim - axis - 1))


def expanded(values, axis):
    """(N,...) -> (N,1,...): room for the class axis."""
    return values.reshape(values.shape[:axis] + (1,) + values.shape[axis:])


def class_axis(name, scores, labels):
    """The class axis: 1 of (N,C,...), 0 of (C,). Refuses labels of a wrong shape or kind."""
    if scores.ndim == 0:
        raise ValueError(f"{name}: expected scores (N, C, ...) or (C,), got a single number")
    axis = 1 if scores.ndim > 1 else 0
    wanted = scores.shape[:axis] + scores.shape[axis + 1 :]
    expected = (
        f"{name}: labels must be {wanted} integers in [0, {scores.shape[axis]}) for scores "
        f"{scores.shape}; got "
    )
    if labels.dtype.kind not in "iu":
        also = ", or give probabilities in the scores' shape" if name == "cross_entropy" else ""
        raise TypeError(f"{expected}{labels.dtype} {labels.shape}: use labels.long(){also}")
    if labels.shape != wanted:
        advice = "one label per sample"
        if labels.shape == scores.shape:
            advice = f"for one-hot labels use labels.argmax({axis})"
        elif labels.size == math.prod(wanted):
            shape = "-1" if len(wanted) == 1 else ", ".join(map(str, wanted))
            advice = f"use labels.reshape({shape})"
        raise ValueError(f"{expected}shape {labels.shape}: {advice}")
    return axis


def check_same_shape(name, prediction, target):
    """Refuse shapes that NumPy would broadcast: (N,1) against (N,) would give N·N differences."""
    if prediction.shape != target.shape:
        raise ValueError(
            f"{name}: prediction {prediction.shape} and target {target.shape} must have the same "
            f"shape; use target.reshape({', '.join(map(str, prediction.shape))}) if they match"
        )
