"""The library's log-softmax and cross entropy on the student's functions of exercise 7.2."""

import numpy as np

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
        usual = {"ignore_index": -100, "reduction": "mean", "label_smoothing": 0.0}
        given = usual | options | {"ignore_index": -100}
        asked = labels != options.get("ignore_index", -100)
        if logits.ndim != 2 or weight is not None or given != usual or not asked.any():
            return op(logits, labels, weight, **options)
        scores, right = (logits, labels) if asked.all() else (logits[asked], labels[asked])
        log_p = mine.log_softmax(scores)

        def dlogits(dy):
            own = mine.log_softmax_backward(scores, dy * mine.nll_loss_backward(right, log_p))
            if asked.all():
                return own
            every = np.zeros_like(logits)
            every[asked] = own
            return every

        return mine.nll_loss(right, log_p), dlogits, None, None

    return on_mine
