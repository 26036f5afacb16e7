"""How exercise 9.2, conv2d_backward, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_conv2d.reference import windows
from .faults import FAULTS
from .reference import conv2d_backward


def conv_cases(rng):
    def case(name, x, o, size, stride, padding, tag):
        oh, ow = [(side + 2 * padding - size) // stride + 1 for side in x[2:]]
        args = (rng.normal(size=x), rng.normal(size=(o, x[1], size, size)))
        return Case(name, (*args, rng.normal(size=(x[0], o, oh, ow)), stride, padding), (tag,))

    return [
        case("one channel, one kernel", (2, 1, 5, 5), 1, 3, 1, 0, "plain"),
        case("3 channels, 2 kernels", (2, 3, 5, 7), 2, 3, 1, 0, "plain"),
        case("one picture", (1, 2, 5, 6), 3, 2, 1, 0, "plain"),
        case("everything square", (3, 3, 5, 5), 3, 3, 1, 0, "plain"),
        case("padding", (2, 3, 5, 7), 2, 3, 1, 1, "padding"),
        case("wide padding", (1, 2, 3, 5), 3, 3, 1, 2, "padding"),
        case("stride", (2, 3, 7, 9), 2, 3, 2, 0, "stride"),
        case("a stride that leaves a rest", (2, 1, 6, 8), 3, 3, 2, 0, "stride"),
        case("stride and padding", (2, 2, 7, 5), 3, 3, 3, 1, "stride"),
    ]


EXERCISE = Exercise(
    name="conv2d_backward",
    title="The three gradients of the convolution",
    functions=("conv2d_backward",),
    reference=(conv2d_backward,),
    given=(windows,),
    cases=conv_cases,
    outputs=("dl_dx", "dl_dweight", "dl_dbias"),
    properties=(
        Property("the gradient of the bias", 1, outputs=("dl_dbias",)),
        Property("the gradient of the weights", 3, outputs=("dl_dweight",)),
        Property("the gradient of the pictures", 3, outputs=("dl_dx",), tags=("plain",)),
        Property("the same with padding", 1, outputs=("dl_dx",), tags=("padding",)),
        Property("the same with a stride", 1, outputs=("dl_dx",), tags=("stride",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "The table names the three sums. Write the shapes of dl_dy (N, O, OH, OW) and of the "
        "windows (N, C, OH, OW, K, K) beside each other.",
        "tensordot: for the weight sum the axes 0, 2, 3 of both; for the windows' gradient axis 1 "
        "of dl_dy meets axis 0 of the weight. Start framed with zeros, as large as the padded "
        "picture.",
        "In the loop the slices are those of windows, with += ; what is added is the gradient of "
        "corner (i, j), whose channel axis moves from the end to place 1. The frame goes with "
        "padding : padding + h.",
    ),
)
