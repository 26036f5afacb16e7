"""get_gradients with a loop over the layers."""

import minidnn


class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        layers = [(self.w1, self.b1), (self.w2, self.b2), (self.w3, self.b3)]
        inputs, sums = [], []
        a = x
        for number, (w, b) in enumerate(layers):
            inputs.append(a)
            sums.append(dense(a, w, b))
            a = sigmoid(sums[-1]) if number == 2 else relu(sums[-1])
        loss = binary_cross_entropy_loss(y_true, a)
        upstream = binary_cross_entropy_loss_backward(y_true, a)
        found = []
        for number in (2, 1, 0):
            step = sigmoid_backward if number == 2 else relu_backward
            dz = step(sums[number], upstream)
            dw, db, upstream = dense_backward(inputs[number], layers[number][0], dz)
            found = [dw, db, *found]
        return (loss, upstream, *found)
