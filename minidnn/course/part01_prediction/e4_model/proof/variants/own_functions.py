"""The model beside its own (correct) versions of the earlier functions, one of them under another name."""

import numpy as np


def dense(a, w, b):
    return np.matmul(a, w) + b


def relu(z):
    return np.maximum(0, z)


def sigmoid(z):
    return (1 + np.tanh(z / 2)) / 2


squash = sigmoid


class Model:
    def __init__(self):
        self.w1 = np.random.uniform(-0.5, 0.5, (5, 64))
        self.w2 = np.random.uniform(-0.5, 0.5, (64, 64))
        self.w3 = np.random.uniform(-0.5, 0.5, (64, 1))
        self.b1, self.b2, self.b3 = 0.0 * self.w1[:1], np.full((1, 64), 0.0), np.zeros((1, 1))

    def predict(self, data):
        first = relu(dense(data, self.w1, self.b1))
        second = relu(dense(first, self.w2, self.b2))
        return squash(dense(second, self.w3, self.b3))
