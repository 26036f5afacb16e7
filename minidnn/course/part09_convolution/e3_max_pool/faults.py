"""Known mistakes of exercise 9.3, max_pool2d."""

from minidnn.grading.spec import Fault

_MAX = "np.max(squares, axis=(3, 5))"
_RESHAPE = "    squares = x.reshape(n, c, h // size, size, w // size, size)\n"
_WON = "won = best[..., None] == np.arange(size * size)"
_BEST = "np.argmax(squares.reshape(n, c, oh, ow, size * size), axis=4)"
_MADE = "(won * dl_dy[..., None])"
_BACK = "np.transpose(gradient, (0, 1, 2, 4, 3, 5))"

FAULTS = (
    Fault(
        "POOL-MEAN",
        "You take the mean of every square.",
        "That is average pooling.",
        edit=((_MAX, "np.mean(squares, axis=(3, 5))"),),
    ),
    Fault(
        "POOL-SUM",
        "You add up every square.",
        "The largest number alone stays.",
        edit=((_MAX, "np.sum(squares, axis=(3, 5))"),),
    ),
    Fault(
        "POOL-MIN",
        "You keep the smallest number of every square.",
        "Max pooling keeps the largest.",
        edit=((_MAX, "np.min(squares, axis=(3, 5))"),),
    ),
    Fault(
        "POOL-ABS",
        "You keep the largest absolute value.",
        "A sign counts: -5 is less than 1.",
        edit=((_MAX, "np.max(np.abs(squares), axis=(3, 5))"),),
    ),
    Fault(
        "POOL-CORNER",
        "You keep the first number of every square.",
        "Look at all numbers of the square.",
        edit=((_MAX, "squares[:, :, :, 0, :, 0]"),),
    ),
    Fault(
        "POOL-WRONG-SQUARES",
        "Your squares are not squares of the picture: the reshape mixes rows and columns.",
        "The axes are rows of squares, inside a square, columns, inside.",
        edit=(
            (_RESHAPE, "    squares = x.reshape(n, c, size, h // size, size, w // size)\n"),
            (_MAX, "np.max(squares, axis=(2, 4))"),
        ),
    ),
    Fault(
        "POOL-AXIS-LEFT",
        "You take the maximum of every row of a square, not of the square.",
        "Two axes go.",
        edit=((_MAX, "np.max(squares, axis=5)[:, :, :, 0]"),),
    ),
    Fault(
        "POOL-NEVER-NEGATIVE",
        "Negative numbers become 0.",
        "A square of negative numbers has a largest one, too.",
        edit=((_MAX, "np.maximum(np.max(squares, axis=(3, 5)), 0)"),),
    ),
    Fault(
        "POOLB-ALL",
        "Every number of a square gets the upstream gradient.",
        "Only the one that won has moved the result.",
        edit=((_WON, "won = np.ones((n, c, oh, ow, size * size))"),),
    ),
    Fault(
        "POOLB-SHARED",
        "The upstream gradient is shared by all numbers of the square.",
        "That is the gradient of the mean.",
        edit=((_WON, "won = np.ones((n, c, oh, ow, size * size)) / size**2"),),
    ),
    Fault(
        "POOLB-TIES",
        "When several numbers are equally large, all of them get the gradient.",
        "The first one gets it.",
        edit=(
            (
                _WON,
                "flat = squares.reshape(n, c, oh, ow, size * size)\n"
                "    won = flat == np.max(flat, axis=4, keepdims=True)",
            ),
        ),
    ),
    Fault(
        "POOLB-LAST",
        "When several numbers are equally large, the last one gets the gradient.",
        "The first one gets it.",
        edit=(
            (
                _BEST,
                "size * size - 1 - "
                "np.argmax(squares.reshape(n, c, oh, ow, size * size)[..., ::-1], axis=4)",
            ),
        ),
    ),
    Fault(
        "POOLB-NO-UPSTREAM",
        "The upstream gradient is missing: you return 1 where a number won.",
        "The upstream gradient goes into the answer.",
        edit=((_MADE, "(won * 1.0)"),),
    ),
    Fault(
        "POOLB-NOT-TRANSPOSED",
        "The squares are laid back without putting the axes in order.",
        "What transpose did at the beginning has to be undone.",
        edit=((_BACK, "gradient"),),
    ),
    Fault(
        "POOLB-INSIDE-TRANSPOSED",
        "Rows and columns are exchanged inside every square.",
        "Axis 3 runs downwards inside a square, axis 5 to the right.",
        edit=((_BACK, "np.transpose(gradient, (0, 1, 2, 5, 3, 4))"),),
    ),
    Fault(
        "POOLB-SMALLEST",
        "The smallest number of a square gets the gradient.",
        "The largest one won.",
        edit=((_BEST, _BEST.replace("argmax", "argmin")),),
    ),
)
