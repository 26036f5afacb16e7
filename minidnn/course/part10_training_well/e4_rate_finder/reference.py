"""The right answer to exercise 10.4, rate_finder."""

import numpy as np


def trial_rates(lowest, highest, steps):
    factor = (highest / lowest) ** (1 / (steps - 1))
    return lowest * factor ** np.arange(steps)


def smooth_losses(losses, beta):
    mean, smoothed = 0.0, []
    for t, loss in enumerate(losses, start=1):
        mean = beta * mean + (1 - beta) * loss
        smoothed.append(mean / (1 - beta**t))
    return np.array(smoothed)


def best_rate(rates, losses, beta):
    smoothed = smooth_losses(losses, beta)
    lowest = np.minimum.accumulate(smoothed)
    burst = smoothed > 4 * lowest
    end = int(np.argmax(burst)) if burst.any() else len(smoothed)
    falls = smoothed[: end - 1] - smoothed[1:end]
    return rates[int(np.argmax(falls))]
