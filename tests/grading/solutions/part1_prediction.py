"""Solutions of part 1, one block for each blank of the exercise file, in its order."""

import numpy as np


def dense(a_prev, w, b):
    #### BEGIN IMPLEMENTATION ####
    z = a_prev @ w + b
    #### END IMPLEMENTATION ####
    return z


def relu(z):
    #### BEGIN IMPLEMENTATION ####
    a = np.maximum(z, 0)
    #### END IMPLEMENTATION ####
    return a


def sigmoid(z):
    #### BEGIN IMPLEMENTATION ####
    e = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1, e) / (1 + e)
    #### END IMPLEMENTATION ####
    return a


class Model:
    def __init__(self):
        #### BEGIN IMPLEMENTATION ####
        self.w1 = np.random.uniform(-0.5, 0.5, size=(5, 64))
        self.b1 = np.zeros((1, 64))
        self.w2 = np.random.uniform(-0.5, 0.5, size=(64, 64))
        self.b2 = np.zeros((1, 64))
        self.w3 = np.random.uniform(-0.5, 0.5, size=(64, 1))
        self.b3 = np.zeros((1, 1))
        #### END IMPLEMENTATION ####

    def predict(self, x):
        #### BEGIN IMPLEMENTATION ####
        # layer 1
        a1 = relu(dense(x, self.w1, self.b1))
        # layer 2
        a2 = relu(dense(a1, self.w2, self.b2))
        # layer 3
        y_pred = sigmoid(dense(a2, self.w3, self.b3))
        #### END IMPLEMENTATION ####
        return y_pred
