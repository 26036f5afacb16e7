"""How exercise 9.1, conv2d, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import conv2d, windows


def conv_probe(student, x, weight, bias, stride, padding):
    return {
        "windows": student.windows(x, weight.shape[2], stride, padding),
        "y": student.conv2d(x, weight, bias, stride, padding),
    }


def conv_cases(rng):
    def case(name, x, o, size, stride, padding, tag, kind=np.float64):
        arrays = (rng.normal(size=x), rng.normal(size=(o, x[1], size, size)), rng.normal(size=o))
        return Case(name, (*(a.astype(kind) for a in arrays), stride, padding), (tag,))

    return [
        case("one channel, one kernel", (2, 1, 5, 5), 1, 3, 1, 0, "plain"),
        case("3 channels, 2 kernels", (2, 3, 5, 7), 2, 3, 1, 0, "plain"),
        case("kernels of one number", (3, 2, 3, 5), 5, 1, 1, 0, "plain"),
        case("kernels as large as the picture", (2, 3, 3, 3), 2, 3, 1, 0, "plain"),
        case("float32 numbers", (1, 2, 5, 6), 3, 2, 1, 0, "plain", np.float32),
        case("padding", (2, 3, 5, 7), 2, 3, 1, 1, "padding"),
        case("wide padding", (1, 2, 3, 5), 3, 3, 1, 2, "padding"),
        case("stride", (2, 3, 7, 9), 2, 3, 2, 0, "stride"),
        case("a stride that leaves a rest", (2, 1, 6, 8), 3, 3, 2, 0, "stride"),
        case("stride and padding", (2, 2, 7, 5), 3, 3, 3, 1, "stride"),
    ]


EXERCISE = Exercise(
    name="conv2d",
    title="Windows and the convolution",
    functions=("windows", "conv2d"),
    reference=(windows, conv2d),
    probe=conv_probe,
    cases=conv_cases,
    outputs=("windows", "y"),
    properties=(
        Property("the windows", 2, outputs=("windows",), tags=("plain",)),
        Property("the windows with padding", 1, outputs=("windows",), tags=("padding",)),
        Property("the windows with a stride", 1, outputs=("windows",), tags=("stride",)),
        Property("the convolution", 3, outputs=("y",), tags=("plain",)),
        Property(
            "the convolution with padding and stride", 2, outputs=("y",), tags=("padding", "stride")
        ),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "windows: the drawing with the four corners is the whole idea. conv2d: three axes of the "
        "windows meet three axes of the weight.",
        "A slice for corner (i, j) begins at i (and j), takes every stride-th number, and ends so "
        "that there are oh (and ow) of them. tensordot sums the axes 1, 4, 5 of the windows.",
        "result has shape (n, c, oh, ow, size, size), and result[..., i, j] is the slice. After "
        "tensordot the kernels stand on the last axis; they belong on axis 1. The bias needs the "
        "shape (1, O, 1, 1).",
    ),
)
