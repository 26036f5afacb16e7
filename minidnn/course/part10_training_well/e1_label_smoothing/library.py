"""The library's cross entropy with label smoothing on the student's functions of 10.1."""

OPS = {"cross_entropy": "cross_entropy"}
NEEDS = {"cross_entropy": ("smooth_targets", "smooth_loss", "smooth_loss_backward")}


def cross_entropy(mine, op):
    def on_mine(logits, labels, weight=None, *, label_smoothing=0.0, **other):
        plain = logits.ndim == 2 and weight is None and other.get("reduction", "mean") == "mean"
        if not label_smoothing or not plain or (labels < 0).any():
            return op(logits, labels, weight, label_smoothing=label_smoothing, **other)

        def dlogits(dy):
            return dy * mine.smooth_loss_backward(logits, labels, label_smoothing)

        return mine.smooth_loss(logits, labels, label_smoothing), dlogits, None, None

    return on_mine
