"""How exercise 10.2, augmentation, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import augment, flip, shift


def augment_probe(student, images, down, right, reach, share, seed):
    return {
        "shifted": student.shift(images[0], down, right),
        "flipped": student.flip(images[0]),
        "batch": student.augment(images, reach, share, np.random.default_rng(seed)),
    }


def cases(rng):
    def case(name, n, height, width, down, right, reach, share):
        images = 1 + rng.random((n, height, width))
        return Case(name, (images, down, right, reach, share, int(rng.integers(2**31))))

    return [
        case("down 2, right 1; 13 images of 7 by 5", 13, 7, 5, 2, 1, 2, 0.5),
        case("up 1, left 2; no flips", 11, 5, 7, -1, -2, 1, 0.0),
        case("down 1, left 1; every image flipped", 7, 5, 3, 1, -1, 2, 1.0),
        case("not moved at all", 3, 5, 5, 0, 0, 0, 0.5),
        case("one image, moved to the right only", 1, 3, 7, 0, 3, 1, 0.3),
    ]


EXERCISE = Exercise(
    name="augmentation",
    title="New images from old ones",
    functions=("shift", "flip", "augment"),
    reference=(shift, flip, augment),
    probe=augment_probe,
    arguments=("images", "down", "right", "reach", "share", "seed"),
    cases=cases,
    outputs=("shifted", "flipped", "batch"),
    properties=(
        Property("shift", 4, outputs=("shifted",)),
        Property("flip", 1, outputs=("flipped",)),
        Property("augment", 4, outputs=("batch",)),
        Property("leaving the images unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "shift: put a margin of zeros around the image (np.pad), then cut a window of the old "
        "size out of it.",
        "The margin above and below is as wide as the shift. Moved by 0, the window begins just "
        "behind the margin; an image that moves down is a window that begins higher.",
        "augment: image n goes through shift with its own two numbers of moves, and through flip "
        "where flipped says so. Both work on the image after the other.",
    ),
)
