"""Known mistakes of exercise 3.2, sigmoid_backward."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "SIGB-NO-UPSTREAM",
        "The upstream gradient is missing: you return the slope of the sigmoid alone.",
        "The chain rule multiplies two numbers; dl_da is one of them.",
        edit=(("dl_da * slope", "slope"),),
    ),
    Fault(
        "SIGB-UPSTREAM-TWICE",
        "You multiply by the upstream gradient twice.",
        "The chain rule has one factor for each step.",
        edit=(("dl_da * slope", "dl_da * dl_da * slope"),),
    ),
    Fault(
        "SIGB-UPSTREAM-ADDED",
        "You add the upstream gradient where the chain rule multiplies.",
        "Changes multiply along the chain.",
        edit=(("dl_da * slope", "dl_da + slope"),),
    ),
    Fault(
        "SIGB-Z-AS-OUTPUT",
        "You compute z·(1 - z): you take z for the output of the sigmoid.",
        "z is what went into the sigmoid. What came out of it?",
        edit=(("sigmoid(z)", "z"),),
    ),
    Fault(
        "SIGB-SIGMOID-TWICE",
        "You apply the sigmoid twice.",
        "z is the input; one sigmoid gives the output.",
        edit=(("sigmoid(z)", "sigmoid(sigmoid(z))"),),
    ),
    Fault(
        "SIGB-ONLY-S",
        "The factor (1 - s) is missing: you multiply by the sigmoid itself.",
        "The slope is a product of two things.",
        edit=(("s * (1 - s)", "s"),),
    ),
    Fault(
        "SIGB-ONLY-ONE-MINUS-S",
        "The factor s is missing: you multiply by 1 - s alone.",
        "The slope is a product of two things.",
        edit=(("s * (1 - s)", "1 - s"),),
    ),
    Fault(
        "SIGB-PARENTHESES",
        "Parentheses are missing: you compute s·1 - s, which is always 0.",
        "Multiplication comes before subtraction.",
        edit=(("s * (1 - s)", "s * 1 - s"),),
    ),
    Fault(
        "SIGB-SIGN",
        "The sign is flipped.",
        "The sigmoid rises everywhere, so its slope is positive.",
        edit=(("dl_da * slope", "-dl_da * slope"),),
    ),
    Fault(
        "SIGB-PLUS",
        "You multiply by (1 + s) where (1 - s) is right.",
        "Look at the formula again: s times what?",
        edit=(("s * (1 - s)", "s * (1 + s)"),),
    ),
    Fault(
        "SIGB-TANH",
        "You use the slope of the hyperbolic tangent, 1 - s².",
        "For the sigmoid it is a product of s and something.",
        edit=(("s * (1 - s)", "1 - s * s"),),
    ),
    Fault(
        "SIGB-OF-GRADIENT",
        "You take the sigmoid of the upstream gradient instead of z.",
        "The slope belongs to the place where the forward pass was, and that is z.",
        edit=(("sigmoid(z)", "sigmoid(dl_da)"),),
    ),
    Fault(
        "SIGB-DIVIDED",
        "You divide the upstream gradient by the slope.",
        "Changes multiply along the chain.",
        edit=(("dl_da * slope", "dl_da / slope"),),
    ),
    Fault(
        "SIGB-MEAN",
        "You divide by the number of rows; only the loss does that.",
        "Each backward function does its own step and nothing more.",
        edit=(("dl_da * slope", "dl_da * slope / len(z)"),),
    ),
    Fault(
        "SIGB-NAN",
        "For very negative z you get nan: infinity divided by infinity.",
        "Use the sigmoid (it stays between 0 and 1) instead of the exponentials.",
        source="def sigmoid_backward(z, dl_da):\n"
        "    e = np.exp(-z)\n"
        "    return dl_da * e / (1 + e) ** 2\n",
    ),
)
