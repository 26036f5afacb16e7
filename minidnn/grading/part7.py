"""Part 7 for the grader: dropout, many classes, and a network that reads digits."""

from minidnn.grading.part7_digits import DIGITS
from minidnn.grading.part7_dropout import DROPOUT
from minidnn.grading.part7_loss import LOSS

EXERCISES = [DROPOUT, LOSS, DIGITS]
