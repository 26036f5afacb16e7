"""Known mistakes of exercise 11.2, rnn."""

from minidnn.grading.spec import Fault

_H = "h = np.tanh(x[:, t] @ wx + h @ wh + b)"
_BEFORE = "before = hs[:, t - 1] if t > 0 else h0"
_ARRIVED = "arrived = dl_dhs[:, t] + back"
_DELTA = "delta = arrived * (1 - hs[:, t] ** 2)"
_DX = "dl_dx[:, t] = delta @ wx.T"
_WX = "dl_dwx += x[:, t].T @ delta"
_WH = "dl_dwh += before.T @ delta"
_B = "dl_db += np.sum(delta, axis=0)"
_BACK = "back = delta @ wh.T"

FAULTS = (
    Fault(
        "RNN-FORGETS",
        "The memory plays no part: every step begins anew.",
        "The old h belongs into the new one.",
        edit=((_H, "h = np.tanh(x[:, t] @ wx + 0 * (h @ wh) + b)"),),
    ),
    Fault(
        "RNN-ALWAYS-FIRST",
        "Every step uses the first memory h0 instead of the latest.",
        "h changes with every step.",
        edit=((_H, "h = np.tanh(x[:, t] @ wx + h0 @ wh + b)"),),
    ),
    Fault(
        "RNN-NO-TANH",
        "The tanh is missing.",
        "It keeps the memory between -1 and 1.",
        edit=((_H, "h = x[:, t] @ wx + h @ wh + b"),),
    ),
    Fault(
        "RNN-NO-BIAS",
        "The bias is missing.",
        "Three summands stand inside the tanh.",
        edit=((_H, "h = np.tanh(x[:, t] @ wx + h @ wh)"),),
    ),
    Fault(
        "RNN-SAME-INPUT",
        "Every step reads the first sign.",
        "Step t reads x[:, t].",
        edit=((_H, "h = np.tanh(x[:, 0] @ wx + h @ wh + b)"),),
    ),
    Fault(
        "RNN-TRANSPOSED",
        "The matrix of the memory is transposed.",
        "As in dense: h @ w.",
        edit=((_H, "h = np.tanh(x[:, t] @ wx + h @ wh.T + b)"),),
    ),
    Fault(
        "RNN-TANH-LATE",
        "The tanh is taken of the input only; the memory is added outside.",
        "All three summands stand inside the tanh.",
        edit=((_H, "h = np.tanh(x[:, t] @ wx + b) + h @ wh"),),
    ),
    Fault(
        "RNNB-NO-BACK",
        "Nothing comes back from the step behind: time is ignored.",
        "h of step t also moves the step after it.",
        edit=((_ARRIVED, "arrived = dl_dhs[:, t] + 0 * back"),),
    ),
    Fault(
        "RNNB-ONLY-BACK",
        "What the loss says about each step is ignored.",
        "Two things arrive at every h: add them.",
        edit=((_ARRIVED, "arrived = back + (dl_dhs[:, t] if t == x.shape[1] - 1 else 0)"),),
    ),
    Fault(
        "RNNB-NO-SLOPE",
        "The slope of tanh is missing.",
        "What arrives at h has to go through the tanh.",
        edit=((_DELTA, "delta = arrived * 1.0"),),
    ),
    Fault(
        "RNNB-SLOPE-NO-SQUARE",
        "The slope of tanh is 1 minus its square; yours lacks the square.",
        "At large values the slope has to vanish on both sides.",
        edit=((_DELTA, "delta = arrived * (1 - hs[:, t])"),),
    ),
    Fault(
        "RNNB-SLOPE-SIGMOID",
        "This is the slope of the sigmoid.",
        "The slope of tanh is 1 minus its square.",
        edit=((_DELTA, "delta = arrived * hs[:, t] * (1 - hs[:, t])"),),
    ),
    Fault(
        "RNNB-BEFORE-AFTER",
        "The gradient of wh is made with the memory after the step; it was multiplied before it.",
        "What was multiplied by wh in step t?",
        edit=((_BEFORE, "before = hs[:, t]"),),
    ),
    Fault(
        "RNNB-BEFORE-LAST",
        "Before the first step you take the last memory: hs[:, -1].",
        "Before the first step the memory is h0.",
        edit=((_BEFORE, "before = hs[:, t - 1]"),),
    ),
    Fault(
        "RNNB-LAST-WX",
        "The gradient of wx holds one step only.",
        "All steps use the same matrix: their gradients add up.",
        edit=((_WX, "dl_dwx = x[:, t].T @ delta"),),
    ),
    Fault(
        "RNNB-LAST-WH",
        "The gradient of wh holds one step only.",
        "All steps use the same matrix: their gradients add up.",
        edit=((_WH, "dl_dwh = before.T @ delta"),),
    ),
    Fault(
        "RNNB-LAST-B",
        "The gradient of b holds one step only.",
        "All steps use the same b: their gradients add up.",
        edit=((_B, "dl_db = np.sum(delta, axis=0)"),),
    ),
    Fault(
        "RNNB-B-MEAN",
        "The gradient of b is a mean over the texts; it is their sum.",
        "Nothing divides by the number of texts.",
        edit=((_B, "dl_db += np.mean(delta, axis=0)"),),
    ),
    Fault(
        "RNNB-BACK-STRAIGHT",
        "On the way back through time the matrix is not transposed.",
        "For h @ w the gradient is delta @ w.T.",
        edit=((_BACK, "back = delta @ wh"),),
    ),
    Fault(
        "RNNB-BACK-ARRIVED",
        "What goes back has not been through the tanh.",
        "The way back is: tanh first, then the matrix.",
        edit=((_BACK, "back = arrived @ wh.T"),),
    ),
    Fault(
        "RNNB-BACK-SUMS",
        "What comes back is added up over the steps.",
        "Each step hands on what is its own; delta holds all that came from behind.",
        edit=((_BACK, "back = back + delta @ wh.T"),),
    ),
    Fault(
        "RNNB-X-SUM",
        "The gradient for x is multiplied by wh's partner: the memory's matrix stands there.",
        "x was multiplied by wx.",
        edit=((_DX, "dl_dx[:, t] = (delta @ wh.T) @ wx.T"),),
    ),
)
