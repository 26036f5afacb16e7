"""Known mistakes of exercise 8.2, Tensor."""

from minidnn.grading.spec import Fault

FAULTS = (
    Fault(
        "TENSOR-ADD-NOT-SUMMED",
        "The rules of + hand the gradient on without summing it.",
        "A row that was broadcast has the shape of a row, and so has its gradient.",
        edit=(
            ("lambda dy: sum_to(dy, a.shape)", "lambda dy: dy * 1.0"),
            ("lambda dy: sum_to(dy, b.shape)", "lambda dy: dy * 1.0"),
        ),
    ),
    Fault(
        "TENSOR-ADD-SHAPES-SWAPPED",
        "In + each rule sums to the shape of the other one.",
        "left belongs to self, and its array is a.",
        edit=(
            ("sum_to(dy, a.shape)", "sum_to(dy, b.SHAPE)"),
            ("sum_to(dy, b.shape)", "sum_to(dy, a.shape)"),
            ("b.SHAPE", "b.shape"),
        ),
    ),
    Fault(
        "TENSOR-ADD-TIMES",
        "The rules of + multiply by the other array, as those of * do.",
        "What happens to a sum when one of its terms grows by a little?",
        edit=(
            ("lambda dy: sum_to(dy, a.shape)", "lambda dy: sum_to(dy * b, a.shape)"),
            ("lambda dy: sum_to(dy, b.shape)", "lambda dy: sum_to(dy * a, b.shape) "),
        ),
    ),
    Fault(
        "TENSOR-MUL-OWN",
        "In * each rule multiplies by its own array; the other one is needed.",
        "a times b: if a grows by 1, the product grows by ...",
        edit=(
            ("sum_to(dy * b, a.shape)", "sum_to(dy * A, a.shape)"),
            ("sum_to(dy * a, b.shape)", "sum_to(dy * b, b.shape)"),
            ("dy * A", "dy * a"),
        ),
    ),
    Fault(
        "TENSOR-MUL-NOT-SUMMED",
        "The rules of * are not summed to the shape of their array.",
        "sum_to belongs into both rules.",
        edit=(("sum_to(dy * b, a.shape)", "dy * b"), ("sum_to(dy * a, b.shape)", "dy * a")),
    ),
    Fault(
        "TENSOR-MUL-SUMMED-FIRST",
        "In * the gradient is summed before it is multiplied.",
        "First the product with the other array, then the sum.",
        edit=(
            ("sum_to(dy * b, a.shape)", "sum_to(dy, a.shape) * sum_to(b, a.shape)"),
            ("sum_to(dy * a, b.shape)", "sum_to(dy, b.shape) * sum_to(a, b.shape)"),
        ),
    ),
    Fault(
        "TENSOR-MUL-NO-UPSTREAM",
        "The rules of * leave out the gradient that comes back.",
        "The upstream gradient goes into the answer.",
        edit=(
            ("sum_to(dy * b, a.shape)", "sum_to(0 * dy + b, a.shape)"),
            ("sum_to(dy * a, b.shape)", "sum_to(0 * dy + a, b.shape)"),
        ),
    ),
    Fault(
        "TENSOR-MUL-SAME-RULE",
        "Both rules of * are the same.",
        "left multiplies by b, and right?",
        edit=(("sum_to(dy * a, b.shape)", "sum_to(dy * b, b.shape)"),),
    ),
    Fault(
        "TENSOR-MATMUL-ELEMENTWISE",
        "The result of @ is the product element by element.",
        "Use the operator of the method's own name on the arrays.",
        edit=(("a @ b", "a * b if a.shape == b.shape else np.outer(a[:, 0], b[0])"),),
    ),
    Fault(
        "TENSOR-MATMUL-NOT-TRANSPOSED",
        "A transpose is missing in the rules of @.",
        "Write the shapes beside them: (N, O) times ... gives (N, I).",
        edit=(("dy @ b.T", "dy @ b"), ("a.T @ dy", "a @ dy")),
    ),
    Fault(
        "TENSOR-MATMUL-RIGHT-ORDER",
        "The factors of the right rule of @ are in the wrong order.",
        "The gradient of b has the shape (I, O).",
        edit=(("a.T @ dy", "(dy.T @ a)"),),
    ),
    Fault(
        "TENSOR-MATMUL-RULES-SWAPPED",
        "The two rules of @ have changed places.",
        "left is the gradient of self: it ends with the transpose of the other one.",
        edit=(
            ("left = lambda dy: dy @ b.T", "right = lambda dy: dy @ b.T"),
            ("right = lambda dy: a.T @ dy", "left = lambda dy: a.T @ dy"),
        ),
    ),
    Fault(
        "TENSOR-SUM-NUMBER",
        "The rule of sum returns a single number.",
        "A gradient has the shape of the thing it belongs to.",
        edit=(("dy * np.ones(a.shape)", "dy * 1.0"),),
    ),
    Fault(
        "TENSOR-SUM-MEAN",
        "The rule of sum divides by the number of elements.",
        "Every element moves the sum by as much as it moves itself.",
        edit=(("dy * np.ones(a.shape)", "dy * np.ones(a.shape) / a.size"),),
    ),
    Fault(
        "TENSOR-SUM-TIMES",
        "The rule of sum multiplies by the array.",
        "The slope of a sum is 1 for every element.",
        edit=(("dy * np.ones(a.shape)", "dy * a"),),
    ),
    Fault(
        "TENSOR-SUM-NO-UPSTREAM",
        "The rule of sum leaves out the gradient that comes back.",
        "The upstream gradient goes into the answer.",
        edit=(("dy * np.ones(a.shape)", "np.ones(a.shape)"),),
    ),
    Fault(
        "TENSOR-SUM-ROWS",
        "sum adds up the columns only: the result is not one number.",
        "All elements go into the sum.",
        edit=(("np.sum(a)", "np.sum(a, axis=0)"),),
    ),
)
