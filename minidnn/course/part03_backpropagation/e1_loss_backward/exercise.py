"""How exercise 3.1, binary_cross_entropy_loss_backward, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import binary_cross_entropy_loss_backward


def loss_backward_cases(rng):
    def labels(n):
        """Random truths, both kinds present."""
        ones = 1 + n // 3
        return rng.permutation(np.repeat([1.0, 0.0], [ones, n - ones])).reshape(n, 1)

    def predictions(n):
        return rng.uniform(0.02, 0.98, size=(n, 1))

    y7, y11 = labels(7), labels(11)
    edge_true = np.array([[1.0], [1.0], [0.0], [0.0], [0.0]])
    edge_pred = np.array([[0.0], [1.0], [1.0], [0.0], [0.3]])
    return [
        Case("7 predictions", (y7, predictions(7)), ("many",)),
        Case("50 predictions", (labels(50), predictions(50)), ("many",)),
        Case("one prediction of truth 1", (np.array([[1.0]]), predictions(1)), ("many",)),
        Case("one prediction of truth 0", (np.array([[0.0]]), predictions(1)), ("many",)),
        Case("float32 numbers", (y11.astype("f4"), predictions(11).astype("f4")), ("many",)),
        Case("very sure predictions", (y7, np.abs(y7 - 1e-3 * predictions(7))), ("many",)),
        Case("some predictions exactly 0 or 1", (edge_true, edge_pred), ("certain",)),
        Case("certain (exactly 0 or 1) and wrong", (y11, 1 - y11), ("certain",)),
    ]


def finite(case, expected, got):
    """Within 25 %: in float32, 1 - (1 - 1e-7) is 1.2e-7."""
    if np.shape(got) != np.shape(expected):
        return f"the shape is {np.shape(got)}, expected {np.shape(expected)} ({case.name})"
    if not np.all(np.isfinite(got)):
        return f"not all numbers are finite ({case.name})"
    if not np.allclose(got, expected, rtol=0.25, atol=0):
        return f"the values are wrong ({case.name})"
    return None


EXERCISE = Exercise(
    name="binary_cross_entropy_loss_backward",
    title="Backward through the loss",
    functions=("binary_cross_entropy_loss_backward",),
    reference=(binary_cross_entropy_loss_backward,),
    cases=loss_backward_cases,
    outputs=("dl_dy_pred",),
    properties=(
        Property("the right values", 6, tags=("many",)),
        Property(
            "predictions that are exactly 0 or 1", 2, kind="judge", tags=("certain",), judge=finite
        ),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
        Property("giving the same answer twice", 1, kind="repeat"),
    ),
    faults=FAULTS,
    hints=(
        "Two fractions, one for each term of the loss, then the factor of the average.",
        "Limit the predictions as in the loss. A truth of 1 leaves -1/p, a truth of 0 leaves 1/(1 "
        "- p); y and 1 - y switch between them.",
        "With the limited p: minus y divided by p, plus (1 - y) divided by (1 - p), number by "
        "number; all of it divided by the number of rows.",
    ),
)
