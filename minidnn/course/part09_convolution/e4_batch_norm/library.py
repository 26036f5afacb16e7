"""The library's batch normalisation, in training, on the student's functions."""

OPS = {"batch_norm": "batch_norm"}
NEEDS = {"batch_norm": ("batch_norm", "batch_norm_backward")}


def batch_norm(mine, op):
    def on_mine(x, weight, bias, *, mean, var, eps=1e-5, training=False):
        if x.ndim != 4 or weight is None or bias is None:
            return op(x, weight, bias, mean=mean, var=var, eps=eps, training=training)
        running = {"mean": mean, "var": var}  # the layer keeps the averages itself
        y = mine.batch_norm(x, weight, bias, dict(running), training, eps)
        if not training:
            _, *rules = op(x, weight, bias, mean=mean, var=var, eps=eps, training=training)
            return (y, *rules)
        last = []  # the three rules get the same dy: one call serves them all

        def gradients(dy):
            if not last or last[0] is not dy:
                last[:] = dy, mine.batch_norm_backward(x, weight, dy, eps)
            return last[1]

        return (
            y,
            lambda dy: gradients(dy)[0],
            lambda dy: gradients(dy)[1],
            lambda dy: gradients(dy)[2],
        )

    return on_mine
