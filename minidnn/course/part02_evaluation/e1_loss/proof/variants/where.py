"""The loss by choosing the probability of the truth; evaluate in steps."""

import numpy as np

import minidnn

EPSILON = 1e-7


def binary_cross_entropy_loss(y_true, y_pred):
    #### BEGIN IMPLEMENTATION ####
    given = np.where(y_true == 1, y_pred, 1 - y_pred)  # what the truth was given
    loss = np.mean(-np.log(np.clip(given, EPSILON, 1 - EPSILON)))
    #### END IMPLEMENTATION ####
    return loss


class Model(minidnn.Model):
    def evaluate(self, x, y_true):
        #### BEGIN IMPLEMENTATION ####
        predictions = self.predict(x)
        loss = binary_cross_entropy_loss(y_true, predictions)
        #### END IMPLEMENTATION ####
        return loss
