"""Known mistakes of exercise 8.4, apply."""

from minidnn.grading.spec import Fault

_RULE = "lambda dy, i=i: function.backward(saved, dy)[i]"

FAULTS = (
    Fault(
        "APPLY-LATE",
        "All rules take the last gradient: i is looked up when the loop is over.",
        "Keep i in an argument of the lambda.",
        edit=((_RULE, "lambda dy: function.backward(saved, dy)[i]"),),
    ),
    Fault(
        "APPLY-FIRST",
        "All rules take the first gradient.",
        "The rule of source i takes entry i.",
        edit=((_RULE, "lambda dy: function.backward(saved, dy)[0]"),),
    ),
    Fault(
        "APPLY-ALL",
        "A rule returns the whole tuple of gradients.",
        "Each source gets its own gradient.",
        edit=((_RULE, "lambda dy: function.backward(saved, dy)"),),
    ),
    Fault(
        "APPLY-NO-UPSTREAM",
        "The rules call backward with ones instead of dy.",
        "The upstream gradient goes into the answer.",
        edit=((_RULE, "lambda dy, i=i: function.backward(saved, np.ones_like(dy))[i]"),),
    ),
    Fault(
        "APPLY-ONE-SOURCE",
        "Only the first tensor is a source of the result.",
        "Everything that went in is a source.",
        edit=(("enumerate(tensors)", "enumerate(tensors[:1])"),),
    ),
    Fault(
        "APPLY-NO-SOURCES",
        "The result has no sources: the tape is cut here.",
        "Hand the list of pairs to Tensor.",
        edit=(("Tensor(data, sources)", "Tensor(data)"),),
    ),
    Fault(
        "APPLY-REVERSED",
        "The rules take the gradients in the opposite order.",
        "The first gradient belongs to the first input.",
        edit=(("dy)[i]", "dy)[len(tensors) - 1 - i]"),),
    ),
    Fault(
        "RELU-CLASS-ZERO-OPEN",
        "Relu.backward masks by the gradient, not by z.",
        "Whether a gate was open was decided on the way forward.",
        edit=(("return (dy * gate,)", "return (dy * (dy > 0),)"),),
    ),
    Fault(
        "RELU-CLASS-SAVES-Z",
        "Relu.backward multiplies by z itself, not by its gate.",
        "Where z is positive the slope is 1, however large z is.",
        edit=(("saved.append(z > 0)", "saved.append(z)"),),
    ),
    Fault(
        "RELU-CLASS-SAVES-A",
        "Relu.backward multiplies by the result of the relu.",
        "Where z is positive the slope is 1, however large z is.",
        edit=(("saved.append(z > 0)", "saved.append(np.maximum(z, 0))"),),
    ),
    Fault(
        "RELU-CLASS-INVERTED",
        "Relu's gate is open where z is negative.",
        "Where the relu let z pass, the gradient passes.",
        edit=(("saved.append(z > 0)", "saved.append(z < 0)"),),
    ),
    Fault(
        "RELU-CLASS-NO-GATE",
        "Relu.backward returns dy unchanged.",
        "What did the relu do with negative numbers?",
        edit=(("return (dy * gate,)", "return (dy * 1.0,)"),),
    ),
    Fault(
        "SIGMOID-CLASS-SAVES-Z",
        "Sigmoid.backward takes z for the result of the sigmoid.",
        "s is the result. What did you save?",
        edit=(("saved.append(s)", "saved.append(z)"),),
    ),
    Fault(
        "SIGMOID-CLASS-NO-UPSTREAM",
        "Sigmoid.backward leaves out the gradient that comes back.",
        "The upstream gradient goes into the answer.",
        edit=(("dy * s * (1 - s)", "s * (1 - s)"),),
    ),
    Fault(
        "SIGMOID-CLASS-ONE-FACTOR",
        "In Sigmoid.backward the factor 1 - s is missing.",
        "The slope has two factors.",
        edit=(("dy * s * (1 - s)", "dy * s"),),
    ),
    Fault(
        "SIGMOID-CLASS-OTHER-FACTOR",
        "In Sigmoid.backward the factor s is missing.",
        "The slope has two factors.",
        edit=(("dy * s * (1 - s)", "dy * (1 - s)"),),
    ),
    Fault(
        "SIGMOID-CLASS-SIGN",
        "The sign of the exponent in Sigmoid.forward is wrong.",
        "For large z the result is near 1.",
        edit=(("np.exp(-z)", "np.exp(z)"),),
    ),
    Fault(
        "SIGMOID-CLASS-PLUS",
        "In Sigmoid.backward there is 1 + s where 1 - s belongs.",
        "The slope is 0 where s is 1.",
        edit=(("dy * s * (1 - s)", "dy * s * (1 + s)"),),
    ),
)
