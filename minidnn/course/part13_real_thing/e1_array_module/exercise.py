"""How exercise 13.1, array_module, is graded: on NumPy, and on arrays that refuse NumPy."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Property

from .device import DeviceArray
from .faults import FAULTS
from .reference import dense_relu, loss_gradient, softmax, xp_of

REFUSED, ON_HOST = -99.0, -98.0


def on_device(function, *arrays):
    """What the function makes of device arrays; a mark where it does not work or comes home."""
    shape = {2: arrays[0].shape, 3: (len(arrays[0]), arrays[-1].shape[-1])}
    try:
        result = function(*map(DeviceArray, arrays))
    except TypeError:
        return np.full(shape.get(len(arrays), arrays[0].shape), REFUSED)
    if isinstance(result, DeviceArray):
        return result.get()
    return np.full(np.shape(result), ON_HOST)


def array_probe(student, device, x, w, b, scores, labels):
    """The three functions on NumPy or on the device; and whether xp_of knows NumPy."""
    if device:
        return {
            "a": on_device(student.dense_relu, x, w, b),
            "p": on_device(student.softmax, scores),
            "dl_dscores": on_device(student.loss_gradient, scores, labels),
        }
    return {
        "a": student.dense_relu(x, w, b),
        "p": student.softmax(scores),
        "dl_dscores": student.loss_gradient(scores, labels),
    }


def cases(rng):
    def case(name, device, n, d, k, size=1.0):
        args = (rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=(1, k)))
        scores, labels = size * rng.normal(size=(n, k)), rng.integers(0, k, n)
        return Case(name, (device, *args, scores, labels), ("device" if device else "numpy",))

    return [
        case("NumPy, 7 by 5", False, 7, 5, 3),
        case("NumPy, large scores", False, 4, 2, 6, 1000.0),
        case("device, 7 by 5", True, 7, 5, 3),
        case("device, 2 by 3", True, 2, 3, 5),
    ]


EXERCISE = Exercise(
    name="array_module",
    title="One program for two machines",
    functions=("xp_of", "dense_relu", "softmax", "loss_gradient"),
    reference=(xp_of, dense_relu, softmax, loss_gradient),
    probe=array_probe,
    arguments=("device", "x", "w", "b", "scores", "labels"),
    cases=cases,
    outputs=("a", "p", "dl_dscores"),
    properties=(
        Property("dense_relu on NumPy", 1, outputs=("a",), tags=("numpy",)),
        Property("softmax on NumPy", 1, outputs=("p",), tags=("numpy",)),
        Property("loss_gradient on NumPy", 2, outputs=("dl_dscores",), tags=("numpy",)),
        Property("dense_relu on the device", 2, outputs=("a",), tags=("device",)),
        Property("softmax on the device", 2, outputs=("p",), tags=("device",)),
        Property("loss_gradient on the device", 2, outputs=("dl_dscores",), tags=("device",)),
    ),
    faults=FAULTS,
    hints=(
        "xp_of asks with isinstance whether x is one of NumPy's arrays. Everything else is asked "
        "itself.",
        "Wherever you would write np in the three others, write xp. Operators such as + and @ "
        "need no change.",
        "The truth as a table: the labels as a column, compared with a row of the numbers of all "
        "classes, which xp has to make.",
    ),
)
