"""The library's layer normalisation on the student's functions of exercise 12.4."""

OPS = {"layer_norm": "layer_norm"}
NEEDS = {"layer_norm": ("layer_norm", "layer_norm_backward")}


def layer_norm(mine, op):
    def on_mine(x, weight, bias, *, dims=1, eps=1e-5):
        if dims != 1 or weight is None or bias is None:
            return op(x, weight, bias, dims=dims, eps=eps)
        last = []  # the three rules get the same dy: one call serves them all

        def gradients(dy):
            if not last or last[0] is not dy:
                last[:] = dy, mine.layer_norm_backward(x, weight, eps, dy)
            return last[1]

        return (
            mine.layer_norm(x, weight, bias, eps),
            lambda dy: gradients(dy)[0],
            lambda dy: gradients(dy)[1],
            lambda dy: gradients(dy)[2],
        )

    return on_mine
