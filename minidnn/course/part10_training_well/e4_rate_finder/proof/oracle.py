"""Rates against NumPy's geomspace, the mean against its definition as a weighted mean."""

import numpy as np

from minidnn.grading.proof import close

from ..reference import best_rate, smooth_losses, trial_rates


def check(goldens):
    close(trial_rates(1e-5, 3.0, 7), np.geomspace(1e-5, 3.0, 7), 1e-12)
    losses = np.random.default_rng(1).normal(size=9)
    for i, got in enumerate(smooth_losses(losses, 0.7)):
        weights = 0.7 ** np.arange(i, -1, -1)
        close(got, np.sum(weights * losses[: i + 1]) / np.sum(weights), 1e-12)
    rates = np.arange(1.0, 7.0)
    close(best_rate(rates, np.array([5.0, 4.5, 2.0, 1.8, 30.0, 0.0]), 0.0), 2.0)
