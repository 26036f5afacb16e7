"""A solution of exercise 10.4, one block for each blank of the page, in its order."""

import numpy as np


def trial_rates(lowest, highest, steps):
    """`steps` rates from the lowest to the highest, each the same factor larger: (steps,)."""
    #### BEGIN IMPLEMENTATION ####
    factor = (highest / lowest) ** (1 / (steps - 1))
    rates = lowest * factor ** np.arange(steps)
    #### END IMPLEMENTATION ####
    return rates


def smooth_losses(losses, beta):
    """A running mean of the losses, divided by its weight so far; the same shape."""
    smoothed = np.zeros(len(losses))
    mean = 0.0
    for i in range(len(losses)):
        #### BEGIN IMPLEMENTATION ####
        mean = beta * mean + (1 - beta) * losses[i]
        smoothed[i] = mean / (1 - beta ** (i + 1))
        #### END IMPLEMENTATION ####
    return smoothed


def best_rate(rates, losses, beta):
    """The rate at which the smoothed loss falls most, before it bursts."""
    #### BEGIN IMPLEMENTATION ####
    smoothed = smooth_losses(losses, beta)
    # the first place where it is more than 4 times its lowest value so far
    end = len(smoothed)
    for i in range(len(smoothed)):
        if smoothed[i] > 4 * smoothed[: i + 1].min():
            end = i
            break
    falls = -np.diff(smoothed[:end])
    best = rates[np.argmax(falls)]
    #### END IMPLEMENTATION ####
    return best
