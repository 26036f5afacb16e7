"""A solution of exercise 2.1, one block for each blank of the page, in its order."""

import numpy as np
import minidnn


def binary_cross_entropy_loss(y_true, y_pred):
    #### BEGIN IMPLEMENTATION ####
    # keep the predictions away from exactly 0 and 1
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    # one surprise per prediction, then their average
    loss = -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))
    #### END IMPLEMENTATION ####
    return loss


class Model(minidnn.Model):
    def evaluate(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        loss = binary_cross_entropy_loss(y_true, self.predict(x))
        #### END IMPLEMENTATION ####
        return loss
