"""Exercises 1.2 and 1.3, relu and sigmoid: references, cases and known mistakes."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def relu(z):
    return np.maximum(z, 0)


def relu_cases(rng):
    zero = rng.normal(size=(3, 5))
    zero[1, 2], zero[2, 0] = 0.0, -0.0
    return [
        Case("7 rows of 5 numbers", (rng.normal(size=(7, 5)),), ("many",)),
        Case("3 rows of 64 numbers", (10 * rng.normal(size=(3, 64)),), ("many",)),
        Case("float32 numbers", (rng.normal(size=(5, 3)).astype(np.float32),), ("many",)),
        Case("some numbers exactly 0", (zero,), ("edge",)),
        Case("tiny numbers", (1e-9 * rng.normal(size=(3, 2)),), ("edge",)),
        Case("huge numbers", (1e9 * rng.normal(size=(2, 3)),), ("edge",)),
        Case("three dimensions", (rng.normal(size=(2, 3, 5)),), ("edge",)),
    ]


RELU = Exercise(
    number="1.2",
    name="relu",
    title="The rectified linear unit",
    functions=("relu",),
    reference=(relu,),
    cases=relu_cases,
    outputs=("a",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("exact zeros, extreme numbers, any number of dimensions", 2, tags=("edge",)),
        Property("leaving z unchanged", 2, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=(
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
    ),
    hints=(
        "For every single number of z: the larger one of that number and 0.",
        "NumPy can compare an array with a number position by position and keep the larger; or "
        "choose between two values with a condition.",
        "np.max reduces an array to one number; its longer-named sister takes two arguments and "
        "keeps the shape.",
    ),
)


def sigmoid(z):
    e = np.exp(-np.abs(z))  # never above 1, so nothing overflows
    top = np.where(z >= 0, 1.0, e)
    return (top / (1 + e)).astype(z.dtype)


def sigmoid_cases(rng):
    return [
        Case("7 rows of 5 numbers", (rng.normal(size=(7, 5)),), ("many",)),
        Case("5 rows of 1 number", (3 * rng.normal(size=(5, 1)),), ("many",)),
        Case("float32 numbers", (2 * rng.normal(size=(3, 2)).astype(np.float32),), ("many",)),
        Case("zero and both signs", (np.array([[-2.0, 0.0, 2.0]]),), ("many",)),
        Case("three dimensions", (rng.normal(size=(2, 3, 5)),), ("many",)),
        Case("saturated", (np.array([[-30.0, -20.0, 0.5, 20.0, 30.0]]),), ("many",)),
        Case("z = -1000 and 1000", (np.array([[-1000.0, -0.25, 1000.0]]),), ("extreme",)),
        Case("only z = -1000 and -800", (np.array([[-1000.0], [-800.0], [0.125]]),), ("extreme",)),
    ]


SIGMOID = Exercise(
    number="1.3",
    name="sigmoid",
    title="The sigmoid",
    functions=("sigmoid",),
    reference=(sigmoid,),
    cases=sigmoid_cases,
    outputs=("a",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("the right values at -1000 and 1000", 2, tags=("extreme",)),
        Property("no warning at -1000 and 1000", 2, kind="quiet"),
        Property("leaving z unchanged", 1, kind="unchanged"),
    ),
    faults=(
        Fault(
            "SIGMOID-OVERFLOW",
            "The values are right, but e to the power of 1000 overflows with a warning. (np.where "
            "does not help: it computes both of its values everywhere.)",
            "There is a second formula with e to the power of z; use each one where its exponent "
            "is not positive.",
            source="def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n",
        ),
        Fault(
            "SIGMOID-NAN",
            "You use the formula with e to the power of z everywhere, and infinity divided by "
            "infinity gives nan.",
            "That formula is safe for negative z only; positive z need the other one.",
            source="def sigmoid(z):\n    return np.exp(z) / (1 + np.exp(z))\n",
        ),
        Fault(
            "SIGMOID-SIGN",
            "The sign of the exponent is wrong: your curve falls where it must rise.",
            "For large z the result is near 1. What must e to the power of something be then?",
            source="def sigmoid(z):\n    return 1 / (1 + np.exp(z))\n",
        ),
        Fault(
            "SIGMOID-HALVES-SWAPPED",
            "The two halves are swapped: your curve falls where it must rise.",
            "Nothing overflows, very good. Which formula belongs to positive z?",
            edit=(("np.where(z >= 0, 1.0, e)", "np.where(z < 0, 1.0, e)"),),
        ),
        Fault(
            "SIGMOID-PARENTHESES",
            "You compute 1 plus the exponential; the division does not reach it (parentheses?).",
            "Division comes before addition; the whole sum belongs under the fraction line.",
            source="def sigmoid(z):\n    return 1 / 1 + np.exp(-z)\n",
        ),
        Fault(
            "SIGMOID-TANH",
            "That is the hyperbolic tangent, a relative of the sigmoid that runs from -1 to 1.",
            "A probability lies between 0 and 1.",
            source="def sigmoid(z):\n    return np.tanh(z)\n",
        ),
        Fault(
            "SIGMOID-DOUBLE",
            "Your curve is twice as steep: it is the sigmoid of 2z.",
            "If you use tanh: the sigmoid needs the tanh of half of z.",
            source="def sigmoid(z):\n    return (1 + np.tanh(z)) / 2\n",
        ),
        Fault(
            "SIGMOID-MINUS",
            "There is a minus in the denominator where a plus is needed.",
            "1 plus the exponential: so the denominator can never be 0.",
            source="def sigmoid(z):\n    return 1 / (1 - np.exp(-z))\n",
        ),
        Fault(
            "SIGMOID-UPPER-HALF",
            "Negative z give the same as positive z: you took the absolute value and forgot the "
            "other half.",
            "With the absolute value in the exponent, positive and negative z need different "
            "numerators.",
            edit=(("np.where(z >= 0, 1.0, e)", "np.ones_like(z)"),),
        ),
        Fault(
            "SIGMOID-SOFTMAX",
            "You divide by the sum over all numbers: that is the softmax.",
            "Every number has its own sigmoid; the others do not matter.",
            source="def sigmoid(z):\n    e = np.exp(z - np.max(z))\n    return e / np.sum(e)\n",
        ),
        Fault(
            "SIGMOID-ROUNDED",
            "You return only 0 and 1, the decision instead of the probability.",
            "The sigmoid is smooth: 0.6 and 0.9 must stay different.",
            source="def sigmoid(z):\n    return (z > 0) * 1.0\n",
        ),
        Fault(
            "SIGMOID-BASE-2",
            "You use powers of 2 where powers of e are meant.",
            "NumPy has a function for e to the power of a number.",
            source="def sigmoid(z):\n    return 1 / (1 + 2.0 ** -z)\n",
        ),
    ),
    hints=(
        "Translate the formula; mind the parentheses around the denominator and the minus in the "
        "exponent.",
        "Overflow comes from e to the power of a large positive number. Both formulas of the text "
        "give the same; each is safe on one side of 0.",
        "Take the exponential of minus the absolute value of z, once. It is never above 1. The "
        "two formulas then differ only in the numerator, and np.where can choose that.",
    ),
)
