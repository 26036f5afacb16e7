"""The right answer to exercise 2.1, binary_cross_entropy_loss."""

import numpy as np

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid


def binary_cross_entropy_loss(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    gain = y_true * np.log(p) + (1 - y_true) * np.log(1 - p)
    return -np.mean(gain)


class Model:
    def __init__(self, parameters):
        self.w1, self.b1, self.w2, self.b2, self.w3, self.b3 = parameters

    def predict(self, x):
        a1 = relu(dense(x, self.w1, self.b1))
        a2 = relu(dense(a1, self.w2, self.b2))
        return sigmoid(dense(a2, self.w3, self.b3))

    def evaluate(self, x, y_true):
        return binary_cross_entropy_loss(y_true, self.predict(x))
