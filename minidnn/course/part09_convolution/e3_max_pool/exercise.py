"""How exercise 9.3, max_pool2d, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import max_pool2d, max_pool2d_backward


def pool_probe(student, x, dl_dy, size):
    return {
        "y": student.max_pool2d(x, size),
        "dl_dx": student.max_pool2d_backward(x, dl_dy, size),
    }


def pool_cases(rng):
    def case(name, n, c, oh, ow, size, tag, x=None):
        x = rng.normal(size=(n, c, oh * size, ow * size)) if x is None else x
        return Case(name, (x, rng.normal(size=(n, c, oh, ow)), size), (tag,))

    ties = rng.integers(0, 3, size=(2, 3, 6, 10)).astype(float)
    return [
        case("squares of 2 by 2", 2, 3, 3, 5, 2, "plain"),
        case("squares of 3 by 3", 2, 1, 2, 5, 3, "plain"),
        case("as many as they are large", 3, 3, 3, 3, 3, "plain"),
        case("one picture, one square", 1, 2, 1, 1, 2, "plain"),
        case("negative numbers", 2, 2, 2, 3, 2, "plain", -1 - rng.uniform(size=(2, 2, 4, 6))),
        case("several largest numbers", 2, 3, 3, 5, 2, "ties", ties),
    ]


EXERCISE = Exercise(
    name="max_pool2d",
    title="The largest of every square",
    functions=("max_pool2d", "max_pool2d_backward"),
    reference=(max_pool2d, max_pool2d_backward),
    probe=pool_probe,
    cases=pool_cases,
    arguments=("x", "dl_dy", "size"),
    outputs=("y", "dl_dx"),
    properties=(
        Property("the largest of every square", 4, outputs=("y",)),
        Property("the gradient", 4, outputs=("dl_dx",), tags=("plain",)),
        Property("the gradient where several are largest", 1, outputs=("dl_dx",), tags=("ties",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "A picture of height h is h / size rows of squares, of size rows each: reshape can say it.",
        "After the reshape axis 3 runs inside a square downwards, axis 5 to the right. For the way "
        "back, transpose so that these two stand at the end, and make one axis of them.",
        "won compares best[..., None] with np.arange(size * size). It multiplies dl_dy[..., None]. "
        "Then everything in the opposite order: reshape to six axes, transpose, reshape.",
    ),
)
