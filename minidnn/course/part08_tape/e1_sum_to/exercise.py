"""How exercise 8.1, sum_to, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import sum_to


def cases(rng):
    def case(large, small, tag):
        return Case(f"from {large} to {small}", (rng.normal(size=large), small), (tag,))

    return [
        case((7, 5), (7, 5), "same"),
        case((3, 3), (3, 3), "same"),
        case((7, 5), (5,), "front"),
        case((3, 3), (3,), "front"),
        case((2, 7, 5), (5,), "front"),
        case((3, 2, 5), (2, 5), "front"),
        case((7, 5), (), "front"),
        case((7, 5), (1, 5), "ones"),
        case((7, 5), (7, 1), "ones"),
        case((3, 3), (1, 3), "ones"),
        case((7, 5), (1, 1), "ones"),
        case((2, 3, 5), (2, 1, 5), "ones"),
        case((2, 3, 5), (3, 1), "both"),
        case((2, 3, 5), (1, 5), "both"),
        case((2, 3, 5, 7), (1, 5, 1), "both"),
    ]


EXERCISE = Exercise(
    name="sum_to",
    title="The gradient of broadcasting",
    functions=("sum_to",),
    reference=(sum_to,),
    cases=cases,
    outputs=("gradient",),
    properties=(
        Property("axes that NumPy put in front", 3, tags=("front",)),
        Property("axes of length 1", 3, tags=("ones",)),
        Property("both at the same time", 2, tags=("both",)),
        Property("nothing to sum", 1, tags=("same",), needs="axes of length 1"),
        Property("leaving the gradient unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Two steps: first make the number of axes right, then the lengths.",
        "gradient.ndim says how many axes there are, len(shape) how many are due; the others stand "
        "in front. np.sum takes a "
        "tuple of axes. An axis of length 1 in shape is summed with keepdims=True.",
        "The axes in front are 0, 1, ... up to the number of extra ones: tuple(range(...)). After "
        "that the axes of gradient and shape have the same numbers, and the loop can compare.",
    ),
)
