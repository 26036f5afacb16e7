"""Softmax, its logarithm, the losses of labels and attention, by kernels."""

import math

import numpy as np

from .calls import empty, packed, served


def softmax(launch, formula, x, *, axis=-1):
    if not served(x) or axis not in (-1, x.ndim - 1):
        return formula(x, axis=axis)
    x = packed(x)
    y, columns = empty(x, *x.shape), x.shape[-1]
    launch("softmax", x, x.size // columns, y, x, columns)
    return y, lambda dy: softmax_back(launch, dy, y, 1.0)


def softmax_back(launch, dy, y, scale):
    dx, columns = empty(y, *y.shape), y.shape[-1]
    launch("softmax_dx", y, y.size // columns, dx, packed(dy), y, columns, scale)
    return dx


def log_softmax(launch, formula, x, *, axis=-1):
    if not served(x) or axis not in (-1, x.ndim - 1):
        return formula(x, axis=axis)
    x = packed(x)
    y, columns = empty(x, *x.shape), x.shape[-1]
    launch("log_softmax", x, x.size // columns, y, x, columns)

    def dx(dy):
        result = empty(y, *y.shape)
        launch("log_softmax_dx", y, y.size // columns, result, packed(dy), y, columns)
        return result

    return y, dx


def cross_entropy(
    launch, formula, logits, labels, weight=None, *, ignore_index=-100, reduction="mean",
    label_smoothing=0.0,
):  # fmt: skip
    if label_smoothing or not labelled(logits, labels, weight, reduction):
        options = {"ignore_index": ignore_index, "reduction": reduction}
        return formula(logits, labels, weight, **options, label_smoothing=label_smoothing)
    x, labels, weight = packed(logits), packed(labels.astype(np.int64, copy=False)), packed(weight)
    rows, columns = x.shape
    loss, share, logsum = empty(x, rows), empty(x, rows), empty(x, rows)
    arrays = loss, share, logsum, x, labels, weight
    launch("cross_entropy", x, rows, *arrays, ignore_index, columns)
    result, total = reduced(launch, loss, share, reduction)

    def dlogits(dy):
        dx, sizes = empty(x, *x.shape), (x.size, columns, int(reduction == "none"))
        arrays = dx, packed(dy), x, logsum, share, total, labels
        launch("cross_entropy_dx", x, x.size, *arrays, *sizes)
        return dx

    return result, dlogits, None, None


def nll_loss(
    launch, formula, log_probs, labels, weight=None, *, ignore_index=-100, reduction="mean"
):
    if not labelled(log_probs, labels, weight, reduction):
        options = {"ignore_index": ignore_index, "reduction": reduction}
        return formula(log_probs, labels, weight, **options)
    x, labels = packed(log_probs), packed(labels.astype(np.int64, copy=False))
    rows, columns = x.shape
    loss, share = empty(x, rows), empty(x, rows)
    arrays = loss, share, x, labels, packed(weight)
    launch("nll_loss", x, rows, *arrays, ignore_index, rows, columns)
    result, total = reduced(launch, loss, share, reduction)

    def dlog_probs(dy):
        dx, sizes = empty(x, *x.shape), (x.size, columns, int(reduction == "none"))
        launch("nll_loss_dx", x, x.size, dx, packed(dy), share, total, labels, *sizes)
        return dx

    return result, dlog_probs, None, None


def labelled(scores, labels, weight, reduction):
    """Whether these are rows of scores with a whole number each."""
    return (
        scores.ndim == 2
        and labels.shape == scores.shape[:1]
        and labels.dtype.kind in "iu"
        and (weight is None or weight.shape == scores.shape[1:])
        and reduction in ("mean", "sum", "none")
        and served(scores, weight)
    )


def reduced(launch, loss, share, reduction):
    """The loss, and the sum that a mean divides by (else None)."""
    if reduction == "none":
        return loss, None
    result, total = empty(loss), empty(loss)
    launch("label_mean", loss, 1, result, total, loss, share, loss.size, int(reduction == "mean"))
    return result, total if reduction == "mean" else None


def attention(launch, formula, q, k, v, mask, drop, *, scale, causal=False):
    options = {"scale": scale, "causal": causal}
    alike = min(q.ndim, k.ndim, v.ndim) > 1 and q.shape[:-2] == k.shape[:-2] == v.shape[:-2]
    fits = alike and q.shape[-1] == k.shape[-1] and k.shape[-2] == v.shape[-2]
    if not (fits and served(q, k, v, drop) and k.size and v.size):
        return formula(q, k, v, mask, drop, **options)
    added = mask is not None and mask.dtype.kind == "f"
    scores, inner, outer = q @ k.swapaxes(-1, -2), scale, 1.0
    if mask is not None:  # its numbers are not scaled, so the scores are before
        scores, inner, outer = scores * scale, 1.0, scale
        scores = scores + mask if added else np.where(mask, scores, -math.inf)
        scores = scores.astype(q.dtype, copy=False)
    if scores.shape[:-2] != q.shape[:-2]:  # a mask with more dimensions than the scores
        return formula(q, k, v, mask, drop, **options)
    scores, (queries, keys) = packed(scores), scores.shape[-2:]
    weights, known = empty(scores, *scores.shape), []
    sizes = queries, keys, inner, int(causal)
    launch("attention_softmax", q, scores.size // keys, weights, scores, *sizes)
    dropped = weights if drop is None else weights * drop

    def dscores(dy):
        if not known or known[0] is not dy:
            dweights = dy @ v.swapaxes(-1, -2)
            dweights = dweights if drop is None else dweights * drop
            known[:] = dy, softmax_back(launch, dweights, weights, inner)
        return known[1]

    def scaled(g):
        return g if outer == 1.0 else g * outer

    return (
        dropped @ v,
        lambda dy: scaled(dscores(dy) @ k),
        lambda dy: scaled(dscores(dy).swapaxes(-1, -2) @ q),
        lambda dy: dropped.swapaxes(-1, -2) @ dy,
        (lambda dy: formula(q, k, v, mask, drop, **options)[4](dy)) if added else None,
        None,
    )
