"""Part 3, backpropagation: its five exercises and the reference functions that later parts use."""

from minidnn.grading.part3_activations import (
    RELU_BACKWARD,
    SIGMOID_BACKWARD,
    relu_backward,
    sigmoid_backward,
)
from minidnn.grading.part3_dense import DENSE_BACKWARD, dense_backward
from minidnn.grading.part3_loss import LOSS_BACKWARD, binary_cross_entropy_loss_backward
from minidnn.grading.part3_model import GET_GRADIENTS, Model

__all__ = [
    "EXERCISES",
    "Model",
    "binary_cross_entropy_loss_backward",
    "dense_backward",
    "relu_backward",
    "sigmoid_backward",
]

EXERCISES = [LOSS_BACKWARD, SIGMOID_BACKWARD, RELU_BACKWARD, DENSE_BACKWARD, GET_GRADIENTS]
