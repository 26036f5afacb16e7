"""classification_report: precision, recall and F1 of every class as a table to print."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..missing import explaining
from .classification import averaged, counts


@explaining
def classification_report(
    y_true: Any,
    y_pred: Any,
    names: Sequence[str] | None = None,
    digits: int = 3,
    threshold: float = 0.5,
) -> str:
    """A line for every class: precision, recall, F1 and the number of samples; then the means.

    names: of the classes, in order; by default their numbers.

    Raises: ValueError where there is not one name for each class.

    >>> print(classification_report([0, 1, 1, 1], [0, 1, 1, 0], names=["no", "yes"]))
              precision  recall     f1  samples
    no            0.500   1.000  0.667        1
    yes           1.000   0.667  0.800        3
    <BLANKLINE>
    macro         0.750   0.833  0.733        4
    weighted      0.875   0.750  0.767        4
    accuracy                     0.750        4
    """
    hits, called, true = counts(y_true, y_pred, threshold, "classification_report")
    if names is None:
        names = [str(i) for i in range(len(true))]
    if len(names) != len(true):
        raise ValueError(
            f"classification_report: got {len(names)} names for {len(true)} classes"
        )
    parts = [(hits, called), (hits, true), (2 * hits, called + true)]
    columns = [averaged(part, whole, true, "none", "report") for part, whole in parts]
    lines = [[name, *values, n] for name, *values, n in zip(names, *columns, true)]
    means = []
    for average in ("macro", "weighted"):
        values = [averaged(p, w, true, average, "classification_report") for p, w in parts]
        means.append([average, *values, true.sum()])
    means.append(["accuracy", None, None, hits.sum() / true.sum(), true.sum()])
    width = max(len(str(line[0])) for line in lines + means)
    heads = ("precision", "recall", "f1", "samples")
    widths = [max(len(head), digits + 2) for head in heads]

    def row(name: Any, *values: Any) -> str:
        cells = ["" if v is None else text(v, digits) for v in values]
        return f"{name:{width}}  " + "  ".join(f"{c:>{w}}" for c, w in zip(cells, widths))

    top = " " * width + "  " + "  ".join(f"{h:>{w}}" for h, w in zip(heads, widths))
    return "\n".join([top, *(row(*line) for line in lines), "", *(row(*line) for line in means)])


def text(value: Any, digits: int) -> str:
    return str(value) if isinstance(value, int | np.integer) else f"{value:.{digits}f}"
