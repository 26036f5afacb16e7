"""How exercise 10.1, label_smoothing, is graded."""

from minidnn.course.part07_classes.e2_log_softmax.reference import log_softmax, log_softmax_backward
from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import smooth_loss, smooth_loss_backward, smooth_targets


def smoothing_probe(student, scores, labels, smoothing):
    return {
        "q": student.smooth_targets(labels, scores.shape[1], smoothing),
        "loss": student.smooth_loss(scores, labels, smoothing),
        "dl_dscores": student.smooth_loss_backward(scores, labels, smoothing),
    }


def cases(rng):
    def case(name, n, classes, smoothing, size=1.0):
        scores = size * rng.normal(size=(n, classes))
        return Case(name, (scores, rng.integers(0, classes, n), smoothing))

    return [
        case("7 examples, 5 classes", 7, 5, 0.1),
        case("3 examples, 11 classes", 3, 11, 0.3, 2.0),
        case("one example, 3 classes", 1, 3, 0.2),
        case("no smoothing", 5, 3, 0.0),
        case("large scores", 2, 7, 0.15, 400.0),
    ]


EXERCISE = Exercise(
    name="label_smoothing",
    title="Labels that are not quite sure",
    functions=("smooth_targets", "smooth_loss", "smooth_loss_backward"),
    reference=(smooth_targets, smooth_loss, smooth_loss_backward),
    given=(log_softmax, log_softmax_backward),
    probe=smoothing_probe,
    arguments=("scores", "labels", "smoothing"),
    cases=cases,
    outputs=("q", "loss", "dl_dscores"),
    properties=(
        Property("smooth_targets", 3, outputs=("q",)),
        Property("smooth_loss", 3, outputs=("loss",)),
        Property("smooth_loss_backward", 3, outputs=("dl_dscores",)),
        Property("leaving the inputs unchanged", 1, kind="unchanged"),
    ),
    faults=FAULTS,
    hints=(
        "Begin with a table that holds the small share everywhere (np.full), then add to one "
        "place in each row.",
        "The place in each row: index with the row numbers (np.arange) and the labels. The loss "
        "is a sum over all classes now, not only over the true one.",
        "The gradient has the form of part 7: what the network believes minus what it should "
        "believe, divided by the number of examples.",
    ),
)
