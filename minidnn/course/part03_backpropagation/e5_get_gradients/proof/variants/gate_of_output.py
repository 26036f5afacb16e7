"""get_gradients that gives relu_backward the outputs: positive where the inputs are, so it is right."""

import minidnn
from minidnn import binary_cross_entropy_loss, dense, relu, sigmoid


class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        a1 = relu(dense(x, self.w1, self.b1))
        a2 = relu(dense(a1, self.w2, self.b2))
        z3 = dense(a2, self.w3, self.b3)
        y_pred = sigmoid(z3)
        loss = binary_cross_entropy_loss(y_true, y_pred)
        dl = binary_cross_entropy_loss_backward(y_true, y_pred)
        dw3, db3, dl = dense_backward(a2, self.w3, sigmoid_backward(z3, dl))
        dw2, db2, dl = dense_backward(a1, self.w2, relu_backward(a2, dl))
        dw1, db1, dl = dense_backward(x, self.w1, relu_backward(a1, dl))
        return loss, dl, dw1, db1, dw2, db2, dw3, db3
