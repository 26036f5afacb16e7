"""Python numbers and loops."""

import numpy as np


def trial_rates(lowest, highest, steps):
    return np.array([lowest * (highest / lowest) ** (i / (steps - 1)) for i in range(steps)])


def smooth_losses(losses, beta):
    total, weight, smoothed = 0.0, 0.0, []
    for loss in losses:
        total, weight = beta * total + loss, beta * weight + 1
        smoothed.append(total / weight)
    return np.array(smoothed)


def best_rate(rates, losses, beta):
    smoothed = smooth_losses(losses, beta)
    lowest, most, best = smoothed[0], -float("inf"), rates[0]
    for i in range(len(smoothed) - 1):
        lowest = min(lowest, smoothed[i + 1])
        if smoothed[i + 1] > 4 * lowest:
            break
        if smoothed[i] - smoothed[i + 1] > most:
            most, best = smoothed[i] - smoothed[i + 1], rates[i]
    return best
