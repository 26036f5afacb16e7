"""get_gradients without the given backward functions: everything written out."""

import numpy as np

import minidnn


def column_sums(matrix):
    return matrix.sum(axis=0, keepdims=True)


class Model(minidnn.Model):
    def get_gradients(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        a1 = np.maximum(x @ self.w1 + self.b1, 0)
        a2 = np.maximum(a1 @ self.w2 + self.b2, 0)
        p = self.predict(x)
        loss = self.evaluate(x, y_true)
        # loss and sigmoid in one step
        d3 = (p - y_true) / len(x)
        d2 = (d3 @ self.w3.T) * (a2 > 0)
        d1 = (d2 @ self.w2.T) * (a1 > 0)
        #### END IMPLEMENTATION ####
        return (
            loss,
            d1 @ self.w1.T,
            x.T @ d1,
            column_sums(d1),
            a1.T @ d2,
            column_sums(d2),
            a2.T @ d3,
            column_sums(d3),
        )
