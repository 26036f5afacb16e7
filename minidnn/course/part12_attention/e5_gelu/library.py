"""The library's gelu (in the form with tanh) on the student's functions of exercise 12.5."""

OPS = {"gelu": "gelu"}
NEEDS = {"gelu": ("gelu", "gelu_backward")}


def gelu(mine, op):
    def on_mine(x, *, approximate="none", **other):
        if approximate != "tanh" or other:
            return op(x, approximate=approximate, **other)
        return mine.gelu(x), lambda dy: mine.gelu_backward(x, dy)

    return on_mine
