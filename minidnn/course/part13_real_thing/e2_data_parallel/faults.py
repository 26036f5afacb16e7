"""Known mistakes of exercise 13.2, data_parallel."""

from minidnn.grading.spec import Fault

_SPLIT = "shards = zip(np.array_split(x, workers), np.array_split(y, workers))"
_KEEP = "return [(rows, truth) for rows, truth in shards if len(rows)]"
_MEAN = "return sum(c * v for v, c in zip(values, counts)) / sum(counts)"
_ANSWERS = "answers = [gradients(params, rows, truth) for rows, truth in shards]"
_COUNTS = "counts = [len(rows) for rows, _ in shards]"
_LOSS = "loss = average([own for own, _ in answers], counts)"
_GRADS = "grads = {name: average([own[name] for _, own in answers], counts) for name in params}"
_CEIL = "size = -(-len(x) // workers)\n    "
_FLOOR = "size = max(1, len(x) // workers)\n    "
_CUT = "shards = [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]"

FAULTS = (
    Fault(
        "PAR-LAST-SMALL",
        "All shards but the last have the rounded-up size; the last gets what is left.",
        "As even as possible: 7 rows for 3 workers are 3, 2 and 2.",
        edit=((_SPLIT, _CEIL + _CUT),),
    ),
    Fault(
        "PAR-REST-ALONE",
        "The rows that are left over become one shard more than there are workers.",
        "The first shards take one row more each.",
        edit=((_SPLIT, _FLOOR + _CUT),),
    ),
    Fault(
        "PAR-REST-LOST",
        "The rows that are left over are dropped.",
        "Every row of the batch belongs to a shard.",
        edit=(
            (
                _SPLIT,
                _FLOOR + _CUT.replace("len(x), size)", "len(x) - size + 1, size)"),
            ),
        ),
    ),
    Fault(
        "PAR-STRIDE",
        "The rows are dealt out like cards.",
        "A shard is a piece of neighbouring rows.",
        edit=((_SPLIT, "shards = [(x[i::workers], y[i::workers]) for i in range(workers)]"),),
    ),
    Fault(
        "PAR-TRUTH-REVERSED",
        "y is cut from its other end: rows and truth do not belong together.",
        "Row i of x belongs to row i of y.",
        edit=((_SPLIT, _SPLIT.replace("np.array_split(y,", "np.array_split(y[::-1],")),),
    ),
    Fault(
        "PAR-AVERAGE-PLAIN",
        "average takes the plain mean: a small shard counts as much as a large one.",
        "Each value counts as often as its shard has rows.",
        edit=((_MEAN, "return sum(values) / len(values)"),),
    ),
    Fault(
        "PAR-AVERAGE-SUM",
        "average lacks the division by the number of all rows.",
        "The weights have to make 1 together.",
        edit=((_MEAN, "return sum(c * v for v, c in zip(values, counts))"),),
    ),
    Fault(
        "PAR-AVERAGE-SHARDS",
        "average divides by the number of shards.",
        "How many rows are there in all?",
        edit=((_MEAN, _MEAN.replace("/ sum(counts)", "/ len(counts)")),),
    ),
    Fault(
        "PAR-AVERAGE-INVERSE",
        "average divides by the counts where it should multiply.",
        "A larger shard weighs more.",
        edit=((_MEAN, "return sum(v / c for v, c in zip(values, counts)) / sum(counts)"),),
    ),
    Fault(
        "PAR-AVERAGE-FIRST",
        "average returns the value of the first worker.",
        "All of them have to be heard.",
        edit=((_MEAN, "return values[0] + 0.0"),),
    ),
    Fault(
        "PAR-EQUAL-COUNTS",
        "parallel_gradients gives every shard the same weight.",
        "The counts are the lengths of the shards.",
        edit=((_COUNTS, "counts = [1 for rows, _ in shards]"),),
    ),
    Fault(
        "PAR-WHOLE",
        "Every worker computes the whole batch.",
        "Then nothing is gained: each gets its own shard.",
        edit=((_ANSWERS, "answers = [gradients(params, x, y) for _ in shards]"),),
    ),
    Fault(
        "PAR-FIRST-SHARD",
        "Every worker gets the first shard.",
        "The loop has to use its own rows.",
        edit=((_ANSWERS, "answers = [gradients(params, *shards[0]) for _ in shards]"),),
    ),
    Fault(
        "PAR-LOSS-FIRST",
        "The loss is that of the first worker.",
        "It is averaged like the gradients.",
        edit=((_LOSS, "loss = answers[0][0]"),),
    ),
    Fault(
        "PAR-LOSS-SUM",
        "The losses are added.",
        "It is averaged like the gradients.",
        edit=((_LOSS, "loss = sum(own for own, _ in answers)"),),
    ),
    Fault(
        "PAR-GRADS-FIRST",
        "The gradients are those of the first worker.",
        "They have to be averaged.",
        edit=((_GRADS, "grads = answers[0][1]"),),
    ),
    Fault(
        "PAR-GRADS-SUM",
        "The gradients are added.",
        "Each is a mean over its own rows already.",
        edit=((_GRADS, "grads = {name: sum(own[name] for _, own in answers) for name in params}"),),
    ),
)
