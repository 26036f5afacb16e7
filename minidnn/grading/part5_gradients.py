"""Exercise 5.1 for the grader: the numerical gradient and the check built on it."""

import numpy as np

from minidnn.grading.spec import Case, Exercise, Fault, Property


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        f_plus = f(x)
        x[index] = old - h
        f_minus = f(x)
        x[index] = old
        gradient[index] = (f_plus - f_minus) / (2 * h)
    return gradient


def gradient_check(forward, backward, x, rng, tolerance=1e-6):
    dl_dy = rng.normal(size=forward(x).shape)

    def loss(x):
        return np.sum(dl_dy * forward(x))

    numeric = numerical_gradient(loss, x)
    analytic = backward(x, dl_dy)
    difference = np.max(np.abs(analytic - numeric))
    scale = max(np.max(np.abs(analytic)), np.max(np.abs(numeric)), 1e-12)
    error = difference / scale
    return error < tolerance, error


def scalar_function(which):
    """Functions from an array to one number; every entry's slope depends on the other entries."""

    def first(x):
        return np.sum(x) ** 2 + np.sum(x**3)

    def second(x):
        return np.sum(np.exp(0.3 * x)) * np.mean(x)

    return (first, second)[which]


def operation(which):
    """A forward and a backward function: 0 to 7 belong together, from 10 on something is wrong."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def softmax(x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)

    def softmax_backward(x, u):
        s = softmax(x)
        return s * (u - np.sum(u * s, axis=-1, keepdims=True))

    def weights(x):
        return np.cos(np.arange(x.shape[-1] * 3)).reshape(x.shape[-1], 3)

    def last_wrong(x, u):
        gradient = u * (1 - np.tanh(x) ** 2)
        gradient.flat[-1] *= 3
        return gradient

    def centred(x):
        return x - np.mean(x, axis=-1, keepdims=True)

    table = {
        0: (sigmoid, lambda x, u: u * sigmoid(x) * (1 - sigmoid(x))),
        1: (lambda x: np.maximum(x, 0), lambda x, u: u * (x > 0)),
        2: (softmax, softmax_backward),
        3: (lambda x: 1e6 * np.tanh(x), lambda x, u: 1e6 * u * (1 - np.tanh(x) ** 2)),
        4: (lambda x: x @ weights(x), lambda x, u: u @ weights(x).T),
        5: (centred, lambda x, u: u - np.mean(u, axis=-1, keepdims=True)),
        6: (lambda x: np.sum(x**2, axis=-1), lambda x, u: 2 * x * u[..., None]),
        7: (lambda x: np.ones(x.shape), lambda x, u: np.zeros(x.shape)),
        10: (sigmoid, lambda x, u: sigmoid(x) * (1 - sigmoid(x))),
        11: (centred, lambda x, u: np.zeros(x.shape)),
        12: (softmax, lambda x, u: 0 * u),
        13: (lambda x: 1e-7 * np.tanh(x), lambda x, u: 2e-7 * u * (1 - np.tanh(x) ** 2)),
        14: (np.tanh, lambda x, u: 1.001 * u * (1 - np.tanh(x) ** 2)),
        15: (np.tanh, last_wrong),
        16: (np.tanh, lambda x, u: u * (1 - np.tanh(x) ** 2) - 0.5),
        17: (lambda x: np.maximum(x, 0), lambda x, u: -u * (x > 0)),
        18: (lambda x: x @ weights(x), lambda x, u: u @ weights(x).T / len(x)),
    }
    return table[which]


def gradient_probe(student, f, x, h, layer, point, seed):
    gradient = student.numerical_gradient(scalar_function(f), x, h)
    rng = np.random.default_rng(seed)
    good, error = student.gradient_check(*operation(layer), point, rng)
    error = float(error)
    return {
        "gradient": gradient,
        "good": float(bool(good)),
        "error": 0.0 if abs(error) < 1e-7 else error,  # below is the noise of rounding
    }


def gradient_cases(rng):
    shapes = ((5, 3), (3, 3), (1, 7), (5,), (7, 2, 3))
    steps = (0.1, 0.05, 0.02, 0.2)
    cases = []
    layers = (0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18)
    for i, layer in enumerate(layers):
        x = rng.normal(size=shapes[i % 5])
        h = 1e-5 if layer == 12 else steps[i % 4]
        size = (5, 3) if i % 2 else (7, 2)
        point = rng.uniform(0.2, 1.5, size) * rng.choice([-1, 1], size)  # away from the bend at 0
        kind = "wrong" if layer >= 10 else "right"
        args = (i % 2, x, h, layer, point, int(rng.integers(2**31)))
        cases.append(Case(f"a {kind} backward function (no. {layer}), h = {h:g}", args, (kind,)))
    return cases


def verdict(case, expected, got):
    """The same verdict as the reference, and an error of the right size."""
    if got["good"] != expected["good"]:
        return (
            "gradient_check accepts a backward function that is wrong"
            if got["good"]
            else "gradient_check rejects a backward function that is right"
        )
    return None


def size_of_error(case, expected, got):
    """The number beside the verdict: any sensible norm will do, so only its size is looked at."""
    e, g = expected["error"], got["error"]
    if e == 0.0:
        return None if abs(g) < 1e-6 else f"the error should be close to 0, is {g:.3g}"
    return None if e / 20 <= g <= e * 20 else f"the error should be near {e:.3g}, is {g:.3g}"


GRADIENT_CHECK = Exercise(
    number="5.1",
    name="gradient_check",
    title="The numerical gradient and the gradient check",
    functions=("numerical_gradient", "gradient_check"),
    reference=(numerical_gradient, gradient_check),
    given=(scalar_function, operation),
    probe=gradient_probe,
    arguments=("f", "x", "h", "layer", "point", "seed"),
    cases=gradient_cases,
    outputs=("gradient", "good", "error"),
    properties=(
        Property("the numerical gradient", 4, outputs=("gradient",)),
        Property(
            "accepting every right backward function",
            2,
            kind="judge",
            tags=("right",),
            judge=verdict,
            needs="finding every wrong backward function",
        ),
        Property(
            "finding every wrong backward function",
            2,
            kind="judge",
            tags=("wrong",),
            judge=verdict,
            needs="accepting every right backward function",
        ),
        Property(
            "the size of the relative error",
            1,
            kind="judge",
            judge=size_of_error,
            needs="finding every wrong backward function",
        ),
        Property("leaving x unchanged", 1, kind="unchanged"),
    ),
    faults=(
        Fault(
            "NUM-FORWARD-DIFFERENCE",
            "You take the difference between x + h and x: a forward difference, much less exact.",
            "Go the same way to both sides of x.",
            edit=(
                ("x[index] = old - h", "x[index] = old"),
                ("/ (2 * h)", "/ h"),
            ),
        ),
        Fault(
            "NUM-TWICE",
            "Your numerical gradient is exactly twice as large as it should be.",
            "How far apart are the two points at which you call f?",
            edit=(("/ (2 * h)", "/ h"),),
        ),
        Fault(
            "NUM-PRECEDENCE",
            "You divide by 2 and then multiply by h.",
            "a / 2 * h means (a / 2) * h: parentheses.",
            edit=(("/ (2 * h)", "/ 2 * h"),),
        ),
        Fault(
            "NUM-NOT-RESTORED",
            "x is not put back: later entries are measured at a point that has moved.",
            "After an entry has been measured, x must hold the old number again.",
            edit=(("        x[index] = old\n", ""),),
        ),
        Fault(
            "NUM-MOVED-FROM-PLUS",
            "The second point is one h below the first one, which is x itself.",
            "From x + h you have to go back by two steps to arrive at x - h.",
            edit=(("x[index] = old - h", "x[index] = x[index] - h"),),
        ),
        Fault(
            "NUM-ALL-AT-ONCE",
            "You move all entries of x at the same time.",
            "One entry at a time: the others stay where they are.",
            edit=(
                ("x[index] = old + h\n        f_plus = f(x)", "f_plus = f(x + h)"),
                ("x[index] = old - h\n        f_minus = f(x)", "f_minus = f(x - h)"),
            ),
        ),
        Fault(
            "NUM-ONE-ENTRY",
            "f is given a single number; it wants the whole array with one entry moved.",
            "f depends on all entries of x: change one of them, and hand over x.",
            edit=(
                ("f_plus = f(x)", "f_plus = f(old + h)"),
                ("f_minus = f(x)", "f_minus = f(old - h)"),
            ),
        ),
        Fault(
            "NUM-SIGN",
            "The sign of your numerical gradient is flipped.",
            "What comes first, f at x + h or f at x - h?",
            edit=(("f_plus - f_minus", "f_minus - f_plus"),),
        ),
        Fault(
            "NUM-OWN-H",
            "You use a step of your own and not the argument h.",
            "h is an argument: the caller decides.",
            edit=(
                (
                    "x = np.array(x, dtype=np.float64)",
                    "x = np.array(x, dtype=np.float64)\n    h = 1e-5",
                ),
            ),
        ),
        Fault(
            "NUM-FLOAT32",
            "You compute in float32: its 7 digits are too few for the difference of two close "
            "numbers.",
            "Keep x in float64, as the first line makes it.",
            edit=(("dtype=np.float64", "dtype=np.float32"),),
        ),
        Fault(
            "NUM-TINY-H",
            "The step is far too small: the two values of f agree in nearly all digits and only "
            "noise is left.",
            "Leave h as it is: smaller is not better.",
            edit=(
                (
                    "x = np.array(x, dtype=np.float64)",
                    "x = np.array(x, dtype=np.float64)\n    h = h * 1e-10",
                ),
            ),
        ),
        Fault(
            "CHECK-ONES",
            "The upstream gradient is all ones: a backward function that ignores it goes "
            "unnoticed.",
            "Random numbers from rng hide nothing.",
            edit=(("rng.normal(size=forward(x).shape)", "np.ones(forward(x).shape)"),),
        ),
        Fault(
            "CHECK-LOSS-WITHOUT-UPSTREAM",
            "The numerical side leaves the upstream gradient out, the backward function uses it.",
            "Both sides must answer the same question: the slope of sum(dl_dy * y).",
            edit=(("np.sum(dl_dy * forward(x))", "np.sum(forward(x))"),),
        ),
        Fault(
            "CHECK-ABSOLUTE",
            "You compare the absolute difference: a millionth is much for small gradients, "
            "nothing for large ones.",
            "Divide by the size of the gradients themselves.",
            edit=(("error = difference / scale", "error = difference"),),
        ),
        Fault(
            "CHECK-SIGNED",
            "The difference is taken without its absolute value: a gradient that is too small "
            "passes.",
            "-0.5 is as wrong as +0.5.",
            edit=(("np.max(np.abs(analytic - numeric))", "np.max(analytic - numeric)"),),
        ),
        Fault(
            "CHECK-FIRST-ENTRY",
            "Only the first entry is compared; a mistake elsewhere goes unnoticed.",
            "Look at all entries and take the worst.",
            edit=(("np.max(np.abs(analytic - numeric))", "np.abs(analytic - numeric).flat[0]"),),
        ),
        Fault(
            "CHECK-SMALLEST",
            "You take the smallest difference instead of the largest.",
            "One wrong entry is enough to make a gradient wrong.",
            edit=(("np.max(np.abs(analytic - numeric))", "np.min(np.abs(analytic - numeric))"),),
        ),
        Fault(
            "CHECK-INVERTED",
            "The verdict is the wrong way round: True stands for a wrong gradient.",
            "A small error is good news.",
            edit=(("return error < tolerance", "return error > tolerance"),),
        ),
        Fault(
            "CHECK-LOOSE",
            "Your limit is too generous: a backward function that is wrong by 0.1 % passes.",
            "In float64 a right gradient agrees to about ten digits: use the argument tolerance.",
            edit=(("return error < tolerance", "return error < 1e-2"),),
        ),
        Fault(
            "CHECK-BACKWARD-WITHOUT-UPSTREAM",
            "Your backward function is called with ones, the numerical side uses the random "
            "gradient.",
            "The same dl_dy belongs on both sides.",
            edit=(("backward(x, dl_dy)", "backward(x, np.ones_like(dl_dy))"),),
        ),
    ),
    hints=(
        "A slope is a difference of two values of f, divided by the distance of the two points. "
        "One entry of x moves at a time.",
        "Move x[index] to old + h and call f with the whole x, then to old - h, then put old back. "
        "For the check: the loss is the sum of a random array times forward(x).",
        "The two points are 2h apart. In gradient_check draw dl_dy with rng.normal in the shape of "
        "forward(x), give the loss to numerical_gradient, and divide the largest difference by the "
        "largest entry of the two gradients.",
    ),
)
