"""How exercise 13.2, data_parallel, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import average, parallel_gradients, split_batch


def parallel_probe(student, params, x, y, workers, values, counts):
    """The shards, a mean of given arrays, and one step of several workers, who are watched."""
    seen = []

    def gradients(params, rows, truth):
        seen.append(len(rows))
        error = rows @ params["w"] + params["b"] - truth
        loss = np.mean(np.sum(error**2, axis=1))
        dl_dw, dl_db = rows.T @ error, np.sum(error, axis=0, keepdims=True)
        return loss, {"w": 2 * dl_dw / len(rows), "b": 2 * dl_db / len(rows)}

    shards = student.split_batch(x, y, workers)
    mean = student.average(list(values), list(counts))
    loss, grads = student.parallel_gradients(params, x, y, workers, gradients)
    return {
        "sizes": np.array([len(rows) for rows, _ in shards], dtype=float),
        "rows": np.concatenate([rows for rows, _ in shards]),
        "truth": np.concatenate([truth for _, truth in shards]),
        "mean": mean,
        "seen": np.array(sorted(seen), dtype=float),
        "loss": loss,
        "dl_dw": grads["w"],
        "dl_db": grads["b"],
    }


def cases(rng):
    def case(name, n, d, k, workers, counts):
        params = {"w": rng.normal(size=(d, k)), "b": rng.normal(size=(1, k))}
        x, y = rng.normal(size=(n, d)), rng.normal(size=(n, k))
        values = rng.normal(size=(len(counts), 2, 3))
        return Case(name, (params, x, y, workers, values, counts))

    return [
        case("11 rows, 4 workers", 11, 5, 3, 4, (5, 2, 4)),
        case("7 rows, 3 workers", 7, 2, 4, 3, (1, 6)),
        case("12 rows, 3 workers", 12, 4, 2, 3, (4, 4, 3, 2)),
        case("3 rows, 5 workers", 3, 2, 4, 5, (2, 7, 1)),
        case("one worker", 6, 3, 2, 1, (3,)),
    ]


EXERCISE = Exercise(
    name="data_parallel",
    title="Many hands",
    functions=("split_batch", "average", "parallel_gradients"),
    reference=(split_batch, average, parallel_gradients),
    probe=parallel_probe,
    arguments=("params", "x", "y", "workers", "values", "counts"),
    cases=cases,
    outputs=("sizes", "rows", "truth", "mean", "seen", "loss", "dl_dw", "dl_db"),
    properties=(
        Property("the sizes of the shards", 2, outputs=("sizes",)),
        Property("every row once, in its order", 1, outputs=("rows", "truth")),
        Property("average", 2, outputs=("mean",)),
        Property("each worker sees its shard", 1, outputs=("seen",)),
        Property("the loss of all", 1, outputs=("loss",)),
        Property("the gradients of all", 2, outputs=("dl_dw", "dl_db")),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "np.array_split cuts an array in parts as even as possible. It makes empty parts, too, "
        "when there are fewer rows than workers: leave them out.",
        "A mean of means is the mean only if all groups are equally large. Otherwise each counts "
        "as often as it has members.",
        "parallel_gradients: first the shards; then a list with what gradients returns for each; "
        "then average once for the loss and once for each name in params.",
    ),
)
