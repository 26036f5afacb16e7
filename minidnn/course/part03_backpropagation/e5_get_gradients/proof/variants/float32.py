"""get_gradients in single precision, remembering its steps on the model."""

import numpy as np

import minidnn


class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        f = lambda values: values.astype(np.float32)
        x, y_true = f(x), f(y_true)
        w1, b1, w2, b2, w3, b3 = map(f, (self.w1, self.b1, self.w2, self.b2, self.w3, self.b3))
        self.z1 = dense(x, w1, b1)
        self.z2 = dense(relu(self.z1), w2, b2)
        self.z3 = dense(relu(self.z2), w3, b3)
        self.y = sigmoid(self.z3)
        start = binary_cross_entropy_loss_backward(y_true, self.y)
        third = dense_backward(relu(self.z2), w3, sigmoid_backward(self.z3, start))
        second = dense_backward(relu(self.z1), w2, relu_backward(self.z2, third[2]))
        first = dense_backward(x, w1, relu_backward(self.z1, second[2]))
        loss = binary_cross_entropy_loss(y_true, self.y)
        return loss, first[2], *first[:2], *second[:2], *third[:2]
