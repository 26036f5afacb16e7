"""Rates from np.geomspace, weights of the mean by a sum, the burst with a list."""

import numpy as np


def trial_rates(lowest, highest, steps):
    return np.geomspace(lowest, highest, steps)


def smooth_losses(losses, beta):
    return np.array(
        [
            np.average(losses[: i + 1], weights=beta ** np.arange(i, -1, -1.0))
            for i in range(len(losses))
        ]
    )


def best_rate(rates, losses, beta):
    found = smooth_losses(losses, beta)
    bursts = [i for i in range(len(found)) if found[i] > 4 * min(found[: i + 1])]
    if bursts:
        found = found[: bursts[0]]
    return rates[np.argmin(np.diff(found))]
