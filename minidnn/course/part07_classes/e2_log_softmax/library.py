"""The library's log-softmax and cross entropy on the student's functions of exercise 7.2."""

OPS = {"log_softmax": "log_softmax", "cross_entropy": "cross_entropy"}
NEEDS = {
    "log_softmax": ("log_softmax", "log_softmax_backward"),
    "cross_entropy": ("log_softmax", "log_softmax_backward", "nll_loss", "nll_loss_backward"),
}


def log_softmax(mine, op):
    def on_mine(x, *, axis=-1):
        if x.ndim != 2 or axis not in (1, -1):
            return op(x, axis=axis)
        return mine.log_softmax(x), lambda dy: mine.log_softmax_backward(x, dy)

    return on_mine


def cross_entropy(mine, op):
    def on_mine(logits, labels, weight=None, **options):
        usual = {"ignore_index": -100, "reduction": "mean", "label_smoothing": 0.0} | options
        usual["ignore_index"] = -100 if (labels >= 0).all() else None  # none is left out
        if (
            logits.ndim != 2
            or weight is not None
            or usual != {"ignore_index": -100, "reduction": "mean", "label_smoothing": 0.0}
        ):
            return op(logits, labels, weight, **options)
        log_p = mine.log_softmax(logits)

        def dlogits(dy):
            return mine.log_softmax_backward(logits, dy * mine.nll_loss_backward(labels, log_p))

        return mine.nll_loss(labels, log_p), dlogits, None, None

    return on_mine
