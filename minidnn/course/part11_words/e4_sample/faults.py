"""Known mistakes of exercise 11.4, next_probabilities."""

from minidnn.grading.spec import Fault

_ORDER = 'order = np.argsort(-scores, kind="stable")'
_KEPT = "kept = order[:top_k]"
_WARM = "warm = (scores[kept] - scores[order[0]]) / temperature"
_P = "p[kept] = powers / np.sum(powers)"
_COLD = "    if temperature == 0:\n        p[order[0]] = 1.0\n        return p\n"

FAULTS = (
    Fault(
        "SMP-TIMES",
        "The scores are multiplied by the temperature; they have to be divided.",
        "A small temperature makes differences larger.",
        edit=((_WARM, "warm = (scores[kept] - scores[order[0]]) * temperature"),),
    ),
    Fault(
        "SMP-IGNORED",
        "The temperature has no effect.",
        "Divide the scores by it.",
        edit=((_WARM, "warm = scores[kept] - scores[order[0]]"),),
    ),
    Fault(
        "SMP-AFTER",
        "The probabilities are divided by the temperature, not the scores.",
        "Temperature comes before the exponential.",
        edit=(
            (_WARM, "warm = scores[kept] - scores[order[0]]"),
            (_P, "p[kept] = powers / np.sum(powers) / temperature"),
        ),
    ),
    Fault(
        "SMP-NO-SHIFT",
        "The largest score is not subtracted: exp overflows for large scores.",
        "Look at the trap in part 7.",
        edit=((_WARM, "warm = scores[kept] / temperature"),),
    ),
    Fault(
        "SMP-NO-SUM",
        "The exponentials are not divided by their sum.",
        "Probabilities add up to 1.",
        edit=((_P, "p[kept] = powers"),),
    ),
    Fault(
        "SMP-SUM-ALL",
        "With top-k the probabilities do not add up to 1: the sum runs over all signs.",
        "Those that are left share the whole probability.",
        edit=(
            (
                _P,
                "p[kept] = powers / np.sum(np.exp((scores - scores[order[0]]) / temperature))",
            ),
        ),
    ),
    Fault(
        "SMP-K-IGNORED",
        "top_k has no effect.",
        "Only the k largest scores may be drawn.",
        edit=((_KEPT, "kept = order"),),
    ),
    Fault(
        "SMP-K-SMALLEST",
        "The k smallest scores are kept.",
        "The k largest may be drawn.",
        edit=((_KEPT, "kept = order if top_k is None else order[-top_k:]"),),
    ),
    Fault(
        "SMP-K-ONE-MORE",
        "One sign more than k is kept.",
        "Count again.",
        edit=((_KEPT, "kept = order if top_k is None else order[: top_k + 1]"),),
    ),
    Fault(
        "SMP-K-FIRST",
        "The first k signs are kept, whatever their scores.",
        "The k largest scores.",
        edit=((_KEPT, "kept = np.arange(len(scores))[:top_k]"),),
    ),
    Fault(
        "SMP-EDGE-ALL",
        "All signs that are as good as the last one kept stay, more than k.",
        "Of equal scores the one with the smaller index stays.",
        edit=(
            (
                _KEPT,
                "kept = order[:top_k]\n    kept = order[scores[order] >= scores[kept[-1]]]",
            ),
        ),
    ),
    Fault(
        "SMP-EDGE-LAST",
        "Of equal scores at the edge the one with the larger index stays.",
        "A stable sort keeps equal ones in their order.",
        edit=((_ORDER, 'order = np.argsort(scores, kind="stable")[::-1]'),),
    ),
    Fault(
        "SMP-COLD-DIVIDES",
        "At temperature 0 something is divided by 0.",
        "Treat temperature 0 by itself.",
        edit=((_COLD, ""),),
    ),
    Fault(
        "SMP-COLD-UNIFORM",
        "At temperature 0 all signs get the same probability.",
        "The colder, the more careful: the most probable sign only.",
        edit=(("p[order[0]] = 1.0", "p[:] = 1 / len(p)"),),
    ),
    Fault(
        "SMP-COLD-TIES",
        "At temperature 0 several equally large scores share the probability.",
        "The first of them gets it all.",
        edit=(("p[order[0]] = 1.0", "p[:] = scores == scores.max()\n        p /= p.sum()"),),
    ),
    Fault(
        "SMP-SORTED",
        "The probabilities stand in the order of the scores, not at the places of their signs.",
        "p[i] belongs to sign i.",
        edit=((_P, "p[: len(kept)] = powers / np.sum(powers)"),),
    ),
    Fault(
        "SMP-LOG",
        "Logarithms of the probabilities are returned.",
        "Probabilities add up to 1.",
        edit=((_P, "p[kept] = warm - np.log(np.sum(powers))"),),
    ),
    Fault(
        "SMP-SHORT",
        "Only the probabilities of the signs that are kept are returned: k of them.",
        "Every sign has one; those that are left out have 0.",
        edit=((_P, "p = powers / np.sum(powers)"),),
    ),
)
