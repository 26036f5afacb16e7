"""The Kullback-Leibler divergence, term by term."""

import numpy as np


def kl_div(log_probs, target, *, log_target=False):
    """y = t·(ln t - x):  log-probabilities x, probabilities t (0·ln 0 = 0) or their logarithms."""
    if log_target:
        probs = np.exp(target)
        y = probs * (target - log_probs)
        return y, lambda dy: -dy * probs, lambda dy: dy * (y + probs)
    with np.errstate(divide="ignore"):  # ln 0 = -inf is the slope there
        logs = np.log(target)
    with np.errstate(invalid="ignore"):
        own = np.where(target == 0, np.zeros_like(target), target * logs)
    y = own - target * log_probs
    return y, lambda dy: -dy * target, lambda dy: dy * (logs + 1 - log_probs)
