"""How exercise 10.4, rate_finder, is graded."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import best_rate, smooth_losses, trial_rates


def rate_probe(student, lowest, highest, steps, rates, losses, beta):
    return {
        "rates": student.trial_rates(lowest, highest, steps),
        "smoothed": student.smooth_losses(losses, beta),
        "best": student.best_rate(rates, losses, beta),
    }


def cases(rng):
    def case(name, steps, beta, losses, lowest, highest):
        rates = np.exp(np.linspace(np.log(1e-4), np.log(2.0), len(losses)))
        return Case(name, (lowest, highest, steps, rates, np.asarray(losses), beta))

    def bend(n, deep, rough):
        """A loss that falls in the middle, and rises a little at the end."""
        place = np.linspace(-4, 4, n)
        fall = 2.4 - deep / (1 + np.exp(-2 * place)) + 0.02 * np.maximum(place - 2, 0) ** 2
        return fall + rough * rng.normal(size=n)

    burst = np.concatenate([bend(23, 1.3, 0.05), [3.0, 9.0, 40.0, 200.0, 90.0, 2.0]])
    quiet = np.concatenate([bend(15, 0.9, 0.02), [30.0, 200.0, 1e5, 3e8, 2e7]])
    return [
        case("a quiet trial of 17 steps", 17, 0.5, bend(17, 1.1, 0.02), 1e-4, 1.0),
        case("it bursts at the end", 5, 0.8, burst, 3e-3, 0.7),
        case("it bursts and comes down again", 2, 0.6, quiet, 1e-6, 1e-5),
        case("without smoothing", 7, 0.0, bend(11, 1.2, 0.2), 1e-5, 10.0),
        case("a loss near 0 before it bursts", 3, 0.3, [3.0, 2.9, 1.5, 0.4, 0.3, 5.0, 0.1, 0.09],
             0.01, 0.5),
    ]  # fmt: skip


EXERCISE = Exercise(
    name="rate_finder",
    title="A learning rate in one minute",
    functions=("trial_rates", "smooth_losses", "best_rate"),
    reference=(trial_rates, smooth_losses, best_rate),
    probe=rate_probe,
    arguments=("lowest", "highest", "steps", "rates", "losses", "beta"),
    cases=cases,
    outputs=("rates", "smoothed", "best"),
    properties=(
        Property("the rates that are tried", 3, outputs=("rates",)),
        Property("the smoothed losses", 3, outputs=("smoothed",)),
        Property("the rate that is chosen", 3, outputs=("best",)),
        Property("leaving the losses unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Between the first and the last of `steps` rates lie steps - 1 equal factors.",
        "The smoothed loss is the mean of Adam in part 6: a running mean that begins with 0, and "
        "is divided by how much weight it has collected so far.",
        "np.minimum.accumulate gives the smallest value so far. Look only at what comes before "
        "the first burst; the fall of step i is the value at i minus the one at i + 1.",
    ),
)
