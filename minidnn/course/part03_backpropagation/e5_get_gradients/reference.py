"""The right answer to exercise 3.5, get_gradients."""

from minidnn.course.part01_prediction.e1_dense.reference import dense
from minidnn.course.part01_prediction.e2_relu.reference import relu
from minidnn.course.part01_prediction.e3_sigmoid.reference import sigmoid
from minidnn.course.part02_evaluation.e1_loss.reference import binary_cross_entropy_loss

from ..e1_loss_backward.reference import binary_cross_entropy_loss_backward
from ..e2_sigmoid_backward.reference import sigmoid_backward
from ..e3_relu_backward.reference import relu_backward
from ..e4_dense_backward.reference import dense_backward


class Model:
    def __init__(self, parameters):
        self.w1, self.b1, self.w2, self.b2, self.w3, self.b3 = parameters

    def predict(self, x):
        a1 = relu(dense(x, self.w1, self.b1))
        a2 = relu(dense(a1, self.w2, self.b2))
        return sigmoid(dense(a2, self.w3, self.b3))

    def evaluate(self, x, y_true):
        return binary_cross_entropy_loss(y_true, self.predict(x))

    def get_gradients(self, x, y_true):
        z1 = dense(x, self.w1, self.b1)
        a1 = relu(z1)
        z2 = dense(a1, self.w2, self.b2)
        a2 = relu(z2)
        z3 = dense(a2, self.w3, self.b3)
        y_pred = sigmoid(z3)
        loss = binary_cross_entropy_loss(y_true, y_pred)

        dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)
        dl_dz3 = sigmoid_backward(z3, dl_dy_pred)
        dl_dw3, dl_db3, dl_da2 = dense_backward(a2, self.w3, dl_dz3)
        dl_dz2 = relu_backward(z2, dl_da2)
        dl_dw2, dl_db2, dl_da1 = dense_backward(a1, self.w2, dl_dz2)
        dl_dz1 = relu_backward(z1, dl_da1)
        dl_dw1, dl_db1, dl_dx = dense_backward(x, self.w1, dl_dz1)
        return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3
