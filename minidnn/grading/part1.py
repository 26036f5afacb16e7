"""Part 1, prediction: its four exercises and the reference functions that later parts use."""

from minidnn.grading.part1_activations import RELU, SIGMOID, relu, sigmoid
from minidnn.grading.part1_dense import DENSE, dense
from minidnn.grading.part1_model import MODEL, Model, parameters

__all__ = ["EXERCISES", "Model", "dense", "parameters", "relu", "sigmoid"]

EXERCISES = [DENSE, RELU, SIGMOID, MODEL]
