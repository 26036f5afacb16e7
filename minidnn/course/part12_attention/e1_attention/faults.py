"""Known mistakes of exercise 12.1, attention."""

from minidnn.grading.spec import Fault

_SCORES = "q @ np.swapaxes(k, 1, 2) / np.sqrt(q.shape[2])"
_FUTURE = "np.triu(np.ones((q.shape[1], k.shape[1]), dtype=bool), 1)"
_SHIFT = "scores = scores - np.max(scores, axis=2, keepdims=True)"
_SUM = "np.sum(exponentials, axis=2, keepdims=True)"
_RETURN = "return weights @ v, weights"

FAULTS = (
    Fault(
        "ATT-NO-SCALE",
        "The scores are not divided by the root of D.",
        "How large is a dot product of D random numbers?",
        edit=((_SCORES, "q @ np.swapaxes(k, 1, 2)"),),
    ),
    Fault(
        "ATT-SCALE-D",
        "The scores are divided by D; the root of D was asked for.",
        "How large is a dot product of D random numbers?",
        edit=((_SCORES, "q @ np.swapaxes(k, 1, 2) / q.shape[2]"),),
    ),
    Fault(
        "ATT-SCALE-WORDS",
        "The scores are divided by the root of the number of words.",
        "D is the length of a query: the last axis.",
        edit=((_SCORES, "q @ np.swapaxes(k, 1, 2) / np.sqrt(k.shape[1])"),),
    ),
    Fault(
        "ATT-SCALE-TIMES",
        "The scores are multiplied by the root of D instead of divided.",
        "Long vectors have large dot products: make them smaller.",
        edit=((_SCORES, "q @ np.swapaxes(k, 1, 2) * np.sqrt(q.shape[2])"),),
    ),
    Fault(
        "ATT-MASK-SELF",
        "A word does not see itself: the diagonal is masked too, and the first word sees nothing.",
        "triu(..., 1) begins above the diagonal.",
        edit=((_FUTURE, "np.triu(np.ones((q.shape[1], k.shape[1]), dtype=bool), 0)"),),
    ),
    Fault(
        "ATT-MASK-LATE",
        "A word also sees the one that follows it.",
        "triu(..., 1) begins right above the diagonal.",
        edit=((_FUTURE, "np.triu(np.ones((q.shape[1], k.shape[1]), dtype=bool), 2)"),),
    ),
    Fault(
        "ATT-MASK-PAST",
        "The past is hidden, and the future is seen.",
        "The row is the word that asks, the column the word that is asked.",
        edit=((_FUTURE, "np.tril(np.ones((q.shape[1], k.shape[1]), dtype=bool), -1)"),),
    ),
    Fault(
        "ATT-MASK-NEVER",
        "The argument causal has no effect: every word sees the future.",
        "What has to happen where causal is True?",
        edit=(("    if causal:", "    if False:"),),
    ),
    Fault(
        "ATT-MASK-ALWAYS",
        "The future is hidden also where causal is False.",
        "Mask only where it was asked for.",
        edit=(("    if causal:", "    if q.shape[1] == k.shape[1]:"),),
    ),
    Fault(
        "ATT-MASK-ZERO",
        "The future gets the score 0. Its weight is e to the 0, which is not 0.",
        "Which score has the exponential 0?",
        edit=(("-np.inf, scores", "0.0, scores"),),
    ),
    Fault(
        "ATT-MASK-AFTER",
        "The mask comes after the softmax: the weights of a row no longer add up to 1.",
        "Hide the future before the softmax.",
        edit=(
            ("        scores = np.where(future, -np.inf, scores)\n", ""),
            (
                _RETURN,
                "weights = np.where(future, 0.0, weights) if causal else weights\n"
                "    return weights @ v, weights",
            ),
        ),
    ),
    Fault(
        "ATT-AXIS",
        "The softmax runs over the words that ask: columns add up to 1, not rows.",
        "Each query shares its weight of 1 among the keys: the last axis.",
        edit=(
            (_SHIFT, "scores = scores - np.max(scores, axis=1, keepdims=True)"),
            (_SUM, "np.sum(exponentials, axis=1, keepdims=True)"),
        ),
    ),
    Fault(
        "ATT-SUM-AXIS",
        "The exponentials are divided by sums over the wrong axis.",
        "Each query shares its weight of 1 among the keys: the last axis.",
        edit=((_SUM, "np.sum(exponentials, axis=1, keepdims=True)"),),
    ),
    Fault(
        "ATT-NO-SUM",
        "The exponentials are not divided by their sum.",
        "The weights of a query add up to 1.",
        edit=((f"exponentials / {_SUM}", "exponentials"),),
    ),
    Fault(
        "ATT-NO-SHIFT",
        "The largest score is not subtracted: exp overflows for large scores.",
        "Look at the trap in part 7.",
        edit=((_SHIFT, "scores = scores"),),
    ),
    Fault(
        "ATT-NO-SOFTMAX",
        "The scores themselves are used as weights.",
        "The softmax makes them positive, and 1 in total.",
        edit=(("weights = exponentials /", "weights = scores + 0 *"),),
    ),
    Fault(
        "ATT-MEAN",
        "All words get the same weight, whatever the scores say.",
        "The weights come from the scores.",
        edit=(("exponentials = np.exp(scores)", "exponentials = np.exp(0 * scores)"),),
    ),
    Fault(
        "ATT-KEYS",
        "The mean is taken of the keys; the values were asked for.",
        "The key is what a word is found by, the value what it says.",
        edit=((_RETURN, "return weights @ k, weights"),),
    ),
    Fault(
        "ATT-TRANSPOSED",
        "The scores are transposed: keys ask and queries answer.",
        "The row belongs to the query.",
        edit=((_SCORES, "k @ np.swapaxes(q, 1, 2) / np.sqrt(q.shape[2])"),),
    ),
)
