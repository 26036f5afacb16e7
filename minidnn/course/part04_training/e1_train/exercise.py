"""How exercise 4.1, train, is graded: cases, points, hints."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import NAMES, Network, network_parameters, train


def train_probe(student, parameters, x, y_true, learning_rate, steps):
    model = Network(parameters)
    losses = np.zeros(steps)
    for step in range(steps):
        losses[step] = student.train(model, x, y_true, learning_rate)
    return {
        "loss": losses,
        "w1": model.w1,
        "b1": model.b1,
        "w2": model.w2,
        "b2": model.b2,
        "w3": model.w3,
        "b3": model.b3,
    }


def train_cases(rng):
    def case(name, n, sizes, learning_rate, steps, tags):
        x = rng.normal(size=(n, sizes[0]))
        y_true = (x[:, :1] + 0.3 * rng.normal(size=(n, 1)) > 0).astype(float)
        return Case(name, (network_parameters(rng, sizes), x, y_true, learning_rate, steps), tags)

    return [
        case("1 step, layers 5-7-3-1", 11, (5, 7, 3, 1), 0.3, 1, ("one",)),
        case("1 step, layers of equal width", 11, (5, 5, 5, 1), 0.07, 1, ("one",)),
        case("1 step, one sample", 1, (3, 5, 7, 1), 0.7, 1, ("one",)),
        case("2 steps", 13, (5, 7, 3, 1), 0.13, 2, ("more",)),
        case("10 steps", 17, (3, 7, 5, 1), 0.19, 10, ("more",)),
    ]


EXERCISE = Exercise(
    name="train",
    title="One training step",
    functions=("train",),
    reference=(train,),
    given=(Network,),
    probe=train_probe,
    arguments=("parameters", "x", "y_true", "learning_rate", "steps"),
    cases=train_cases,
    outputs=(*NAMES, "loss"),
    properties=(
        Property("the weights after one step", 3, tags=("one",), outputs=("w1", "w2", "w3")),
        Property("the biases after one step", 2, tags=("one",), outputs=("b1", "b2", "b3")),
        Property("all parameters after 2 and after 10 steps", 3, tags=("more",), outputs=NAMES),
        Property(
            "returning the loss before the step",
            1,
            tags=("one",),
            outputs=("loss",),
            needs="the weights after one step",
        ),
        Property("leaving x and y_true unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Six parameters, six gradients, six times the same rule. Look at the formula with the "
        "Greek letters.",
        "New value = old value minus a step. The step is the learning rate times the gradient of "
        "that parameter.",
        "Start each line with what the model holds now (model.w1 ...), then subtract "
        "learning_rate times the gradient "
        "with the same name.",
    ),
)
