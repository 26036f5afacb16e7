"""The library's max pooling on the student's functions, where its windows do not overlap."""

OPS = {"max_pool2d": "max_pool2d"}
NEEDS = {"max_pool2d": ("max_pool2d", "max_pool2d_backward")}


def max_pool2d(mine, op):
    def on_mine(x, *, kernel, stride, padding, **other):
        size = kernel[0]
        simple = len({*kernel, *stride}) == 1 and tuple(padding) == (0, 0)
        plain = not other.get("ceil_mode") and tuple(other.get("dilation", (1, 1))) == (1, 1)
        if not (simple and plain) or x.shape[2] % size or x.shape[3] % size:
            return op(x, kernel=kernel, stride=stride, padding=padding, **other)
        return mine.max_pool2d(x, size), lambda dy: mine.max_pool2d_backward(x, dy, size)

    return on_mine
