"""Known mistakes of exercise 12.5, gelu."""

from minidnn.grading.spec import Fault

_S = "s = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)"
_Y = "return 0.5 * x * (1 + np.tanh(s))"
_TANH = "tanh = np.tanh(np.sqrt(2 / np.pi) * cubic)"
_SLOPE = "slope = np.sqrt(2 / np.pi) * (1 + 0.134145 * x**2)"
_DIRECT = "direct = 0.5 * (1 + tanh)"
_INNER = "inner = 0.5 * x * (1 - tanh**2) * slope"
_RETURN = "return dl_dy * (direct + inner)"

FAULTS = (
    Fault(
        "GELU-RELU",
        "This is the plain relu.",
        "The curve is smooth, with a small dip below 0.",
        edit=((_Y, "return np.maximum(x, 0)"),),
    ),
    Fault(
        "GELU-NO-HALF",
        "gelu lacks the factor one half.",
        "Large numbers should pass unchanged: 1 + tanh is 2 there.",
        edit=((_Y, "return x * (1 + np.tanh(s))"),),
    ),
    Fault(
        "GELU-NO-ONE",
        "The 1 beside the tanh is missing.",
        "Very negative numbers should become 0.",
        edit=((_Y, "return 0.5 * x * np.tanh(s)"),),
    ),
    Fault(
        "GELU-NO-X",
        "gelu lacks the factor x: this is a probability.",
        "Each number is multiplied by its probability.",
        edit=((_Y, "return 0.5 * (1 + np.tanh(s))"),),
    ),
    Fault(
        "GELU-NO-CUBE",
        "The term with x cubed is missing in gelu.",
        "s has two terms in its bracket.",
        edit=((_S, "s = np.sqrt(2 / np.pi) * x"),),
    ),
    Fault(
        "GELU-SQUARE",
        "The second term has x squared instead of cubed.",
        "An odd power, so that the curve of s goes through 0 symmetrically.",
        edit=((_S, "s = np.sqrt(2 / np.pi) * (x + 0.044715 * x**2)"),),
    ),
    Fault(
        "GELU-NO-ROOT",
        "The root is missing: 2/pi stands where its root belongs.",
        "np.sqrt(2 / np.pi) is about 0.798.",
        edit=((_S, "s = 2 / np.pi * (x + 0.044715 * x**3)"),),
    ),
    Fault(
        "GELU-PI-ABOVE",
        "The fraction under the root is upside down.",
        "np.sqrt(2 / np.pi) is about 0.798.",
        edit=((_S, "s = np.sqrt(np.pi / 2) * (x + 0.044715 * x**3)"),),
    ),
    Fault(
        "GELU-BRACKET",
        "The constant in front multiplies the first term only.",
        "Look at the brackets of s.",
        edit=((_S, "s = np.sqrt(2 / np.pi) * x + 0.044715 * x**3"),),
    ),
    Fault(
        "GELU-SIGMOID",
        "This is x times the sigmoid of x (SiLU).",
        "Use the tanh of s.",
        edit=((_Y, "return x / (1 + np.exp(-x)) + 0 * s"),),
    ),
    Fault(
        "GELB-NO-UPSTREAM",
        "gelu_backward ignores dl_dy.",
        "What arrives from the loss has to be used.",
        edit=((_RETURN, "return direct + inner"),),
    ),
    Fault(
        "GELB-DIRECT-ONLY",
        "The second term of the product rule is missing.",
        "x stands in both factors.",
        edit=((_RETURN, "return dl_dy * direct"),),
    ),
    Fault(
        "GELB-INNER-ONLY",
        "The first term of the product rule is missing.",
        "x stands in both factors.",
        edit=((_RETURN, "return dl_dy * inner"),),
    ),
    Fault(
        "GELB-NO-CHAIN",
        "ds/dx is missing in the second term.",
        "s depends on x: the chain rule.",
        edit=((_INNER, "inner = 0.5 * x * (1 - tanh**2) + 0 * slope"),),
    ),
    Fault(
        "GELB-SLOPE-CONSTANT",
        "ds/dx lacks its term with x squared.",
        "x cubed has a slope, too.",
        edit=((_SLOPE, "slope = np.sqrt(2 / np.pi)"),),
    ),
    Fault(
        "GELB-SLOPE-THREE",
        "In ds/dx the 3 of the cube is missing.",
        "The derivative of x cubed is 3 times x squared.",
        edit=((_SLOPE, "slope = np.sqrt(2 / np.pi) * (1 + 0.044715 * x**2)"),),
    ),
    Fault(
        "GELB-SLOPE-ROOT",
        "ds/dx lacks the constant in front.",
        "A factor stays a factor.",
        edit=((_SLOPE, "slope = 1 + 0.134145 * x**2"),),
    ),
    Fault(
        "GELB-TANH-SLOPE",
        "The slope of tanh is 1 minus its square; yours lacks the square.",
        "At large s the slope has to vanish on both sides.",
        edit=((_INNER, "inner = 0.5 * x * (1 - tanh) * slope"),),
    ),
    Fault(
        "GELB-TANH-PLUS",
        "The slope of tanh is 1 minus its square; yours adds it.",
        "At large s the slope has to vanish.",
        edit=((_INNER, "inner = 0.5 * x * (1 + tanh**2) * slope"),),
    ),
    Fault(
        "GELB-INNER-HALF",
        "The second term lacks the factor one half.",
        "The one half belongs to both terms.",
        edit=((_INNER, "inner = x * (1 - tanh**2) * slope"),),
    ),
    Fault(
        "GELB-DIRECT-HALF",
        "The first term lacks the factor one half.",
        "The one half belongs to both terms.",
        edit=((_DIRECT, "direct = 1 + tanh"),),
    ),
    Fault(
        "GELB-RELU",
        "This is the backward function of the relu.",
        "The slope changes smoothly from 0 to 1.",
        edit=((_RETURN, "return dl_dy * (x > 0)"),),
    ),
)
