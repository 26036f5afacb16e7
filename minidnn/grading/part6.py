"""Part 6 for the grader: mini-batches and optimizers."""

from minidnn.grading.part6_adam import ADAM, adam_step
from minidnn.grading.part6_batches import BATCHES, iterate_minibatches, standardise
from minidnn.grading.part6_controls import CONTROLS, clip_gradients
from minidnn.grading.part6_momentum import MOMENTUM, sgd_momentum_step

__all__ = [
    "EXERCISES",
    "adam_step",
    "clip_gradients",
    "iterate_minibatches",
    "sgd_momentum_step",
    "standardise",
]

EXERCISES = [BATCHES, MOMENTUM, ADAM, CONTROLS]
