"""The library's convolution on the student's conv2d and conv2d_backward."""

OPS = {"conv2d": "conv2d"}
NEEDS = {"conv2d": ("conv2d", "conv2d_backward")}


def conv2d(mine, op):
    def on_mine(x, weight, bias=None, *, stride, padding, dilation=(1, 1), groups=1):
        square = weight.shape[2] == weight.shape[3] and stride[0] == stride[1]
        frame = {int(p) for side in padding for p in (side if isinstance(side, tuple) else (side,))}
        if not square or len(frame) > 1 or tuple(dilation) != (1, 1) or groups != 1:
            return op(x, weight, bias, stride=stride, padding=padding, dilation=dilation,
                      groups=groups)  # fmt: skip
        s, p = stride[0], frame.pop()
        zero = weight[:, 0, 0, 0] * 0
        y = mine.conv2d(x, weight, zero if bias is None else bias, s, p)
        last = []  # the three rules get the same dy: one call serves them all

        def gradients(dy):
            if not last or last[0] is not dy:
                last[:] = dy, mine.conv2d_backward(x, weight, dy, s, p)
            return last[1]

        db = None if bias is None else lambda dy: gradients(dy)[2]
        return y, lambda dy: gradients(dy)[0], lambda dy: gradients(dy)[1], db

    return on_mine
