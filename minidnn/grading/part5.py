"""Part 5 for the grader: checking gradients, and initial weights that let signals through."""

import numpy as np

from minidnn.grading.part5_gradients import GRADIENT_CHECK
from minidnn.grading.spec import Case, Exercise, Fault, Property


def xavier_uniform(inputs, outputs, rng):
    limit = np.sqrt(6 / (inputs + outputs))
    return rng.uniform(-limit, limit, size=(inputs, outputs))


def he_normal(inputs, outputs, rng):
    std = np.sqrt(2 / inputs)
    return rng.normal(0, std, size=(inputs, outputs))


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

INITIALISATION = Exercise(
    number="5.2",
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
    faults=(
        Fault(
            "XAVIER-STD-AS-LIMIT",
            "xavier_uniform uses the standard deviation as its limit: the weights are 1.7 times "
            "too small.",
            "A uniform distribution from -a to a has the standard deviation a divided by the root "
            "of 3.",
            edit=(("np.sqrt(6 / (inputs + outputs))", "np.sqrt(2 / (inputs + outputs))"),),
        ),
        Fault(
            "XAVIER-NO-ROOT",
            "xavier_uniform has lost its square root: the limit is a variance.",
            "Which of the two is a length, the variance or the standard deviation?",
            edit=(("np.sqrt(6 / (inputs + outputs))", "6 / (inputs + outputs)"),),
        ),
        Fault(
            "XAVIER-INPUTS-ONLY",
            "xavier_uniform looks only at the inputs.",
            "Xavier keeps the signal on the way forward and on the way back: both sizes count.",
            edit=(("6 / (inputs + outputs)", "6 / inputs"),),
        ),
        Fault(
            "XAVIER-OUTPUTS-ONLY",
            "xavier_uniform looks only at the outputs.",
            "Xavier keeps the signal on the way forward and on the way back: both sizes count.",
            edit=(("6 / (inputs + outputs)", "6 / outputs"),),
        ),
        Fault(
            "XAVIER-NORMAL",
            "xavier_uniform draws from a normal distribution; a uniform one was asked for.",
            "The name says which of rng's functions to take.",
            edit=(
                (
                    "rng.uniform(-limit, limit, size=(inputs, outputs))",
                    "rng.normal(0, limit / np.sqrt(3), size=(inputs, outputs))",
                ),
            ),
        ),
        Fault(
            "XAVIER-POSITIVE",
            "All weights of xavier_uniform are positive.",
            "The limit applies to both sides of 0.",
            edit=(("rng.uniform(-limit, limit,", "rng.uniform(0, limit,"),),
        ),
        Fault(
            "XAVIER-HALF",
            "The weights of xavier_uniform are 1.4 times too small: there is a 3 where a 6 "
            "belongs.",
            "The mean of inputs and outputs brings a factor of 2 with it.",
            edit=(("6 / (inputs + outputs)", "3 / (inputs + outputs)"),),
        ),
        Fault(
            "HE-OUTPUTS",
            "he_normal divides by the number of outputs.",
            "How many terms does the sum in one neuron have?",
            edit=(("2 / inputs", "2 / outputs"),),
        ),
        Fault(
            "HE-VARIANCE",
            "he_normal uses the variance where the standard deviation belongs.",
            "rng.normal wants the standard deviation, which is the root of the variance.",
            edit=(("np.sqrt(2 / inputs)", "2 / inputs"),),
        ),
        Fault(
            "HE-NO-TWO",
            "The weights of he_normal are 1.4 times too small: the factor 2 is missing.",
            "ReLU sets half of the numbers to 0; something has to make up for it.",
            edit=(("2 / inputs", "1 / inputs"),),
        ),
        Fault(
            "HE-BOTH",
            "he_normal uses inputs and outputs, as Xavier does.",
            "He asks only for the way forward.",
            edit=(("2 / inputs", "2 / (inputs + outputs)"),),
        ),
        Fault(
            "HE-UNIFORM",
            "he_normal draws from a uniform distribution; a normal one was asked for.",
            "The name says which of rng's functions to take.",
            edit=(
                (
                    "rng.normal(0, std, size=(inputs, outputs))",
                    "rng.uniform(-std * np.sqrt(3), std * np.sqrt(3), size=(inputs, outputs))",
                ),
            ),
        ),
        Fault(
            "HE-STANDARD",
            "he_normal draws standard normal numbers: the scale is missing.",
            "You computed a standard deviation; where does it go?",
            edit=(("rng.normal(0, std,", "rng.normal(0, 1,"),),
        ),
        Fault(
            "INIT-TRANSPOSED",
            "The shape is (outputs, inputs); this course keeps weights as (inputs, outputs).",
            "x @ w with x (N, inputs): which shape must w have?",
            edit=(
                (
                    "rng.uniform(-limit, limit, size=(inputs, outputs))",
                    "rng.uniform(-limit, limit, size=(outputs, inputs))",
                ),
                (
                    "rng.normal(0, std, size=(inputs, outputs))",
                    "rng.normal(0, std, size=(outputs, inputs))",
                ),
            ),
        ),
        Fault(
            "INIT-OWN-GENERATOR",
            "The generator rng is not used: the same seed does not give the same weights.",
            "All randomness comes from the argument rng.",
            edit=(
                ("return rng.uniform", "return np.random.uniform"),
                ("return rng.normal", "return np.random.normal"),
            ),
        ),
        Fault(
            "INIT-FIXED-SEED",
            "The weights are always the same, whatever rng is.",
            "Draw from the argument rng, do not make a generator of your own.",
            edit=(
                ("limit = np.sqrt", "rng = np.random.default_rng(0)\n    limit = np.sqrt"),
                ("std = np.sqrt", "rng = np.random.default_rng(0)\n    std = np.sqrt"),
            ),
        ),
        Fault(
            "INIT-ZEROS",
            "All weights are 0: every neuron of a layer computes and learns the same.",
            "The neurons must start different from each other.",
            edit=(
                (
                    "return rng.uniform(-limit, limit, size=(inputs, outputs))",
                    "return np.zeros((inputs, outputs))",
                ),
                (
                    "return rng.normal(0, std, size=(inputs, outputs))",
                    "return np.zeros((inputs, outputs))",
                ),
            ),
        ),
    ),
    hints=(
        "Both functions have two lines: how large, then draw. The sizes of the layer decide how "
        "large.",
        "xavier_uniform draws evenly between -limit and limit, he_normal draws from the bell curve "
        "with a given standard deviation. Both draw from rng, in the shape (inputs, outputs).",
        "The limit of Xavier is the root of 6 divided by the sum of both sizes. The standard "
        "deviation of He is the root of 2 divided by the number of inputs.",
    ),
)

EXERCISES = [GRADIENT_CHECK, INITIALISATION]
