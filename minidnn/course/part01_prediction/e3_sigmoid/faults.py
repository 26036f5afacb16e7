"""Known mistakes of exercise 1.3, sigmoid."""

from minidnn.grading.spec import Fault

FAULTS = (
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
)
