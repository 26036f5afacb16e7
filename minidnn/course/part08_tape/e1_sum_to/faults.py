"""Known mistakes of exercise 8.1, sum_to."""

from minidnn.grading.spec import Fault

_FRONT = "gradient = np.sum(gradient, axis=tuple(range(extra)))"
_ONES = "gradient = np.sum(gradient, axis=axis, keepdims=True)"

FAULTS = (
    Fault(
        "SUMTO-NO-FRONT",
        "Axes that NumPy put in front stay: only axes of length 1 are summed.",
        "A gradient has the shape of the thing it belongs to: so many axes, not more.",
        edit=((_FRONT, "pass"), ("enumerate(shape)", "enumerate(shape, extra)")),
    ),
    Fault(
        "SUMTO-NO-ONES",
        "Axes of length 1 are not summed.",
        "NumPy repeated this one row: all its copies count.",
        edit=((_ONES, "pass"),),
    ),
    Fault(
        "SUMTO-NO-KEEPDIMS",
        "Where an axis of length 1 is summed, the axis is lost.",
        "(7, 1) is not (7,): keep the axis.",
        edit=(("axis=axis, keepdims=True", "axis=axis"),),
    ),
    Fault(
        "SUMTO-KEEPS-FRONT",
        "The axes in front are summed, but they stay with length 1.",
        "These axes were not there before NumPy put them in front.",
        edit=(("axis=tuple(range(extra)))", "axis=tuple(range(extra)), keepdims=True)"),),
    ),
    Fault(
        "SUMTO-LAST-AXES",
        "You sum the last axes; NumPy puts new ones in front.",
        "(5,) meets (7, 5): which of the two axes is the new one?",
        edit=(("tuple(range(extra))", "tuple(range(-extra, 0))"),),
    ),
    Fault(
        "SUMTO-FIRST-ONLY",
        "Only one axis in front is summed, however many there are.",
        "From (2, 7, 5) to (5,) two axes disappear.",
        edit=(("tuple(range(extra))", "tuple(range(min(extra, 1)))"),),
    ),
    Fault(
        "SUMTO-MEAN-FRONT",
        "The axes in front are averaged; the copies add up.",
        "Every copy moves the loss on its own.",
        edit=(("np.sum(gradient, axis=tuple", "np.mean(gradient, axis=tuple"),),
    ),
    Fault(
        "SUMTO-MEAN-ONES",
        "Axes of length 1 are averaged; the copies add up.",
        "Every copy moves the loss on its own.",
        edit=(("np.sum(gradient, axis=axis", "np.mean(gradient, axis=axis"),),
    ),
    Fault(
        "SUMTO-FIRST-COPY",
        "You take the gradient of the first copy and leave out the others.",
        "All copies are the same number; each of them has a gradient.",
        edit=((_ONES, "gradient = np.take(gradient, [0], axis=axis)"),),
    ),
    Fault(
        "SUMTO-EVERYTHING",
        "You sum the whole array as soon as something was broadcast.",
        "Only axes that NumPy made or repeated are summed.",
        edit=((_ONES, "gradient = np.sum(gradient, keepdims=True)"),),
    ),
    Fault(
        "SUMTO-NOT-ONES",
        "You sum the axes that are longer than 1, the ones that were not repeated.",
        "An axis that was repeated has length 1 in shape.",
        edit=(("if length == 1", "if length != 1"),),
    ),
    Fault(
        "SUMTO-ONE-STEP-OFF",
        "One axis too few is summed in front.",
        "How many axes has the gradient more than shape?",
        edit=(("gradient.ndim - len(shape)", "max(0, gradient.ndim - len(shape) - 1)"),),
    ),
    Fault(
        "SUMTO-NOT-SUMMED",
        "You return the gradient as it came.",
        "The result must have the shape that was asked for.",
        edit=((_FRONT, "return gradient * 1.0"),),
    ),
    Fault(
        "SUMTO-BROADCAST",
        "You bring the gradient to the shape without adding anything up (reshape or a slice).",
        "Numbers must not get lost: the copies add up.",
        edit=((_FRONT, "return np.resize(gradient, shape)"),),
    ),
    Fault(
        "SUMTO-ONES-ONLY",
        "The axes that NumPy put in front are not summed, only those of length 1.",
        "Count how many axes the gradient has more than shape: they go first.",
        edit=((_FRONT, "pass"),),
    ),
)
