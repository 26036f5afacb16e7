"""sigmoid with the math module, number by number."""

import math

import numpy as np


def one(number):
    if number < -700:
        return 0.0
    return 1 / (1 + math.exp(-number))


def sigmoid(z):
    return np.array([one(n) for n in z.ravel()]).reshape(z.shape)
