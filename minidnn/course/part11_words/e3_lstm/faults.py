"""Known mistakes of exercise 11.3, lstm_cell."""

from minidnn.grading.spec import Fault

_GATES = "i, f, g, o = sigmoid(zi), sigmoid(zf), np.tanh(zg), sigmoid(zo)"
_SPLIT = "zi, zf, zg, zo = np.split(z, 4, axis=1)"
_C = "c_new = f * c + i * g"
_H = "h_new = o * np.tanh(c_new)"
_CELL = "dl_dcell = dl_dc + dl_dh * o * (1 - shown**2)"
_I = "into_i = dl_dcell * g * i * (1 - i)"
_F = "into_f = dl_dcell * c * f * (1 - f)"
_G = "into_g = dl_dcell * i * (1 - g**2)"
_O = "into_o = dl_dh * shown * o * (1 - o)"
_Z = "dl_dz = np.concatenate([into_i, into_f, into_g, into_o], axis=1)"
_DB = "dl_db = np.sum(dl_dz, axis=0)"
_RETURN = "return dl_dboth[:, : x.shape[1]], dl_dboth[:, x.shape[1] :], dl_dcell * f, dl_dw, dl_db"

FAULTS = (
    Fault(
        "LSTM-PROPOSAL-SIGMOID",
        "The proposal g goes through the sigmoid; it needs tanh.",
        "The cell must be able to fall as well as rise.",
        edit=((_GATES, "i, f, g, o = sigmoid(zi), sigmoid(zf), sigmoid(zg), sigmoid(zo)"),),
    ),
    Fault(
        "LSTM-ORDER",
        "The blocks are taken in the order i, f, o, g.",
        "The third block is the proposal, the fourth the output gate.",
        edit=((_SPLIT, "zi, zf, zo, zg = np.split(z, 4, axis=1)"),),
    ),
    Fault(
        "LSTM-FORGET-INPUT",
        "The input and the forget gate are exchanged.",
        "The first block is the input gate.",
        edit=((_SPLIT, "zf, zi, zg, zo = np.split(z, 4, axis=1)"),),
    ),
    Fault(
        "LSTM-NO-FORGET",
        "The old cell is kept whole: the forget gate is missing.",
        "The forget gate multiplies the old cell.",
        edit=((_C, "c_new = c + i * g"),),
    ),
    Fault(
        "LSTM-NO-INPUT",
        "The proposal comes in whole: the input gate is missing.",
        "The input gate multiplies the proposal.",
        edit=((_C, "c_new = f * c + g"),),
    ),
    Fault(
        "LSTM-COUPLED",
        "The input gate is 1 minus the forget gate.",
        "It has a block of its own.",
        edit=((_C, "c_new = f * c + (1 - f) * g"),),
    ),
    Fault(
        "LSTM-NO-TANH",
        "h shows the cell without tanh.",
        "The cell may be large; h stays between -1 and 1.",
        edit=((_H, "h_new = o * c_new"),),
    ),
    Fault(
        "LSTM-NO-OUTPUT",
        "The output gate is missing.",
        "It says how much of the cell is shown.",
        edit=((_H, "h_new = np.tanh(c_new)"),),
    ),
    Fault(
        "LSTM-OLD-CELL",
        "h shows the old cell.",
        "First the cell changes, then it is shown.",
        edit=((_H, "h_new = o * np.tanh(c)"),),
    ),
    Fault(
        "LSTM-JOIN-ORDER",
        "h stands before x in the joined vector.",
        "The rows of w begin with those of x.",
        edit=(
            (
                "z = np.concatenate([x, h], axis=1) @ w + b",
                "z = np.concatenate([h, x], axis=1) @ w + b",
            ),
        ),
    ),
    Fault(
        "LSTMB-NO-H",
        "The cell's gradient lacks what comes through h.",
        "h was made from the new cell.",
        edit=((_CELL, "dl_dcell = dl_dc + 0 * dl_dh"),),
    ),
    Fault(
        "LSTMB-NO-C",
        "The gradient that arrives for the cell itself is ignored.",
        "Two gradients arrive at the new cell: add them.",
        edit=((_CELL, "dl_dcell = dl_dh * o * (1 - shown**2)"),),
    ),
    Fault(
        "LSTMB-CELL-SLOPE",
        "On the way from h to the cell the slope of tanh is missing.",
        "h shows tanh of the cell.",
        edit=((_CELL, "dl_dcell = dl_dc + dl_dh * o"),),
    ),
    Fault(
        "LSTMB-CELL-GATE",
        "On the way from h to the cell the output gate is missing.",
        "h is o times tanh of the cell.",
        edit=((_CELL, "dl_dcell = dl_dc + dl_dh * (1 - shown**2)"),),
    ),
    Fault(
        "LSTMB-I-SLOPE",
        "The slope of the input gate is missing.",
        "Every gate has gone through a sigmoid.",
        edit=((_I, "into_i = dl_dcell * g"),),
    ),
    Fault(
        "LSTMB-F-NEW",
        "The forget gate's gradient is made with the new cell; it multiplied the old one.",
        "What stood beside f?",
        edit=((_F, "into_f = dl_dcell * c_new * f * (1 - f)"),),
    ),
    Fault(
        "LSTMB-G-SIGMOID",
        "The proposal's slope is that of a sigmoid.",
        "g has gone through tanh.",
        edit=((_G, "into_g = dl_dcell * i * g * (1 - g)"),),
    ),
    Fault(
        "LSTMB-O-CELL",
        "The output gate's gradient uses the cell without tanh.",
        "What stood beside o?",
        edit=((_O, "into_o = dl_dh * c_new * o * (1 - o)"),),
    ),
    Fault(
        "LSTMB-O-FROM-C",
        "The output gate's gradient is made from the cell's gradient.",
        "o only touches h.",
        edit=((_O, "into_o = dl_dcell * shown * o * (1 - o)"),),
    ),
    Fault(
        "LSTMB-Z-ORDER",
        "The four gradients are put side by side in another order than the gates.",
        "i, f, g, o.",
        edit=((_Z, "dl_dz = np.concatenate([into_i, into_f, into_o, into_g], axis=1)"),),
    ),
    Fault(
        "LSTMB-B-MEAN",
        "The gradient of b is a mean over the texts.",
        "Nothing divides by the number of texts.",
        edit=((_DB, "dl_db = np.mean(dl_dz, axis=0)"),),
    ),
    Fault(
        "LSTMB-C-WHOLE",
        "The old cell's gradient lacks the forget gate.",
        "The old cell was multiplied by f.",
        edit=((_RETURN, _RETURN.replace("dl_dcell * f", "dl_dcell")),),
    ),
    Fault(
        "LSTMB-EXCHANGED",
        "The gradients for x and h are returned in each other's place.",
        "The first columns of the joined vector belong to x.",
        edit=(
            (
                _RETURN,
                "first, second = dl_dboth[:, x.shape[1] :], dl_dboth[:, : x.shape[1]]\n"
                "    return first, second, dl_dcell * f, dl_dw, dl_db",
            ),
        ),
    ),
)
