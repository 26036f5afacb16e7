"""How exercise 5.2, initialisation, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import he_normal, xavier_uniform


def initialisation_probe(student, inputs, outputs, seed):
    """Both initialisers, once more with the same seed, and once with another one."""
    results = {}
    for name, function in (("xavier", student.xavier_uniform), ("he", student.he_normal)):
        results[name] = function(inputs, outputs, np.random.default_rng(seed))
        results[name + "_again"] = function(inputs, outputs, np.random.default_rng(seed))
        results[name + "_other"] = function(inputs, outputs, np.random.default_rng(seed + 1))
    return results


def initialisation_summary(case, value):
    """The form of two clouds of numbers: which numbers were drawn does not matter."""
    inputs, outputs, _ = case.args
    scales = {"xavier": np.sqrt(2 / (inputs + outputs)), "he": np.sqrt(2 / inputs)}
    summary = {}
    for name, scale in scales.items():
        w = value[name]
        if not isinstance(w, np.ndarray) or w.dtype.kind != "f" or w.size == 0:
            raise ValueError(f"{name}: an array of floating-point numbers is expected")
        w = w.astype(np.float64)
        std = np.std(w)
        again, other = value[name + "_again"], value[name + "_other"]
        summary |= {
            f"{name}_shape": np.array(w.shape),
            f"{name}_mean": 1 + np.mean(w) / scale,
            f"{name}_spread": std / scale,
            f"{name}_form": np.mean((w - np.mean(w)) ** 4) / std**4 if std > 0 else 0.0,
            f"{name}_draws": np.array(
                [np.array_equal(value[name], again), np.array_equal(value[name], other)],
                dtype=float,
            ),
        }
    return summary


def initialisation_cases(rng):
    sizes = ((307, 103), (97, 331), (179, 179), (1009, 31))
    return [Case(f"{i} inputs, {o} outputs", (i, o, int(rng.integers(2**31)))) for i, o in sizes]


_XAVIER = ("xavier_mean", "xavier_spread", "xavier_form")
_HE = ("he_mean", "he_spread", "he_form")


EXERCISE = Exercise(
    name="initialisation",
    title="Initial weights: Xavier and He",
    functions=("xavier_uniform", "he_normal"),
    reference=(xavier_uniform, he_normal),
    probe=initialisation_probe,
    summary=initialisation_summary,
    arguments=("inputs", "outputs", "seed"),
    cases=initialisation_cases,
    outputs=tuple(
        f"{name}_{what}"
        for name in ("xavier", "he")
        for what in ("shape", "mean", "spread", "form", "draws")
    ),
    properties=(
        Property("the distribution of xavier_uniform", 4, outputs=_XAVIER, rtol=0.08, atol=0),
        Property("the distribution of he_normal", 4, outputs=_HE, rtol=0.08, atol=0),
        Property(
            "the shapes",
            1,
            outputs=("xavier_shape", "he_shape"),
            needs="the distribution of xavier_uniform",
        ),
        Property("drawing from rng", 1, outputs=("xavier_draws", "he_draws")),
    ),
    faults=FAULTS,
    hints=(
        "Both functions have two lines: how large, then draw. The sizes of the layer decide how "
        "large.",
        "xavier_uniform draws evenly between -limit and limit, he_normal draws from the bell curve "
        "with a given standard deviation. Both draw from rng, in the shape (inputs, outputs).",
        "The limit of Xavier is the root of 6 divided by the sum of both sizes. The standard "
        "deviation of He is the root of 2 divided by the number of inputs.",
    ),
)
