"""How exercise 8.2, Tensor, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from ..e1_sum_to.reference import sum_to
from .faults import FAULTS
from .reference import Tensor


def tensor_probe(student, a, b, d_ab, m, n, d_mn, number):
    """Every operation: its result, and what each rule makes of a gradient."""
    x, y, p, q = (student.Tensor(v) for v in (a, b, m, n))
    found = {}
    for name, made, upstream in (
        ("add", x + y, d_ab),
        ("mul", x * y, d_ab),
        ("matmul", p @ q, d_mn),
        ("sum", x.sum(), number),
    ):
        found[name] = made.data
        pairs = list(made.sources)
        for side, (_, rule) in zip(("left", "right"), pairs):
            found[f"{name}_{side}"] = rule(upstream)
        wanted = {"matmul": (p, q), "sum": (x,)}.get(name, (x, y))
        found[f"{name}_sources"] = float(
            len(pairs) == len(wanted) and all(s is t for (s, _), t in zip(pairs, wanted))
        )
    return found


def tensor_cases(rng):
    def case(name, a, b, m, n, tag):
        large = np.broadcast_shapes(a, b)
        args = [rng.normal(size=s) for s in (a, b, large, m, n, (m[0], n[1]))]
        return Case(name, (*args, float(rng.normal())), (tag,))

    return [
        case("equal shapes", (7, 5), (7, 5), (7, 5), (5, 3), "plain"),
        case("square", (3, 3), (3, 3), (3, 3), (3, 3), "plain"),
        case("a row is broadcast", (7, 5), (1, 5), (2, 7), (7, 5), "broadcast"),
        case("a column is broadcast", (7, 1), (7, 5), (1, 5), (5, 3), "broadcast"),
        case("a missing axis", (5,), (7, 5), (3, 1), (1, 2), "broadcast"),
        case("one number", (2, 3), (1, 1), (1, 7), (7, 1), "broadcast"),
    ]


OPS = ("add", "mul", "matmul")
SIDES = tuple(f"{op}_{side}" for op in OPS for side in ("left", "right"))

EXERCISE = Exercise(
    name="Tensor",
    title="An array that remembers",
    functions=("Tensor",),
    reference=(Tensor,),
    given=(sum_to,),
    probe=tensor_probe,
    cases=tensor_cases,
    arguments=("x", "y", "upstream", "p", "q", "upstream of p @ q", "upstream of the sum"),
    outputs=(*OPS, "sum", *SIDES, "sum_left", *(f"{op}_sources" for op in (*OPS, "sum"))),
    properties=(
        Property("the results", 2, outputs=(*OPS, "sum")),
        Property("the rules of + and *", 2, outputs=SIDES[:4], tags=("plain",)),
        Property(
            "the rules of + and * after broadcasting", 2, outputs=SIDES[:4], tags=("broadcast",)
        ),
        Property("the rules of @", 2, outputs=SIDES[4:]),
        Property("the rule of sum", 1, outputs=("sum_left",)),
        Property(
            "the right sources",
            1,
            outputs=tuple(f"{op}_sources" for op in (*OPS, "sum")),
            needs="the results",
        ),
    ),
    faults=FAULTS,
    hints=(
        "Read the table line by line: the second column is result, the third left, the fourth "
        "right.",
        "A rule is lambda dy: followed by the formula of the table. sum_to(..., a.shape) brings a "
        "gradient to the shape of a.",
        "For the product: the left rule multiplies dy by the right array and brings it to the "
        "shape of a; the right rule the other way round. For @ the order of the factors is that "
        "of dense_backward in part 3.",
    ),
)
