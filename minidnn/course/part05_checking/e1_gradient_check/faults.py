"""Known mistakes of exercise 5.1, gradient_check."""

from minidnn.grading.spec import Fault

FAULTS = (
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
        "CHECK-MEAN",
        "The error is the mean of the differences: a single wrong entry among many drowns in it.",
        "A gradient is wrong as soon as one entry is wrong. Which of the differences shows it?",
        edit=(("np.max(np.abs(analytic - numeric))", "np.mean(np.abs(analytic - numeric))"),),
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
)
