"""Exercises 3.2 and 3.3, backward through sigmoid and relu: references, cases, known mistakes."""

import numpy as np

from minidnn.grading.part1 import relu, sigmoid
from minidnn.grading.spec import Case, Exercise, Fault, Property


def sigmoid_backward(z, dl_da):
    s = sigmoid(z)
    slope = s * (1 - s)
    return dl_da * slope


def sigmoid_backward_cases(rng):
    def case(name, *shape, scale=1.0, kind="f8"):
        z, dl_da = scale * rng.normal(size=shape), rng.normal(size=shape)
        return Case(name, (z.astype(kind), dl_da.astype(kind)), ("many",))

    far = np.array([[-1000.0, -40.0, 0.25], [0.5, 40.0, 1000.0]])
    return [
        case("7 rows of 1 number", 7, 1),
        case("3 rows of 5 numbers", 3, 5, scale=2.0),
        case("square", 5, 5),
        case("one row", 1, 3),
        case("float32 numbers", 5, 2, kind="f4"),
        Case(
            "tiny gradients", (rng.normal(size=(7, 2)), 1e-9 * rng.normal(size=(7, 2))), ("many",)
        ),
        Case("saturated: z up to 1000", (far, rng.normal(size=far.shape)), ("far",)),
    ]


SIGMOID_BACKWARD = Exercise(
    number="3.2",
    name="sigmoid_backward",
    title="Backward through the sigmoid",
    functions=("sigmoid_backward",),
    reference=(sigmoid_backward,),
    given=(sigmoid,),
    cases=sigmoid_backward_cases,
    outputs=("dl_dz",),
    properties=(
        Property("the right values", 6, tags=("many",)),
        Property("the right values where the sigmoid is saturated", 2, tags=("far",)),
        Property("leaving z and dl_da unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=(
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
    ),
    hints=(
        "The chain rule: the upstream gradient times the slope of the sigmoid at z.",
        "The slope needs only the output s of the sigmoid. Compute s from z once.",
        "s is sigmoid(z). Multiply three things, number by number: the upstream gradient, s, and "
        "1 - s.",
    ),
)


def relu_backward(z, dl_da):
    return np.where(z > 0, dl_da, 0.0)


def relu_backward_cases(rng):
    def case(name, *shape, kind="f8"):
        args = (rng.normal(size=shape), rng.normal(size=shape))
        return Case(name, tuple(a.astype(kind) for a in args), ("many",))

    corner = rng.normal(size=(3, 5))
    corner[0, 1], corner[1, 3], corner[2, 2] = 0.0, -0.0, 0.0
    return [
        case("7 rows of 5 numbers", 7, 5),
        case("3 rows of 7 numbers", 3, 7),
        case("square", 5, 5),
        case("one row", 1, 11),
        case("float32 numbers", 5, 3, kind="f4"),
        Case(
            "tiny gradients", (rng.normal(size=(7, 3)), 1e-9 * rng.normal(size=(7, 3))), ("many",)
        ),
        Case("some z exactly 0", (corner, rng.normal(size=(3, 5))), ("corner",)),
    ]


RELU_BACKWARD = Exercise(
    number="3.3",
    name="relu_backward",
    title="Backward through the relu",
    functions=("relu_backward",),
    reference=(relu_backward,),
    given=(relu,),
    cases=relu_backward_cases,
    outputs=("dl_dz",),
    properties=(
        Property("the right values", 5, tags=("many",)),
        Property("the right values where z is exactly 0", 2, tags=("corner",)),
        Property("leaving z and dl_da unchanged", 2, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=(
        Fault(
            "RELUB-NO-UPSTREAM",
            "The upstream gradient is missing: you return only the slope, 0 and 1.",
            "An open gate lets dl_da through: the result holds its values.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z > 0, 1.0, 0.0)"),),
        ),
        Fault(
            "RELUB-MASK-OF-GRADIENT",
            "Your gate looks at the sign of the gradient instead of z.",
            "A negative gradient passes an open gate; whether it is open was decided in the "
            "forward pass.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(dl_da > 0, dl_da, 0.0)"),),
        ),
        Fault(
            "RELUB-BOTH-MASKS",
            "Your gate also stops negative gradients.",
            "Only z decides.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where((z > 0) & (dl_da > 0), dl_da, 0.0)"),),
        ),
        Fault(
            "RELUB-INVERTED",
            "Your gate is open where it should be closed.",
            "Where z was positive the relu let it pass, and there the gradient passes.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z > 0, 0.0, dl_da)"),),
        ),
        Fault(
            "RELUB-NO-MASK",
            "You return dl_da unchanged: no gate is closed.",
            "What did the relu do with negative numbers in the forward pass?",
            edit=(("np.where(z > 0, dl_da, 0.0)", "dl_da * 1.0"),),
        ),
        Fault(
            "RELUB-CHANGES-UPSTREAM",
            "The values are right, but you write the zeros into dl_da itself.",
            "dl_da belongs to somebody else: make a new array.",
            source="def relu_backward(z, dl_da):\n    dl_da[z <= 0] = 0\n    return dl_da\n",
        ),
        Fault(
            "RELUB-CHANGES-Z",
            "The values are right, but you overwrite z with its slope.",
            "z belongs to somebody else: make a new array.",
            source="def relu_backward(z, dl_da):\n"
            "    z[z <= 0] = 0\n    z[z > 0] = 1\n"
            "    return z * dl_da\n",
        ),
        Fault(
            "RELUB-ZERO-OPEN",
            "Your gate is open at exactly z = 0.",
            "At the corner the slope is 0 by agreement: z has to be greater than 0.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z >= 0, dl_da, 0.0)"),),
        ),
        Fault(
            "RELUB-TIMES-RELU",
            "You multiply the upstream gradient by relu(z) instead of its slope.",
            "Where z is positive the slope is 1, however large z is.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.maximum(z, 0) * dl_da"),),
        ),
        Fault(
            "RELUB-TIMES-Z",
            "You multiply the upstream gradient by z.",
            "The chain rule wants the slope of the relu: 1 or 0.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "z * dl_da"),),
        ),
        Fault(
            "RELUB-SIGN",
            "The sign is flipped.",
            "Where the gate is open, the gradient passes as it is.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z > 0, -dl_da, 0.0)"),),
        ),
        Fault(
            "RELUB-SIGN-OF-Z",
            "You multiply by the sign of z: closed gates return the gradient with the opposite "
            "sign.",
            "A closed gate lets nothing through.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.sign(z) * dl_da"),),
        ),
        Fault(
            "RELUB-LEAKY",
            "You let one hundredth of the gradient through closed gates: that is the leaky relu.",
            "Here a closed gate lets nothing through.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z > 0, dl_da, 0.01 * dl_da)"),),
        ),
        Fault(
            "RELUB-FILTERED",
            "You return only the gradients of open gates, and the shape is lost.",
            "A gradient has the shape of the thing it belongs to; closed gates give 0.",
            edit=(("np.where(z > 0, dl_da, 0.0)", "dl_da[z > 0]"),),
        ),
    ),
    hints=(
        "Where was the gate open in the forward pass? There the gradient passes, elsewhere it is "
        "0.",
        "A comparison of z with 0 gives the gate. NumPy can choose between two values with it, or "
        "you multiply by it.",
        "np.where takes the condition (z greater than 0), the value for True (the upstream "
        "gradient) and the value for False (zero).",
    ),
)
