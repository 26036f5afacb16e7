"""A solution of exercise 3.5, one block for each blank of the page, in its order."""

import minidnn
from minidnn import binary_cross_entropy_loss, dense, relu, sigmoid


class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        # forward: keep everything that the way back needs
        z1 = dense(x, self.w1, self.b1)
        a1 = relu(z1)
        z2 = dense(a1, self.w2, self.b2)
        a2 = relu(z2)
        z3 = dense(a2, self.w3, self.b3)
        y_pred = sigmoid(z3)
        loss = binary_cross_entropy_loss(y_true, y_pred)

        # backward: from the loss to the input
        dl_dy_pred = binary_cross_entropy_loss_backward(y_true, y_pred)
        dl_dz3 = sigmoid_backward(z3, dl_dy_pred)
        dl_dw3, dl_db3, dl_da2 = dense_backward(a2, self.w3, dl_dz3)
        dl_dz2 = relu_backward(z2, dl_da2)
        dl_dw2, dl_db2, dl_da1 = dense_backward(a1, self.w2, dl_dz2)
        dl_dz1 = relu_backward(z1, dl_da1)
        dl_dw1, dl_db1, dl_dx = dense_backward(x, self.w1, dl_dz1)
        #### END IMPLEMENTATION ####
        return loss, dl_dx, dl_dw1, dl_db1, dl_dw2, dl_db2, dl_dw3, dl_db3
