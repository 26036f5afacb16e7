"""Known mistakes of exercise 9.1, conv2d."""

from minidnn.grading.spec import Fault

_SLICE = "x[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride]"
_DOT = "np.tensordot(patches, weight, axes=([1, 4, 5], [1, 2, 3]))"
_BIAS = " + bias.reshape(1, -1, 1, 1)"
_PAD = "((0, 0), (0, 0), (padding, padding), (padding, padding))"

FAULTS = (
    Fault(
        "CONV-NO-BIAS",
        "The bias is missing.",
        "What is added at the end of the formula?",
        edit=((_BIAS, ""),),
    ),
    Fault(
        "CONV-BIAS-TWICE",
        "The bias is added twice.",
        "One bias for each kernel, once.",
        edit=((_BIAS, " + 2 * bias.reshape(1, -1, 1, 1)"),),
    ),
    Fault(
        "CONV-BIAS-PER-TERM",
        "The bias is inside the sum: it is added for every number.",
        "First the whole sum, then the bias, once.",
        edit=((_BIAS, " + bias.reshape(1, -1, 1, 1) * weight[0].size"),),
    ),
    Fault(
        "CONV-BIAS-SUMMED",
        "Every output gets the sum of all biases.",
        "Each kernel has a bias of its own.",
        edit=((_BIAS, " + np.sum(bias)"),),
    ),
    Fault(
        "CONV-FLIPPED",
        "The kernel is turned around: signal processing does that, networks not.",
        "Corner (0, 0) of the kernel lies on the first number of the window.",
        edit=((_DOT, _DOT.replace("patches, weight", "patches, weight[:, :, ::-1, ::-1]")),),
    ),
    Fault(
        "CONV-KERNEL-TRANSPOSED",
        "Rows and columns of the kernel are exchanged.",
        "The axes of the window and of the kernel meet in the same order.",
        edit=((_DOT, _DOT.replace("[1, 2, 3]", "[1, 3, 2]")),),
    ),
    Fault(
        "CONV-MEAN",
        "The sum is divided by the number of terms.",
        "A convolution adds up.",
        edit=((_DOT, _DOT + " / weight[0].size"),),
    ),
    Fault(
        "CONV-FIRST-CHANNEL",
        "Only the first channel counts.",
        "The sum runs over all channels.",
        edit=((_DOT, _DOT.replace("patches, weight", "patches[:, :1], weight[:, :1]")),),
    ),
    Fault(
        "CONV-CHANNELS-LAST",
        "The kernels' axis stands at the end: (N, OH, OW, O).",
        "The result has the shape (N, O, OH, OW).",
        edit=(("np.moveaxis(y, 3, 1)" + _BIAS, "y + bias"),),
    ),
    Fault(
        "CONV-WRONG-AXES-MOVED",
        "Height and width have changed places in the result.",
        "What is left after the sum is (N, OH, OW, O).",
        edit=(
            (
                "np.moveaxis(y, 3, 1)",
                "y.T.swapaxes(0, 3).swapaxes(1, 3).swapaxes(1, 3)"
                ".transpose(0, 3, 2, 1).transpose(0, 1, 3, 2)",
            ),
        ),
    ),
    Fault(
        "CONV-NO-PADDING",
        "The padding is ignored.",
        "The frame of zeros comes first.",
        edit=((_PAD, "((0, 0), (0, 0), (0, 0), (0, 0))"),),
    ),
    Fault(
        "CONV-PADDING-ONE-SIDE",
        "The frame is only above and on the left.",
        "np.pad takes a pair for each axis: before and after.",
        edit=((_PAD, "((0, 0), (0, 0), (padding, 0), (padding, 0))"),),
    ),
    Fault(
        "CONV-PADDING-TOP-ONLY",
        "Only rows are padded, no columns.",
        "A frame has four sides.",
        edit=((_PAD, "((0, 0), (0, 0), (padding, padding), (0, 0))"),),
    ),
    Fault(
        "CONV-PADDING-EDGE",
        "The frame repeats the border; it should be zeros.",
        "np.pad fills with zeros when nothing else is asked for.",
        edit=((_PAD + ")", _PAD + ', mode="edge")'),),
    ),
    Fault(
        "CONV-STRIDE-IGNORED",
        "The kernel moves by one, whatever the stride.",
        "A slice can have a step.",
        edit=((_SLICE, "x[:, :, i : i + oh, j : j + ow]"),),
    ),
    Fault(
        "CONV-SIZE-TOO-SMALL",
        "The result is one row and one column too small.",
        "A kernel as large as the picture fits once.",
        edit=(
            ("oh = (h - size) // stride + 1", "oh = max(1, (h - size) // stride)"),
            ("ow = (w - size) // stride + 1", "ow = max(1, (w - size) // stride)"),
        ),
    ),
    Fault(
        "CONV-SAME-CORNER",
        "All corners of the window hold the same numbers.",
        "The slice begins at i and j.",
        edit=((_SLICE, "x[:, :, : stride * oh : stride, : stride * ow : stride]"),),
    ),
    Fault(
        "CONV-CORNERS-SWAPPED",
        "i and j are exchanged: the windows are transposed.",
        "i moves down, j moves to the right.",
        edit=(("result[..., i, j]", "result[..., j, i]"),),
    ),
    Fault(
        "CONV-BIAS-AXIS",
        "The bias is added along the last axis, the columns; it belongs to the channels.",
        "NumPy compares shapes from behind: give the bias a shape that meets axis 1.",
        edit=((_BIAS, " + bias"),),
    ),
    Fault(
        "CONV-HEIGHT-TOO-SMALL",
        "One row of places too few: the last one, where the kernel still fits, is left out.",
        "A picture as high as the kernel has one place, not none.",
        edit=(("oh = (h - size) // stride + 1", "oh = (h - size) // stride"),),
    ),
)
