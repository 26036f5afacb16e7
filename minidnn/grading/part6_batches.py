"""Exercise 6.1 for the grader: standardised columns and shuffled mini-batches."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def standardise(x_train, x_val):
    mean = np.mean(x_train, axis=0)
    std = np.std(x_train, axis=0)
    std = np.where(std == 0, 1.0, std)
    return (x_train - mean) / std, (x_val - mean) / std


def iterate_minibatches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


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


_MINI = "rows = order[start : start + batch_size]"

BATCHES = Exercise(
    number="6.1",
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
    faults=(
        Fault(
            "STD-VALIDATION-OWN",
            "The validation set is standardised with its own mean and deviation.",
            "The same tumour must get the same numbers in both sets: measure on one set only.",
            edit=(
                (
                    "(x_val - mean) / std",
                    "(x_val - x_val.mean(axis=0)) / np.where(x_val.std(axis=0) == 0, 1, "
                    "x_val.std(axis=0))",
                ),
            ),
        ),
        Fault(
            "STD-LEAK",
            "Mean and deviation are measured on both sets together: the exam leaks into the "
            "training.",
            "Only the training set is known when the network is built.",
            edit=(
                ("np.mean(x_train, axis=0)", "np.mean(np.concatenate([x_train, x_val]), axis=0)"),
                ("np.std(x_train, axis=0)", "np.std(np.concatenate([x_train, x_val]), axis=0)"),
            ),
        ),
        Fault(
            "STD-VARIANCE",
            "You divide by the variance.",
            "The spread in the unit of the column is the root of the variance.",
            edit=(("np.std(x_train, axis=0)", "np.var(x_train, axis=0)"),),
        ),
        Fault(
            "STD-WHOLE-TABLE",
            "One mean and one deviation for the whole table: the columns keep their different "
            "sizes.",
            "Each column has a unit of its own. Which axis runs through the rows?",
            edit=(
                ("np.mean(x_train, axis=0)", "np.mean(x_train)"),
                ("np.std(x_train, axis=0)", "np.std(x_train)"),
            ),
        ),
        Fault(
            "STD-ROWS",
            "Mean and deviation are taken along each row.",
            "A row is one tumour; you want the mean of one measurement over all tumours.",
            source="""
def standardise(x_train, x_val):
    def rows(x):
        return (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    return rows(x_train), rows(x_val)


def iterate_minibatches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]
""",
        ),
        Fault(
            "STD-NOT-CENTRED",
            "The mean is not subtracted.",
            "First move the middle to 0, then scale.",
            edit=(
                ("(x_train - mean) / std", "x_train / std"),
                ("(x_val - mean) / std", "x_val / std"),
            ),
        ),
        Fault(
            "STD-PARENTHESES",
            "Only the mean is divided by the deviation: parentheses are missing.",
            "Division comes before subtraction.",
            edit=(
                ("(x_train - mean) / std", "x_train - mean / std"),
                ("(x_val - mean) / std", "x_val - mean / std"),
            ),
        ),
        Fault(
            "STD-DDOF",
            "Your deviation divides by N - 1; this course uses np.std as it is.",
            "Leave out ddof.",
            edit=(("np.std(x_train, axis=0)", "np.std(x_train, axis=0, ddof=1)"),),
        ),
        Fault(
            "STD-CONSTANT-COLUMN",
            "A column that never changes becomes NaN: 0 divided by 0.",
            "Where the deviation is 0, divide by something harmless.",
            edit=(("np.where(std == 0, 1.0, std)", "std"),),
        ),
        Fault(
            "BATCH-NOT-SHUFFLED",
            "The rows come in their original order.",
            "Something random has to decide the order: rng can make a permutation.",
            edit=(("rng.permutation(len(x))", "np.arange(len(x))"),),
        ),
        Fault(
            "BATCH-SHUFFLED-APART",
            "x and y are shuffled separately: the labels belong to other rows now.",
            "One order for both.",
            edit=(
                (
                    _MINI,
                    _MINI
                    + "\n        others = rng.permutation(len(x))[start : start + batch_size]",
                ),
                ("yield x[rows], y[rows]", "yield x[rows], y[others]"),
            ),
        ),
        Fault(
            "BATCH-Y-IN-OLD-ORDER",
            "Only x is shuffled, y keeps its old order.",
            "The same rows of both.",
            edit=(("y[rows]", "y[start : start + batch_size]"),),
        ),
        Fault(
            "BATCH-X-IN-OLD-ORDER",
            "Only y is shuffled, x keeps its old order.",
            "The same rows of both.",
            edit=(("yield x[rows]", "yield x[start : start + batch_size]"),),
        ),
        Fault(
            "BATCH-DROPS-TAIL",
            "The rows that do not fill a whole batch are dropped.",
            "The last batch may be smaller. A slice that reaches past the end simply stops there.",
            edit=(
                ("range(0, len(x), batch_size)", "range(0, len(x) - batch_size + 1, batch_size)"),
            ),
        ),
        Fault(
            "BATCH-WITH-REPLACEMENT",
            "Rows are drawn at random again and again: some come twice, others never.",
            "In one round every row comes exactly once: an order, not a lottery.",
            edit=(("rng.permutation(len(x))", "rng.integers(0, len(x), len(x))"),),
        ),
        Fault(
            "BATCH-SHUFFLED-IN-PLACE",
            "The caller's arrays are shuffled themselves.",
            "Shuffle row numbers, not the data.",
            edit=(
                (
                    "    order = rng.permutation(len(x))",
                    "    order = rng.permutation(len(x))\n    x[:], y[:] = x[order], y[order]\n   "
                    " order = np.arange(len(x))",
                ),
            ),
        ),
        Fault(
            "BATCH-SAME-EVERY-TIME",
            "Every round has the same order: rng is not used.",
            "Draw the order from the argument rng.",
            edit=(("rng.permutation", "np.random.default_rng(0).permutation"),),
        ),
        Fault(
            "BATCH-OTHER-RANDOMNESS",
            "The order comes from np.random and not from rng: the same seed gives different "
            "orders.",
            "Draw the order from the argument rng.",
            edit=(("rng.permutation", "np.random.permutation"),),
        ),
        Fault(
            "BATCH-BLOCKS",
            "Only the order of the batches is shuffled: neighbours always stay together.",
            "Shuffle the rows first, then cut.",
            edit=(
                ("range(0, len(x), batch_size)", "rng.permutation(range(0, len(x), batch_size))"),
                ("order = rng.permutation(len(x))", "order = np.arange(len(x))"),
            ),
        ),
        Fault(
            "BATCH-OVERLAP",
            "The batches overlap: each one starts a single row after the one before.",
            "The third argument of range is the step.",
            edit=(("range(0, len(x), batch_size)", "range(0, len(x))"),),
        ),
        Fault(
            "BATCH-ONLY-ONE",
            "There is only one batch in each round.",
            "yield goes on after the batch was used, return does not. Is the loop still running?",
            edit=(("yield x[rows], y[rows]", "yield x[rows], y[rows]\n        break"),),
        ),
    ),
    hints=(
        "Standardise: which set do you measure, and which sets do you change? Batches: decide the "
        "order of the row numbers first, then cut it into pieces.",
        "np.mean and np.std with axis=0 give one number per column. rng.permutation(n) gives the "
        "numbers 0 to n-1 in random order, and an array of row numbers picks rows: x[rows].",
        "Both sets use the training set's mean and deviation, with 1 in place of a deviation of 0. "
        "A batch is a slice of the order, batch_size long: use it as row numbers for x and for y.",
    ),
)
