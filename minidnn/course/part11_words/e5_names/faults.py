"""Known mistakes of exercise 11.5, names."""

from minidnn.grading.spec import Fault

_X = 'x = params["table"][tokens[:, t]]'
_SHOWN = "hs[:, t] = h_new"
_ON = "        h = h_new\n        c = c_new"
_ASKED = "asked = targets >= 0"
_SCORES = 'scores = hs[asked] @ params["out"] + params["out_b"]'
_LABELS = "labels = targets[asked]"
_LOSS = "loss = nll_loss(labels, log_p)"
_BACK = "dl_dscores = log_softmax_backward(scores, nll_loss_backward(labels, log_p))"
_OUT_B = 'grads["out_b"] = np.sum(dl_dscores, axis=0)'
_ORDER = "for t in reversed(range(len(steps))):"
_ARRIVED = "arrived = dl_dhs[:, t] + dh"
_CELL = 'dx, dh, dc, dw, db = lstm_cell_backward(x, h, c, params["w"], gates, c_new, arrived, dc)'
_W = 'grads["w"] += dw'
_B = 'grads["b"] += db'
_TABLE = 'np.add.at(grads["table"], tokens[:, t], dx)'
_CLIP = "return loss, clip_gradients(grads, max_norm)"
_INVENT = 'h, c, _ = lstm_cell(params["table"][[sign]], h, c, params["w"], params["b"])'
_DRAW = "sign = int(rng.choice(len(p), p=p))"
_P = "p = next_probabilities(scores, temperature, top_k)"
_STOP = "        if sign == 0:\n            break\n        name.append(sign)"

