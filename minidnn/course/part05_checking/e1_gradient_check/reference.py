"""The right answer to exercise 5.1, gradient_check."""

import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        f_plus = f(x)
        x[index] = old - h
        f_minus = f(x)
        x[index] = old
        gradient[index] = (f_plus - f_minus) / (2 * h)
    return gradient


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    dl_dy = rng.normal(size=forward(x).shape)

    def loss(x):
        return np.sum(dl_dy * forward(x))

    numeric = numerical_gradient(loss, x)
    analytic = backward(x, dl_dy)
    difference = np.max(np.abs(analytic - numeric))
    scale = max(np.max(np.abs(analytic)), np.max(np.abs(numeric)), 1e-12)
    error = difference / scale
    return error < tolerance, error


def scalar_function(which):
    """Functions from an array to one number; every entry's slope depends on the other entries."""

    def first(x):
        return np.sum(x) ** 2 + np.sum(x**3)

    def second(x):
        return np.sum(np.exp(0.3 * x)) * np.mean(x)

    return (first, second)[which]


def operation(which):
    """A forward and a backward function: 0 to 7 belong together, from 10 on something is wrong."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def softmax(x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def softmax_backward(x, u):
        s = softmax(x)
        return s * (u - np.sum(u * s, axis=-1, keepdims=True))

    def weights(x):
        return np.cos(np.arange(x.shape[-1] * 3)).reshape(x.shape[-1], 3)

    def last_wrong(x, u):
        gradient = u * (1 - np.tanh(x) ** 2)
        gradient.flat[-1] *= 3
        return gradient

    def one_slightly_wrong(x, u):
        gradient = u * (1 - np.tanh(x) ** 2)
        largest = np.argmax(np.abs(gradient))
        gradient.flat[largest] *= 1 + 4e-5  # the largest error shows it, the mean error does not
        return gradient

    def centred(x):
        return x - np.mean(x, axis=-1, keepdims=True)

    table = {
        0: (sigmoid, lambda x, u: u * sigmoid(x) * (1 - sigmoid(x))),
        1: (lambda x: np.maximum(x, 0), lambda x, u: u * (x > 0)),
        2: (softmax, softmax_backward),
        3: (lambda x: 1e6 * np.tanh(x), lambda x, u: 1e6 * u * (1 - np.tanh(x) ** 2)),
        4: (lambda x: x @ weights(x), lambda x, u: u @ weights(x).T),
        5: (centred, lambda x, u: u - np.mean(u, axis=-1, keepdims=True)),
        6: (lambda x: np.sum(x**2, axis=-1), lambda x, u: 2 * x * u[..., None]),
        7: (lambda x: np.ones(x.shape), lambda x, u: np.zeros(x.shape)),
        10: (sigmoid, lambda x, u: sigmoid(x) * (1 - sigmoid(x))),
        11: (centred, lambda x, u: np.zeros(x.shape)),
        12: (softmax, lambda x, u: 0 * u),
        13: (lambda x: 1e-7 * np.tanh(x), lambda x, u: 2e-7 * u * (1 - np.tanh(x) ** 2)),
        14: (np.tanh, lambda x, u: 1.001 * u * (1 - np.tanh(x) ** 2)),
        15: (np.tanh, last_wrong),
        16: (np.tanh, lambda x, u: u * (1 - np.tanh(x) ** 2) - 0.5),
        17: (lambda x: np.maximum(x, 0), lambda x, u: -u * (x > 0)),
        18: (lambda x: x @ weights(x), lambda x, u: u @ weights(x).T / len(x)),
        19: (np.tanh, one_slightly_wrong),
    }
    return table[which]
