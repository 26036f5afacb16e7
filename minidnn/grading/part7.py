"""Part 7 for the grader: dropout, many classes, and a network that reads digits."""

from minidnn.grading.part7_digits import DIGITS
from minidnn.grading.part7_dropout import DROPOUT
from minidnn.grading.part7_loss import (
    LOSS,
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)

__all__ = ["EXERCISES", "log_softmax", "log_softmax_backward", "nll_loss", "nll_loss_backward"]

EXERCISES = [DROPOUT, LOSS, DIGITS]