FAULTS = (
    Fault(
        "READ-FORGETS",
        "read_names forgets: every step begins with empty memories.",
        "What a step makes is what the next one begins with.",
        edit=((_ON, "        pass"),),
    ),
    Fault(
        "READ-CELL-FORGOTTEN",
        "read_names hands on h, but not the cell c.",
        "The LSTM has two memories.",
        edit=((_ON, "        h = h_new"),),
    ),
    Fault(
        "READ-H-FORGOTTEN",
        "read_names hands on the cell c, but not h.",
        "The LSTM has two memories.",
        edit=((_ON, "        c = c_new"),),
    ),
    Fault(
        "READ-CELL-SHOWN",
        "hs holds the cells; the memories h belong there.",
        "lstm_cell returns h first, then c.",
        edit=((_SHOWN, "hs[:, t] = c_new"),),
    ),
    Fault(
        "READ-LATE",
        "hs[:, t] is the memory before step t; the one after it belongs there.",
        "Fill hs with what the step has made.",
        edit=((_SHOWN, "hs[:, t] = h"),),
    ),
    Fault(
        "READ-BACKWARDS",
        "The names are read from the last letter to the first.",
        "Step t reads tokens[:, t].",
        edit=((_X, 'x = params["table"][tokens[:, -1 - t]]'),),
    ),
    Fault(
        "NAMES-PADDING",
        "The filled-up places behind the names count, as if a letter were to be guessed there.",
        "Where the target is -1, nothing is asked.",
        edit=((_ASKED, "asked = targets >= -1"),),
    ),
    Fault(
        "NAMES-NO-END",
        "The end of a name is never asked for: places with target 0 are left out.",
        "0 is a sign, too: the name ends here. Only -1 means that nothing is asked.",
        edit=((_ASKED, "asked = targets > 0"),),
    ),
    Fault(
        "NAMES-INPUTS",
        "The network guesses the sign it is looking at: tokens stand where targets belong.",
        "The target is the sign that follows.",
        edit=((_LABELS, "labels = tokens[asked]"),),
    ),
    Fault(
        "NAMES-NO-BIAS",
        "The scores lack out_b.",
        "A dense layer has a bias.",
        edit=((_SCORES, 'scores = hs[asked] @ params["out"]'),),
    ),
    Fault(
        "NAMES-LOSS-SUM",
        "The loss is a sum over the places; it is their mean.",
        "nll_loss takes the mean over the whole list.",
        edit=((_LOSS, "loss = nll_loss(labels, log_p) * len(labels)"),),
    ),
    Fault(
        "NAMES-PER-NAME",
        "The gradients are those of a sum over the places divided by the number of names.",
        "nll_loss_backward has divided by the number of places; nothing multiplies.",
        edit=((_BACK, f"{_BACK} * len(labels) / len(tokens)"),),
    ),
    Fault(
        "NAMES-BIAS-MEAN",
        "The gradient of out_b is a mean over the places.",
        "Everything the bias has touched is summed.",
        edit=((_OUT_B, 'grads["out_b"] = np.mean(dl_dscores, axis=0)'),),
    ),
    Fault(
        "NAMES-NOTHING-FROM-BEHIND",
        "What comes back from the later steps is lost: only a step's own scores count.",
        "Two gradients meet at every memory.",
        edit=((_ARRIVED, "arrived = dl_dhs[:, t]"),),
    ),
    Fault(
        "NAMES-CELL-LOST",
        "The gradient of the cell does not go on to the step before.",
        "lstm_cell_backward returns it third, and takes it last.",
        edit=((_CELL, _CELL.replace("arrived, dc)", "arrived, 0 * dc)")),),
    ),
    Fault(
        "NAMES-FORWARD-ORDER",
        "The steps of the way back come in the order of the way forward.",
        "The last step is the first on the way back.",
        edit=((_ORDER, "for t in range(len(steps)):"),),
    ),
    Fault(
        "NAMES-W-LAST",
        "The gradient of w is that of one step; each step adds its share.",
        "All steps use the same matrix.",
        edit=((_W, 'grads["w"] = dw'),),
    ),
    Fault(
        "NAMES-B-LAST",
        "The gradient of b is that of one step; each step adds its share.",
        "All steps use the same bias.",
        edit=((_B, 'grads["b"] = db'),),
    ),
    Fault(
        "NAMES-TABLE-ASSIGNED",
        "A row of the table keeps the gradient of one place only.",
        "A letter that was read many times collects from all its places.",
        edit=((_TABLE, 'grads["table"][tokens[:, t]] = dx'),),
    ),
    Fault(
        "NAMES-TABLE-ONCE",
        "Where several names have the same letter at a step, it counts once in the table.",
        "grads[rows] += ... takes each row once; np.add.at takes all.",
        edit=((_TABLE, 'grads["table"][tokens[:, t]] += dx'),),
    ),
    Fault(
        "NAMES-TABLE-NEXT",
        "The rows of the letters that follow get the gradient; it belongs to those that were read.",
        "x was made of tokens[:, t].",
        edit=((_TABLE, 'np.add.at(grads["table"], targets[:, t], dx)'),),
    ),
    Fault(
        "NAMES-NO-CLIPPING",
        "The gradients are not clipped.",
        "clip_gradients of 6.4, at the very end.",
        edit=((_CLIP, "return loss, grads"),),
    ),
    Fault(
        "NAMES-CLIPPED-ALONE",
        "Every gradient is clipped by itself: together they point in another direction.",
        "One norm over all of them: clip_gradients takes the whole dictionary.",
        edit=(
            (
                _CLIP,
                "return loss, {k: clip_gradients({k: g}, max_norm)[k] for k, g in grads.items()}",
            ),
        ),
    ),
    Fault(
        "INVENT-FORGETS",
        "invent forgets what it has written: each letter is drawn with empty memories.",
        "Hand on h and c, as in read_names.",
        edit=((_INVENT, _INVENT.replace(", h, c, params", ", 0 * h, 0 * c, params")),),
    ),
    Fault(
        "INVENT-START-ONLY",
        "The network always reads the sign 0, not the letter that was drawn.",
        "What was drawn is read next.",
        edit=((_INVENT, _INVENT.replace("[[sign]]", "[[0]]")),),
    ),
    Fault(
        "INVENT-GREEDY",
        "invent takes the most probable letter; it has to be drawn.",
        "rng.choice with the probabilities.",
        edit=((_DRAW, "sign = int(np.argmax(p))"),),
    ),
    Fault(
        "INVENT-EQUAL",
        "invent draws all letters with the same probability.",
        "rng.choice needs the probabilities: p=...",
        edit=((_DRAW, "sign = int(rng.choice(len(p)))"),),
    ),
    Fault(
        "INVENT-TEMPERATURE",
        "The temperature has no effect on the names.",
        "Hand it to next_probabilities.",
        edit=((_P, "p = next_probabilities(scores, 1.0, top_k)"),),
    ),
    Fault(
        "INVENT-TOP-K",
        "top_k has no effect on the names.",
        "Hand it to next_probabilities.",
        edit=((_P, "p = next_probabilities(scores, temperature, None)"),),
    ),
    Fault(
        "INVENT-NO-END",
        "invent goes on after the end of a name was drawn.",
        "The sign 0 says that the name is finished.",
        edit=((_STOP, "        name.append(sign)"),),
    ),
    Fault(
        "INVENT-END-KEPT",
        "The name that invent returns holds the sign 0 of its end.",
        "Only letters belong to the name.",
        edit=((_STOP, "        name.append(sign)\n        if sign == 0:\n            break"),),
    ),
    Fault(
        "INVENT-ONE-MORE",
        "invent writes one letter more than `longest`.",
        "Count the letters before you draw another one.",
        edit=(("range(longest)", "range(longest + 1)"),),
    ),
)
