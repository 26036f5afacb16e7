"""How exercise 6.1, iterate_minibatches, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import iterate_minibatches, standardise


def batches_probe(student, x_train, x_val, x, y, batch_size, seed):
    """Two rounds through the data with one generator, and one more with the first seed."""
    train, val = student.standardise(x_train, x_val)
    rng = np.random.default_rng(seed)
    rounds = []
    for generator in (rng, rng, np.random.default_rng(seed)):
        batches = []
        for x_batch, y_batch in student.iterate_minibatches(x, y, batch_size, generator):
            batches.append((np.array(x_batch), np.array(y_batch)))
            if len(batches) > 100:
                break
        rounds.append(batches)
    return {"train": train, "val": val, "rounds": rounds}


def batches_summary(case, value):
    """What holds for every shuffle: sizes, who is there, who sits beside whom, what has moved."""
    _, _, x, y, batch_size, _ = case.args
    first, second, again = [_rows(batches, x, y) for batches in value["rounds"]]
    sizes, x_rows, y_rows = first
    order = np.arange(len(x))
    starts = np.cumsum([0, *sizes])
    contiguous = all(np.ptp(x_rows[a:b]) == b - a - 1 for a, b in zip(starts, starts[1:]) if b > a)
    same = len(x_rows) == len(y_rows)
    return {
        "train": value["train"],
        "val": value["val"],
        "list of batch sizes": np.array(sizes, dtype=float),
        "list of rows": np.sort(x_rows).astype(float),
        "share of right pairs": float(np.mean(x_rows == y_rows)) if same and len(x_rows) else 0.0,
        "shuffled": np.array(
            [
                not np.array_equal(x_rows, order[: len(x_rows)]),
                not np.array_equal(y_rows, order[: len(y_rows)]),
                not contiguous,
            ]
        ).astype(float),
        "new order": float(not np.array_equal(second[1], x_rows)),
        "same seed": float(np.array_equal(again[1], x_rows)),
    }


def _rows(batches, x, y):
    """Sizes of the batches, and where the rows of x and of y came from (-1: from nowhere)."""
    sizes, x_rows, y_rows = [], [], []
    for x_batch, y_batch in batches:
        if x_batch.ndim != x.ndim or y_batch.ndim != y.ndim:
            raise ValueError(
                f"a batch has the shapes {x_batch.shape} and {y_batch.shape}, "
                "expected are rows of x and rows of y"
            )
        sizes.append(len(x_batch))
        x_rows += [_where(row, x) for row in x_batch]
        y_rows += [_where(row, y) for row in y_batch]
    return sizes, np.array(x_rows, dtype=int), np.array(y_rows, dtype=int)


def _where(row, rows):
    found = np.flatnonzero(np.all(rows == row, axis=1)) if np.shape(row) == rows.shape[1:] else []
    return int(found[0]) if len(found) else -1


def batches_cases(rng):
    def case(name, n, batch_size, columns):
        x_train = rng.normal(3, 2, (13, columns)) * rng.uniform(0.1, 30, columns)
        x_val = rng.normal(-2, 3, (7, columns)) * rng.uniform(0.1, 30, columns)
        x_train[:, 1] = x_val[:, 1] = 3.0
        x, y = rng.normal(size=(n, 3)), rng.normal(size=(n, 1))
        return Case(name, (x_train, x_val, x, y, batch_size, int(rng.integers(2**31))))

    return [
        case("23 rows in batches of 5", 23, 5, 5),
        case("20 rows in batches of 5", 20, 5, 3),
        case("17 rows in batches of 3", 17, 3, 7),
        case("13 rows, batch size 13", 13, 13, 13),
        case("11 rows, batch size 16", 11, 16, 2),
    ]


def _shuffled(case, expected, got):
    """Rows must move, across the batches too, and differently in each round."""
    if np.array_equal(got["shuffled"], expected["shuffled"]):
        return None if got["new order"] else "every round has the same order"
    return "the rows come in their original order, or only within fixed blocks"


EXERCISE = Exercise(
    name="iterate_minibatches",
    title="Standardised data in mini-batches",
    functions=("standardise", "iterate_minibatches"),
    reference=(standardise, iterate_minibatches),
    probe=batches_probe,
    summary=batches_summary,
    arguments=("x_train", "x_val", "x", "y", "batch_size", "seed"),
    cases=batches_cases,
    outputs=(
        "train",
        "val",
        "list of batch sizes",
        "list of rows",
        "share of right pairs",
        "shuffled",
        "new order",
        "same seed",
    ),
    properties=(
        Property("the standardised training set", 2, outputs=("train",)),
        Property("the standardised validation set", 2, outputs=("val",)),
        Property(
            "every row in exactly one batch, the last batch included",
            2,
            outputs=("list of batch sizes", "list of rows"),
        ),
        Property(
            "labels that stay with their rows",
            1,
            outputs=("share of right pairs",),
            needs="every row in exactly one batch, the last batch included",
        ),
        Property(
            "a new random order each time",
            1,
            kind="judge",
            judge=_shuffled,
            needs="every row in exactly one batch, the last batch included",
        ),
        Property(
            "the same order for the same seed",
            1,
            outputs=("same seed",),
            needs="a new random order each time",
        ),
        Property("leaving x and y unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Standardise: which set do you measure, and which sets do you change? Batches: decide the "
        "order of the row numbers first, then cut it into pieces.",
        "np.mean and np.std with axis=0 give one number per column. rng.permutation(n) gives the "
        "numbers 0 to n-1 in random order, and an array of row numbers picks rows: x[rows].",
        "Both sets use the training set's mean and deviation, with 1 in place of a deviation of 0. "
        "A batch is a slice of the order, batch_size long: use it as row numbers for x and for y.",
    ),
)
