"""Known mistakes of exercise 1.1, dense."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "DENSE-ELEMENTWISE",
        "You multiply number by number where a matrix product is needed.",
        "In NumPy `*` is not the matrix product; which operator is?",
        edit=(("a_prev @ w", "a_prev * w"),),
    ),
    Fault(
        "DENSE-NO-BIAS",
        "The bias is missing: you return the matrix product alone.",
        "Look at the end of the formula: what is added to every row?",
        edit=(("products + b", "products"),),
    ),
    Fault(
        "DENSE-BIAS-TWICE",
        "You add the bias twice.",
        "Every neuron has one bias, and it is added once.",
        edit=(("products + b", "products + 2 * b"),),
    ),
    Fault(
        "DENSE-BIAS-MINUS",
        "You subtract the bias where it is added.",
        "Check the sign in front of b.",
        edit=(("products + b", "products - b"),),
    ),
    Fault(
        "DENSE-BIAS-TIMES",
        "You multiply by the bias where it is added.",
        "Check the operator in front of b.",
        edit=(("products + b", "products * b"),),
    ),
    Fault(
        "DENSE-BIAS-IN-WEIGHTS",
        "You add the bias to the weights, before the product.",
        "First the matrix product, then the bias: check the parentheses.",
        edit=(("a_prev @ w", "a_prev @ (w + b)"), ("products + b", "products")),
    ),
    Fault(
        "DENSE-BIAS-SUMMED",
        "You add the sum of all biases to every output.",
        "Each column of the result gets its own bias; b fits as it is.",
        edit=(("products + b", "products + np.sum(b)"),),
    ),
    Fault(
        "DENSE-W-TRANSPOSED",
        "You transpose w, which already has the right shape.",
        "Write the shapes side by side: (N, inputs) times (inputs, outputs).",
        edit=(("a_prev @ w", "a_prev @ w.T"),),
    ),
    Fault(
        "DENSE-SWAPPED",
        "The two factors of the matrix product are in the wrong order.",
        "The order matters: which of the two has the N rows that the result must have?",
        edit=(("a_prev @ w", "w @ a_prev"),),
    ),
    Fault(
        "DENSE-OUTPUT-TRANSPOSED",
        "Your result is the transpose of the right one.",
        "One row of the result belongs to one row of a_prev.",
        edit=(("products + b", "(products + b).T"),),
    ),
    Fault(
        "DENSE-FIRST-ROW",
        "You compute only the first row.",
        "If you loop over the rows: is the return inside the loop? (No loop is needed at all.)",
        edit=(("a_prev @ w", "a_prev[:1] @ w"),),
    ),
    Fault(
        "DENSE-MEAN",
        "Your weighted sum is divided by the number of inputs.",
        "A neuron adds its products up; it does not average them.",
        edit=(("a_prev @ w", "a_prev @ w / a_prev.shape[1]"),),
    ),
    Fault(
        "DENSE-RELU-INSIDE",
        "You apply the relu inside dense.",
        "The activation is a step of its own; dense may return negative numbers.",
        edit=(("products + b", "np.maximum(products + b, 0)"),),
    ),
    Fault(
        "DENSE-SUM-ALL",
        "You add everything up to a single number for each row.",
        "Every neuron has its own sum: the result has one column for each of them.",
        edit=(("products + b", "np.sum(products + b, axis=1, keepdims=True)"),),
    ),
)
