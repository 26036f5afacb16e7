"""How exercise 9.4, batch_norm, is graded: cases, points, hints."""

from minidnn.grading.spec import Case, Exercise, Property

from .faults import FAULTS
from .reference import batch_norm, batch_norm_backward


def norm_probe(student, x, second, gamma, beta, mean, var, dl_dy, eps):
    """Training on two batches, then a prediction; and the way back."""
    running = {"mean": mean.copy(), "var": var.copy()}
    first = student.batch_norm(x, gamma, beta, running, True, eps)
    student.batch_norm(second, gamma, beta, running, True, eps)
    kept = {name: running[name].copy() for name in ("mean", "var")}
    later = student.batch_norm(x, gamma, beta, running, False, eps)
    dl_dx, dl_dgamma, dl_dbeta = student.batch_norm_backward(x, gamma, dl_dy, eps)
    return {
        "y": first,
        "running mean": kept["mean"],
        "running var": kept["var"],
        "y afterwards": later,
        "running stays": running["mean"] - kept["mean"] + 1.0,
        "dl_dx": dl_dx,
        "dl_dgamma": dl_dgamma,
        "dl_dbeta": dl_dbeta,
    }


def norm_cases(rng):
    def case(name, shape, eps=1e-5, scale=1.0):
        c = shape[1]
        x = scale * rng.normal(size=shape) + rng.normal(size=(1, c, 1, 1))
        args = (x, 2 * rng.normal(size=shape) + 1, rng.normal(size=c), rng.normal(size=c))
        running = (rng.normal(size=c), rng.uniform(0.5, 2, size=c))
        return Case(name, (*args, *running, rng.normal(size=shape), eps))

    return [
        case("7 pictures, 3 channels", (7, 3, 5, 2)),
        case("everything 3", (3, 3, 3, 3)),
        case("one picture", (1, 5, 3, 2)),
        case("one channel", (5, 1, 2, 3)),
        case("a large eps", (2, 3, 5, 7), 0.3, 0.7),
    ]


EXERCISE = Exercise(
    name="batch_norm",
    title="Numbers of a good size",
    functions=("batch_norm", "batch_norm_backward"),
    reference=(batch_norm, batch_norm_backward),
    probe=norm_probe,
    cases=norm_cases,
    arguments=("x", "second batch", "gamma", "beta", "running mean", "running var", "dl_dy", "eps"),
    outputs=(
        "y",
        "running mean",
        "running var",
        "y afterwards",
        "running stays",
        "dl_dx",
        "dl_dgamma",
        "dl_dbeta",
    ),
    properties=(
        Property("the result in training", 2, outputs=("y",)),
        Property("the running averages", 2, outputs=("running mean", "running var")),
        Property("the result afterwards", 1, outputs=("y afterwards",)),
        Property(
            "running averages that stay afterwards",
            1,
            outputs=("running stays",),
            needs="the running averages",
        ),
        Property("the gradients of gamma and beta", 1, outputs=("dl_dgamma", "dl_dbeta")),
        Property("the gradient of x", 3, outputs=("dl_dx",)),
    ),
    faults=FAULTS,
    hints=(
        "Mean and variance of a channel: over the axes 0, 2 and 3. The formulas stand in the text.",
        "np.mean(x, axis=(0, 2, 3)) has shape (C,), keepdims=True makes it (1, C, 1, 1), which "
        "fits x. eps is added before the root.",
        "dl_dx: g is gamma on the channel axis times dl_dy. Three terms stand in the bracket, two "
        "of them with a mean that keeps its axes. Then divide by the root.",
    ),
)
