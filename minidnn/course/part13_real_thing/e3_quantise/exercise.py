"""How exercise 13.3, quantise, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import dequantise, quantise, quantised_product


def quantise_probe(student, w, x, given_codes, given_scale):
    """Codes, scales and numbers from w; dequantise and the product on given codes."""
    codes, scale = student.quantise(w)
    return {
        "codes": np.asarray(codes, dtype=float),
        "scale": scale,
        "one_byte": np.asarray(codes).dtype == np.int8,
        "restored": student.dequantise(given_codes, given_scale),
        "y": student.quantised_product(x, given_codes, given_scale),
    }


def cases(rng):
    def case(name, w, n):
        k, d = w.shape
        codes = rng.integers(-127, 128, (k, d)).astype(np.int8)
        return Case(name, (w, rng.normal(size=(n, d)), codes, rng.uniform(0.01, 0.1, (k, 1))))

    rows = np.array([[1e-3], [1.0], [50.0], [4.0]])
    zeros = rng.normal(size=(3, 4))
    zeros[1] = 0.0
    return [
        case("7 by 5", rng.normal(size=(7, 5)), 3),
        case("rows of very different size", rows * rng.normal(size=(4, 6)), 5),
        case("a row of zeros", zeros, 2),
        case("300 columns", rng.normal(size=(2, 300)), 4),
        case("the largest is negative", -np.abs(rng.normal(size=(5, 3))) - 0.1, 6),
    ]


EXERCISE = Exercise(
    name="quantise",
    title="A number in one byte",
    functions=("quantise", "dequantise", "quantised_product"),
    reference=(quantise, dequantise, quantised_product),
    probe=quantise_probe,
    arguments=("w", "x", "given_codes", "given_scale"),
    cases=cases,
    outputs=("codes", "scale", "one_byte", "restored", "y"),
    properties=(
        Property("the scale of each row", 2, outputs=("scale",)),
        Property("the codes", 2, outputs=("codes",)),
        Property("codes of one byte", 1, outputs=("one_byte",), needs="the codes"),
        Property("dequantise", 1, outputs=("restored",)),
        Property("the product of codes", 3, outputs=("y",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "The largest number of a row is taken without its sign. np.round goes to the nearest whole "
        "number; astype would cut off.",
        "A row of zeros would divide by zero: give it the scale 1, by np.where.",
        "The product: quantise x, too; make both codes int32 (one byte overflows); multiply; then "
        "the scales of the rows of x, as a column, and those of w, as a row.",
    ),
)
