"""Known mistakes of exercise 12.2, attention_backward."""

from minidnn.grading.spec import Fault

_DV = "np.swapaxes(weights, 1, 2) @ dl_dy"
_TOTAL = "np.sum(dl_dweights * weights, axis=2, keepdims=True)"
_SCORES = "weights * (dl_dweights - total)"
_SCALE = "scale = 1 / np.sqrt(q.shape[2])"
_DQ = "scale * (dl_dscores @ k)"
_DK = "scale * (np.swapaxes(dl_dscores, 1, 2) @ q)"
_RETURN = "return dl_dq, dl_dk, dl_dv"

FAULTS = (
    Fault(
        "ATB-NO-SCALE",
        "The factor 1/sqrt(D) of the scores is missing in dl_dq and dl_dk.",
        "The scores were divided by the root of D; a factor stays a factor on the way back.",
        edit=((_SCALE, "scale = 1.0"),),
    ),
    Fault(
        "ATB-SCALE-D",
        "dl_dq and dl_dk are divided by D; the root of D was asked for.",
        "The factor is the same as on the way forward.",
        edit=((_SCALE, "scale = 1 / q.shape[2]"),),
    ),
    Fault(
        "ATB-SCALE-TIMES",
        "dl_dq and dl_dk are multiplied by the root of D instead of divided.",
        "The factor is the same as on the way forward.",
        edit=((_SCALE, "scale = np.sqrt(q.shape[2])"),),
    ),
    Fault(
        "ATB-SCALE-Q-ONLY",
        "dl_dk lacks the factor 1/sqrt(D).",
        "Both factors of the product were scaled.",
        edit=((_DK, "np.swapaxes(dl_dscores, 1, 2) @ q"),),
    ),
    Fault(
        "ATB-SCALE-K-ONLY",
        "dl_dq lacks the factor 1/sqrt(D).",
        "Both factors of the product were scaled.",
        edit=((_DQ, "dl_dscores @ k"),),
    ),
    Fault(
        "ATB-NO-TOTAL",
        "The sum of the softmax's gradient is missing: each score moves all weights of its row.",
        "A larger score takes weight from the others.",
        edit=((_SCORES, "weights * dl_dweights"),),
    ),
    Fault(
        "ATB-TOTAL-PLAIN",
        "The sum of the softmax's gradient lacks the weights.",
        "Each upstream gradient counts with its weight.",
        edit=((_TOTAL, "np.sum(dl_dweights, axis=2, keepdims=True)"),),
    ),
    Fault(
        "ATB-TOTAL-AXIS",
        "The sum runs over the words that ask; it belongs to each of them.",
        "A row is a softmax of its own: the last axis.",
        edit=((_TOTAL, "np.sum(dl_dweights * weights, axis=1, keepdims=True)"),),
    ),
    Fault(
        "ATB-LOG-SOFTMAX",
        "This is the gradient of log-softmax; attention uses the softmax itself.",
        "The formula on this page has the weight in front.",
        edit=(
            (_TOTAL, "np.sum(dl_dweights, axis=2, keepdims=True)"),
            (_SCORES, "dl_dweights - weights * total"),
        ),
    ),
    Fault(
        "ATB-NO-WEIGHT",
        "The factor of the weights in front of the softmax's gradient is missing.",
        "A weight of 0 cannot be moved.",
        edit=((_SCORES, "dl_dweights - total"),),
    ),
    Fault(
        "ATB-PLUS",
        "The sum of the softmax's gradient is added; it has to be subtracted.",
        "A larger score takes weight from the others.",
        edit=((_SCORES, "weights * (dl_dweights + total)"),),
    ),
    Fault(
        "ATB-SIGN",
        "The sign of dl_dq and dl_dk is flipped.",
        "Which of the two is subtracted in the softmax's gradient?",
        edit=((_SCORES, "weights * (total - dl_dweights)"),),
    ),
    Fault(
        "ATB-NO-SOFTMAX",
        "The softmax is passed over: the gradient for the weights is used for the scores.",
        "Between weights and scores lies the softmax.",
        edit=((_SCORES, "dl_dweights + 0 * total"),),
    ),
    Fault(
        "ATB-DV-STRAIGHT",
        "dl_dv is multiplied by the weights; they have to be transposed.",
        "The value j goes to every i: sum over those who ask.",
        edit=((_DV, "weights @ dl_dy"),),
    ),
    Fault(
        "ATB-DK-STRAIGHT",
        "In dl_dk the gradient of the scores is not transposed.",
        "The key j is met by every query i: sum over those who ask.",
        edit=((_DK, "scale * (dl_dscores @ q)"),),
    ),
    Fault(
        "ATB-DQ-QUERIES",
        "dl_dq is multiplied by the queries; the keys were their partners.",
        "In a product, the gradient of one factor contains the other.",
        edit=((_DQ, "scale * (dl_dscores @ q)"),),
    ),
    Fault(
        "ATB-DK-KEYS",
        "dl_dk is multiplied by the keys; the queries were their partners.",
        "In a product, the gradient of one factor contains the other.",
        edit=((_DK, "scale * (np.swapaxes(dl_dscores, 1, 2) @ k)"),),
    ),
    Fault(
        "ATB-EXCHANGED",
        "dl_dq and dl_dk are returned in each other's place.",
        "The order is q, k, v.",
        edit=((_RETURN, "return dl_dk, dl_dq, dl_dv"),),
    ),
    Fault(
        "ATB-ORDER",
        "The gradient for the values comes first; it belongs at the end.",
        "The order is q, k, v.",
        edit=((_RETURN, "return dl_dv, dl_dq, dl_dk"),),
    ),
    Fault(
        "ATB-NO-UPSTREAM",
        "dl_dy is ignored: it works as if it were all ones.",
        "What arrives from the loss has to be used.",
        edit=(("    dl_dv =", "    dl_dy = np.ones_like(dl_dy)\n    dl_dv ="),),
    ),
)
