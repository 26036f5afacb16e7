"""Known mistakes of exercise 1.2, relu."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "RELU-IN-PLACE",
        "The values are right, but you write the zeros into z itself.",
        "z is needed again on the way back: make a new array instead of changing the old one.",
        source="def relu(z):\n    z[z < 0] = 0\n    return z\n",
    ),
    Fault(
        "RELU-IDENTITY",
        "You return z as it came: negative numbers pass.",
        "What does the drawing show to the left of 0?",
        edit=(("np.maximum(z, 0)", "z * 1.0"),),
    ),
    Fault(
        "RELU-ABS",
        "You return the absolute value: negative numbers are turned around.",
        "A negative number becomes 0, not its opposite.",
        edit=(("np.maximum(z, 0)", "np.abs(z)"),),
    ),
    Fault(
        "RELU-MAX",
        "You return one number, the largest of all, instead of comparing each number with 0.",
        "NumPy has two functions with similar names: one looks for the largest number of an "
        "array, the other compares two things position by position.",
        edit=(("np.maximum(z, 0)", "np.maximum(np.max(z), 0)"),),
    ),
    Fault(
        "RELU-MINIMUM",
        "You keep the negative numbers and set the positive ones to 0.",
        "It is the other way round: which of z and 0 should win?",
        edit=(("np.maximum(z, 0)", "np.minimum(z, 0)"),),
    ),
    Fault(
        "RELU-BOOL",
        "You return True and False instead of numbers.",
        "The comparison says where z is positive; there the result is z, elsewhere 0.",
        edit=(("np.maximum(z, 0)", "z > 0"),),
    ),
    Fault(
        "RELU-STEP",
        "You return 1 for positive numbers instead of the numbers themselves.",
        "A relu lets positive numbers through unchanged; the step function is its slope.",
        edit=(("np.maximum(z, 0)", "(z > 0) * 1.0"),),
    ),
    Fault(
        "RELU-FILTERED",
        "You return only the positive numbers: the others are gone and the shape is lost.",
        "The result has the shape of z; negative numbers become 0, they are not removed.",
        edit=(("np.maximum(z, 0)", "z[z > 0]"),),
    ),
    Fault(
        "RELU-SIGN",
        "The sign of z is flipped inside your relu.",
        "Compare with the drawing: for which z is the result 3?",
        edit=(("np.maximum(z, 0)", "np.maximum(-z, 0)"),),
    ),
    Fault(
        "RELU-LEAKY",
        "You let one hundredth of the negative numbers through: that is the leaky relu.",
        "In this course negative numbers become exactly 0.",
        edit=(("np.maximum(z, 0)", "np.where(z > 0, z, 0.01 * z)"),),
    ),
    Fault(
        "RELU-CAPPED",
        "Your result never exceeds 1.",
        "There is a limit at the bottom, but none at the top.",
        edit=(("np.maximum(z, 0)", "np.clip(z, 0, 1)"),),
    ),
    Fault(
        "RELU-THRESHOLD-ONE",
        "You compare with 1 (or you let 1 win) where 0 is meant.",
        "The corner of the relu is at 0.",
        edit=(("np.maximum(z, 0)", "np.maximum(z, 1)"),),
    ),
)
