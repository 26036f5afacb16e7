"""Known mistakes of exercise 6.1, iterate_minibatches."""

from minidnn.grading.spec import Fault

_MINI = "rows = order[start : start + batch_size]"


FAULTS = (
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
)
