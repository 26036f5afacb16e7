"""How exercise 8.3, backward, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e2_tensor.reference import Tensor
from .faults import FAULTS
from .reference import backward, topological_order


def graph(which, x, w):
    """A computation, as the list of its tensors in the order in which they were made."""
    a, b = Tensor(x), Tensor(w)
    if which == "chain":
        c = a @ b
        d = c * c
        return [a, b, c, d, d.sum()]
    if which == "twice":
        c = a * a
        d = c + a
        return [a, c, d, d.sum()]
    if which == "diamond":
        c = a @ b
        left = c * c
        right = c + left
        e = left * right
        f = e + c
        return [a, b, c, left, right, e, f, f.sum()]
    if which == "long and short":
        made = [a]
        for _ in range(5):
            made.append(made[-1] + a)
        last = made[-1] * made[1]
        return [*made, last, last.sum()]
    if which == "row":
        c = a @ b
        row = Tensor(np.ones((1, w.shape[1])))
        d = c + row
        e = d * row
        return [a, b, c, row, d, e, e.sum()]
    made = [a]
    for _ in range(60):
        made.append(made[-1] * b)
    return [b, *made, made[-1].sum()]


def backward_probe(student, which, x, w, calls):
    """The order as places in the list of all tensors, and every gradient after the last call."""
    made = graph(which, x, w)
    place = {id(t): i for i, t in enumerate(made)}
    order = student.topological_order(made[-1])
    found = np.array([place.get(id(t), -1) for t in order], dtype=float)
    for _ in range(calls):
        student.backward(made[-1])
    sources = [[place[id(s)] for s, rule in t.sources] for t in made]
    return {
        "order": found,
        "sources": sources,
        "of the first": made[0].grad,
        "of the beginnings": [t.grad for t in made if not t.sources],
        "of all": [t.grad for t in made],
    }


def backward_summary(case, value):
    """Orders differ and may all be right: what counts is that sources stand before."""
    order = [int(i) for i in np.asarray(value["order"]).ravel()]
    sources = value["sources"]
    where = {t: k for k, t in enumerate(order)}
    complete = sorted(order) == list(range(len(sources)))
    before = complete and all(where[s] < where[t] for t in where for s in sources[t])
    return {
        "every tensor once": float(complete),
        "sources first": float(before),
        "length": float(len(order)),
        "of the first": value["of the first"],
        "of the beginnings": tuple(value["of the beginnings"]),
        "of all": tuple(value["of all"]),
    }


def backward_cases(rng):
    def case(which, n, i, o, tag, calls=1):
        scale = 0.98 if which == "deep" else 1.0
        x = rng.normal(size=(n, i))
        w = scale + 0.02 * rng.normal(size=(n, i)) if which == "deep" else rng.normal(size=(i, o))
        name = which if calls == 1 else f"{which}, backward called twice"
        return Case(name, (which, x, w, calls), (tag,))

    return [
        case("chain", 3, 5, 2, "chain"),
        case("twice", 2, 3, 5, "branches"),
        case("diamond", 3, 3, 3, "branches"),
        case("long and short", 2, 5, 3, "branches"),
        case("row", 5, 3, 2, "branches"),
        case("deep", 2, 3, 3, "deep"),
        case("chain", 2, 3, 5, "again", calls=2),
    ]


EXERCISE = Exercise(
    name="backward",
    title="The walk back, for any computation",
    functions=("topological_order", "backward"),
    reference=(topological_order, backward),
    given=(Tensor, graph),
    probe=backward_probe,
    summary=backward_summary,
    cases=backward_cases,
    arguments=("graph", "x", "w", "calls"),
    outputs=(
        "every tensor once",
        "sources first",
        "length",
        "of the first",
        "of the beginnings",
        "of all",
    ),
    properties=(
        Property(
            "the order: every tensor once, after its sources",
            3,
            outputs=("every tensor once", "sources first", "length"),
        ),
        Property("the gradients of a chain", 2, tags=("chain",), outputs=("of all",)),
        Property("the gradients where paths meet", 3, tags=("branches",), outputs=("of all",)),
        Property("a deep computation", 1, tags=("deep",), outputs=("of the beginnings",)),
        Property("a second call starts from zero", 1, tags=("again",), outputs=("of all",)),
    ),
    faults=FAULTS,
    hints=(
        "The three steps of the recipe are the lines of visit; the two steps of backward are its "
        "two loops.",
        "visit: if id(t) in visited, return; visited.add(id(t)); a loop over t.sources that calls "
        "visit; order.append(t) at its end. backward: a loop over the pairs of t.sources.",
        "In the second loop the gradient of the source grows: its old value plus what the rule "
        "makes of t.grad. Give every tensor its zeros before this loop begins.",
    ),
)
