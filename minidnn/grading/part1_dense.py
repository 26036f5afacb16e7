"""Exercise 1.1, dense: reference, cases and known mistakes."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def dense(a_prev, w, b):
    products = a_prev @ w
    return products + b


def dense_cases(rng):
    def case(name, n, i, o, *tags, kind=np.float64):
        args = (rng.normal(size=(n, i)), rng.normal(size=(i, o)), rng.normal(size=(1, o)))
        return Case(name, tuple(a.astype(kind) for a in args), tags)

    return [
        case("7 rows of 5 inputs to 3 outputs", 7, 5, 3, "rows"),
        case("3 rows of 2 inputs to 5 outputs", 3, 2, 5, "rows"),
        case("square weights", 7, 5, 5, "rows"),
        case("everything square", 3, 3, 3, "rows"),
        case("float32 numbers", 5, 7, 2, "rows", kind=np.float32),
        case("one output", 7, 5, 1, "edge"),
        case("one row", 1, 5, 3, "edge"),
        case("one input", 7, 1, 3, "edge"),
    ]


DENSE = Exercise(
    number="1.1",
    name="dense",
    title="A dense layer",
    functions=("dense",),
    reference=(dense,),
    cases=dense_cases,
    outputs=("z",),
    properties=(
        Property("the right values for many rows, inputs and outputs", 6, tags=("rows",)),
        Property("the right values for one row, one input, one output", 2, tags=("edge",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=(
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
    ),
    hints=(
        "Look at the shapes: (N, inputs) and (inputs, outputs) must become (N, outputs).",
        "The sum over the inputs is what a matrix product does. NumPy has an operator for it, and "
        "it is not `*`.",
        "The matrix product of a_prev and w, in this order; then add b, and NumPy repeats it for "
        "every row.",
    ),
)
