"""Known mistakes of exercise 10.4, rate_finder."""

from minidnn.grading.spec import Fault

_FACTOR = "factor = (highest / lowest) ** (1 / (steps - 1))"
_RATES = "return lowest * factor ** np.arange(steps)"
_START = "mean, smoothed = 0.0, []"
_MEAN = "mean = beta * mean + (1 - beta) * loss"
_KEPT = "smoothed.append(mean / (1 - beta**t))"
_COUNT = "enumerate(losses, start=1)"
_SMOOTHED = "smoothed = smooth_losses(losses, beta)"
_LOWEST = "lowest = np.minimum.accumulate(smoothed)"
_BURST = "burst = smoothed > 4 * lowest"
_END = "end = int(np.argmax(burst)) if burst.any() else len(smoothed)"
_FALLS = "falls = smoothed[: end - 1] - smoothed[1:end]"
_BEST = "return rates[int(np.argmax(falls))]"

FAULTS = (
    Fault(
        "RATES-LINEAR",
        "The rates grow by equal amounts: nearly all of them are large.",
        "Each is the one before times the same factor.",
        edit=((_RATES, "return lowest + (highest - lowest) * np.arange(steps) / (steps - 1)"),),
    ),
    Fault(
        "RATES-NO-END",
        "The highest rate is never tried: there is one factor too many between the two ends.",
        "Between 5 numbers lie 4 steps.",
        edit=((_FACTOR, "factor = (highest / lowest) ** (1 / steps)"),),
    ),
    Fault(
        "RATES-NO-START",
        "The first rate is not the lowest one.",
        "The lowest rate has been multiplied zero times.",
        edit=((_RATES, "return lowest * factor ** (1 + np.arange(steps))"),),
    ),
    Fault(
        "RATES-DOWN",
        "The rates begin with the highest one.",
        "A trial begins carefully: after a burst nothing can be learnt any more.",
        edit=((_RATES, "return (lowest * factor ** np.arange(steps))[::-1]"),),
    ),
    Fault(
        "RATES-LOG",
        "Logarithms of the rates are returned.",
        "The optimizer needs the rates themselves.",
        edit=((_RATES, "return np.log(lowest * factor ** np.arange(steps))"),),
    ),
    Fault(
        "RATES-MEAN-LOW-START",
        "The smoothed losses begin near 0: the running mean is not divided by its weight.",
        "1 - beta**t, as in Adam.",
        edit=((_KEPT, "smoothed.append(mean)"),),
    ),
    Fault(
        "RATES-MEAN-COUNT",
        "The weight is that of the step before: the count begins with 0.",
        "The first loss is number 1.",
        edit=((_COUNT, "enumerate(losses, start=0)"),),
    ),
    Fault(
        "RATES-MEAN-SWAPPED",
        "beta and 1 - beta have changed places.",
        "With beta = 0.9 the old mean counts nine times as much as the new loss.",
        edit=((_MEAN, "mean = (1 - beta) * mean + beta * loss"),),
    ),
    Fault(
        "RATES-MEAN-ADDS",
        "The new loss is added whole.",
        "It counts with 1 - beta.",
        edit=((_MEAN, "mean = beta * mean + loss"),),
    ),
    Fault(
        "RATES-MEAN-FED-BACK",
        "The divided mean is what the next step begins with; it would be divided again and again.",
        "Divide only what you hand out.",
        edit=((_KEPT, "mean = mean / (1 - beta**t)\n        smoothed.append(mean)"),),
    ),
    Fault(
        "RATES-MEAN-FIRST",
        "The running mean begins with the first loss instead of 0.",
        "It begins with 0, and the division makes up for it.",
        edit=((_START, "mean, smoothed = losses[0], []"), (_KEPT, "smoothed.append(mean)")),
    ),
    Fault(
        "BEST-LOWEST",
        "The rate with the lowest loss is chosen: there it is already about to burst.",
        "Where does the loss fall most?",
        edit=((_BEST, "return rates[int(np.argmin(smoothed[:end]))]"),),
    ),
    Fault(
        "BEST-RISES",
        "The rate at which the loss rises most is chosen.",
        "Fall: the value before minus the value after.",
        edit=((_FALLS, "falls = smoothed[1:end] - smoothed[: end - 1]"),),
    ),
    Fault(
        "BEST-AFTER",
        "The rate after the step that fell most is chosen.",
        "The step from i to i + 1 was taken with rate i.",
        edit=((_BEST, "return rates[int(np.argmax(falls)) + 1]"),),
    ),
    Fault(
        "BEST-ROUGH",
        "The losses are not smoothed before the choice: one lucky batch decides.",
        "smooth_losses comes first.",
        edit=((_SMOOTHED, "smoothed = losses"),),
    ),
    Fault(
        "BEST-NO-BURST",
        "What comes after the burst counts, too: there the losses fall from very high.",
        "Look only at what comes before.",
        edit=((_END, "end = len(smoothed)"),),
    ),
    Fault(
        "BEST-FROM-FIRST",
        "The burst is measured against the first loss; it is measured against the lowest so far.",
        "np.minimum.accumulate.",
        edit=((_LOWEST, "lowest = smoothed[0]"),),
    ),
    Fault(
        "BEST-INDEX",
        "The number of the step is returned; the rate was asked for.",
        "rates holds the rate of every step.",
        edit=((_BEST, "return float(np.argmax(falls))"),),
    ),
)
