"""How exercise 8.4, apply, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from ..e2_tensor.reference import Tensor
from .faults import FAULTS
from .reference import Relu, Sigmoid, apply


class Mixed:
    """An operation with three inputs, whose gradients all differ; it counts what it saves."""

    @staticmethod
    def forward(saved, x, y, z):
        saved += [len(saved), x, y]
        return x * y + 3 * z

    @staticmethod
    def backward(saved, dy):
        before, x, y = saved
        return dy * y, dy * x, 3 * dy + before


def apply_probe(student, x, y, z, upstream, second):
    """apply on an operation of ours, twice; Relu and Sigmoid by themselves and through apply."""
    tensors = [Tensor(v) for v in (x, y, z)]
    one = student.apply(Mixed, *tensors)
    two = student.apply(Mixed, *[Tensor(v) for v in (z, x, y)])  # must not disturb the first
    pairs = list(one.sources)
    found = {
        "apply": one.data,
        "sources": float([t for t, rule in pairs] == tensors),
        "gradients": [rule(upstream) for t, rule in pairs],
        "second": two.data,
    }
    for name in ("Relu", "Sigmoid"):
        made, saved = getattr(student, name), []
        found[name] = made.forward(saved, x)
        back = made.backward(saved, upstream)
        found[f"{name} backward"] = back[0] if isinstance(back, (tuple, list)) else back
        again, other = [], []
        made.forward(again, x)
        made.forward(other, y)
        found[f"{name} apart"] = made.backward(again, second)[0]
    return found


def apply_cases(rng):
    def case(name, shape):
        arrays = [rng.normal(size=shape) for _ in range(5)]
        return Case(name, tuple(arrays))

    return [
        case("7 rows of 5", (7, 5)),
        case("square", (3, 3)),
        case("one row", (1, 5)),
        case("three axes", (2, 3, 5)),
    ]


EXERCISE = Exercise(
    name="apply",
    title="Operations with a memory",
    functions=("apply", "Relu", "Sigmoid"),
    reference=(apply, Relu, Sigmoid),
    given=(Tensor, Mixed),
    probe=apply_probe,
    cases=apply_cases,
    outputs=(
        "apply",
        "sources",
        "gradients",
        "second",
        "Relu",
        "Relu backward",
        "Relu apart",
        "Sigmoid",
        "Sigmoid backward",
        "Sigmoid apart",
    ),
    properties=(
        Property("the result of apply", 1, outputs=("apply", "second")),
        Property("the sources and their rules", 3, outputs=("sources", "gradients")),
        Property("Relu forward", 1, outputs=("Relu",)),
        Property("Relu backward", 2, outputs=("Relu backward", "Relu apart")),
        Property("Sigmoid forward", 1, outputs=("Sigmoid",)),
        Property("Sigmoid backward", 2, outputs=("Sigmoid backward", "Sigmoid apart")),
    ),
    faults=FAULTS,
    hints=(
        "apply: function.forward(saved, ...) with the data of all tensors (a star before a list "
        "hands over its entries). sources is a list of pairs, one for each tensor.",
        "A rule calls function.backward(saved, dy) and takes one entry. Relu saves where z is "
        "positive; Sigmoid saves its result.",
        "enumerate(tensors) gives i and t; the lambda keeps i as an argument. In Relu.backward "
        "what was saved multiplies dy; in Sigmoid.backward dy is multiplied by s and by 1 - s.",
    ),
)
