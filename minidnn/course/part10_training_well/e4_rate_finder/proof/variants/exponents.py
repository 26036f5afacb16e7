"""Rates as powers of e; the falls behind the burst are made the smallest of all."""

import numpy as np


def trial_rates(lowest, highest, steps):
    return np.exp(np.linspace(np.log(lowest), np.log(highest), steps))


def smooth_losses(losses, beta):
    smoothed = np.zeros(len(losses))
    mean = 0.0
    for i, loss in enumerate(losses):
        mean += (1 - beta) * (loss - mean)
        smoothed[i] = mean
    return smoothed / (1 - beta ** np.arange(1, len(losses) + 1))


def best_rate(rates, losses, beta):
    smoothed = smooth_losses(losses, beta)
    burst = np.cumsum(smoothed > 4 * np.minimum.accumulate(smoothed)) > 0
    falls = np.where(burst[1:], -np.inf, smoothed[:-1] - smoothed[1:])
    return rates[np.argmax(falls)]
