"""Known mistakes of exercise 3.3, relu_backward."""

from minidnn.grading.spec import Fault

FAULTS = (
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
        "RELUB-WRONG-SIDE",
        "Your gate lets the gradient through where z is negative: the wrong side.",
        "Where z was positive the relu let it pass, and there the gradient passes.",
        edit=(("np.where(z > 0, dl_da, 0.0)", "np.where(z < 0, dl_da, 0.0)"),),
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
)
