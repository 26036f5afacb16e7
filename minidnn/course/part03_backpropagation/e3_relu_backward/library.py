"""The library's relu on the student's relu and relu_backward."""

OPS = {"relu": "relu"}
NEEDS = {"relu": ("relu", "relu_backward")}


def relu(mine, op):
    def on_mine(x):
        return mine.relu(x), lambda dy: mine.relu_backward(x, dy)

    return on_mine
