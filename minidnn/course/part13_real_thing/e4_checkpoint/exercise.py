"""How exercise 13.4, checkpoint, is graded: the gradients, and how much was stored at once."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import backward_recomputing, layer, layer_backward, run_keeping


class Store(dict):
    """A dictionary that remembers the largest number of things it has held at once."""

    peak = 0

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.peak = max(self.peak, len(self))


def checkpoint_probe(student, x, weights, every, dl_dy):
    """What is kept in the forward run, the gradients, the peak of the backward run."""
    weights = [w.copy() for w in weights]
    store = Store()
    y = student.run_keeping(x, weights, every, store)
    kept = np.zeros(len(weights))
    for i in store:
        kept[i] = np.sum(np.abs(store[i]))
    dl_dx, grads = student.backward_recomputing(weights, every, store, dl_dy)
    return {
        "y": y,
        "kept": kept,
        "dl_dx": dl_dx,
        "dl_dw": np.stack(grads),
        "peak": store.peak,
        "left": len(store),
    }


def cases(rng):
    def case(name, n, d, depth, every):
        weights = rng.normal(size=(depth, d, d)) / np.sqrt(d)
        return Case(name, (rng.normal(size=(n, d)), weights, every, rng.normal(size=(n, d))))

    return [
        case("9 layers, every third", 5, 4, 9, 3),
        case("11 layers, every fourth", 3, 5, 11, 4),
        case("7 layers, all kept", 4, 3, 7, 1),
        case("5 layers, one kept", 2, 3, 5, 5),
        case("8 layers, every fifth", 2, 3, 8, 5),
    ]


EXERCISE = Exercise(
    name="checkpoint",
    title="Forget, and compute again",
    functions=("run_keeping", "backward_recomputing"),
    reference=(run_keeping, backward_recomputing),
    given=(layer, layer_backward),
    probe=checkpoint_probe,
    arguments=("x", "weights", "every", "dl_dy"),
    cases=cases,
    outputs=("y", "kept", "dl_dx", "dl_dw", "peak", "left"),
    properties=(
        Property("the result of the layers", 1, outputs=("y",)),
        Property("what the forward run keeps", 3, outputs=("kept",)),
        Property("the gradients of the weights", 2, outputs=("dl_dw",)),
        Property("the gradient of the input", 1, outputs=("dl_dx",)),
        Property("never more stored than needed", 2, outputs=("peak",)),
        Property(
            "an empty store at the end",
            1,
            outputs=("left",),
            needs="what the forward run keeps",
        ),
    ),
    faults=FAULTS,
    hints=(
        "The input of layer i is kept when i divided by every leaves no rest. Keep it before the "
        "layer changes it.",
        "Backwards: take the stored numbers from the last to the first. Each begins a piece of at "
        "most `every` layers; run forward through the piece and put the inputs into the store.",
        "Then go backwards through the piece; store.pop(i) returns input i and removes it.",
    ),
)
