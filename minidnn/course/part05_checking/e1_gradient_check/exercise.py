"""How exercise 5.1, gradient_check, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import gradient_check, numerical_gradient, operation, scalar_function


def gradient_probe(student, f, x, h, layer, point, seed):
    gradient = student.numerical_gradient(scalar_function(f), x, h)
    rng = np.random.default_rng(seed)
    good, error = student.gradient_check(*operation(layer), point, rng)
    error = float(error)
    return {
        "gradient": gradient,
        "good": float(bool(good)),
        "error": 0.0 if abs(error) < 1e-7 else error,  # below is the noise of rounding
    }


def gradient_cases(rng):
    shapes = ((5, 3), (3, 3), (1, 7), (5,), (7, 2, 3))
    steps = (0.1, 0.05, 0.02, 0.2)
    cases = []
    layers = (0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
    for i, layer in enumerate(layers):
        x = rng.normal(size=shapes[i % 5])
        h = 1e-5 if layer == 12 else steps[i % 4]
        size = (30, 7) if layer == 19 else (5, 3) if i % 2 else (7, 2)
        point = rng.uniform(0.2, 1.5, size) * rng.choice([-1, 1], size)  # away from the bend at 0
        kind = "wrong" if layer >= 10 else "right"
        args = (i % 2, x, h, layer, point, int(rng.integers(2**31)))
        cases.append(Case(f"a {kind} backward function (no. {layer}), h = {h:g}", args, (kind,)))
    return cases


def verdict(case, expected, got):
    """The same verdict as the reference, and an error of the right size."""
    if got["good"] != expected["good"]:
        return (
            "gradient_check accepts a backward function that is wrong"
            if got["good"]
            else "gradient_check rejects a backward function that is right"
        )
    return None


def size_of_error(case, expected, got):
    """The number beside the verdict: any sensible norm will do, so only its size is looked at."""
    e, g = expected["error"], got["error"]
    if e == 0.0:
        return None if abs(g) < 1e-6 else f"the error should be close to 0, is {g:.3g}"
    return None if e / 20 <= g <= e * 20 else f"the error should be near {e:.3g}, is {g:.3g}"


EXERCISE = Exercise(
    name="gradient_check",
    title="The numerical gradient and the gradient check",
    functions=("numerical_gradient", "gradient_check"),
    reference=(numerical_gradient, gradient_check),
    given=(scalar_function, operation),
    probe=gradient_probe,
    arguments=("f", "x", "h", "layer", "point", "seed"),
    cases=gradient_cases,
    outputs=("gradient", "good", "error"),
    properties=(
        Property("the numerical gradient", 4, outputs=("gradient",)),
        Property(
            "accepting every right backward function",
            2,
            kind="judge",
            tags=("right",),
            judge=verdict,
            needs="finding every wrong backward function",
        ),
        Property(
            "finding every wrong backward function",
            2,
            kind="judge",
            tags=("wrong",),
            judge=verdict,
            needs="accepting every right backward function",
        ),
        Property(
            "the size of the relative error",
            1,
            kind="judge",
            judge=size_of_error,
            needs="finding every wrong backward function",
        ),
        Property("leaving x unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "A slope is a difference of two values of f, divided by the distance of the two points. "
        "One entry of x moves at a time.",
        "Move x[index] to old + h and call f with the whole x, then to old - h, then put old back. "
        "For the check: the loss is the sum of a random array times forward(x).",
        "The two points are 2h apart. In gradient_check draw dl_dy with rng.normal in the shape of "
        "forward(x), give the loss to numerical_gradient, and divide the largest difference by the "
        "largest entry of the two gradients.",
    ),
)
