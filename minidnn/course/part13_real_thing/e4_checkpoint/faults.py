"""Known mistakes of exercise 13.4, checkpoint."""

from minidnn.grading.spec import Fault

_LOOP = "for i, w in enumerate(weights):"
_IF = "if i % every == 0:"
_KEEP = "            store[i] = x\n        x = layer(x, w)\n"
_ORDER = "for start in sorted(store, reverse=True):"
_END = "end = min(start + every, len(weights))"
_AGAIN = "for i in range(start, end - 1):\n            store[i + 1] = layer(store[i], weights[i])"
_RECOMPUTED = "store[i + 1] = layer(store[i], weights[i])"
_BACK = "for i in reversed(range(start, end)):"
_STEP = "dl_dy, grads[i] = layer_backward(store.pop(i), weights[i], dl_dy)"
_RETURN = "return dl_dx, grads"

FAULTS = (
    Fault(
        "CKPT-ALL",
        "The forward run keeps the input of every layer.",
        "Only one in `every` is kept; the others are computed again.",
        edit=((_IF, "if every:"), (_END, "end = start + 1")),
    ),
    Fault(
        "CKPT-LATE",
        "The output of a layer is kept where its input belongs.",
        "The backward function of a layer needs what went into it.",
        edit=((_KEEP, "            store[i] = layer(x, w)\n        x = layer(x, w)\n"),),
    ),
    Fault(
        "CKPT-FIRST-INPUT",
        "The same first input is kept each time.",
        "Keep x as it is when the run comes there.",
        edit=(
            (_KEEP, "            store[i] = first\n        x = layer(x, w)\n"),
            (_LOOP, "first = x\n    " + _LOOP),
        ),
    ),
    Fault(
        "CKPT-LAST-NOT-RUN",
        "The last layer is left out of the forward run.",
        "y is the output of the last layer.",
        edit=((_KEEP, _KEEP[:-1] + " if w is not weights[-1] else x\n"),),
    ),
    Fault(
        "CKPT-NO-TANH",
        "The second run computes something else than the first: the tanh is missing.",
        "Call layer, as in the first run.",
        edit=((_RECOMPUTED, "store[i + 1] = store[i] @ weights[i]"),),
    ),
    Fault(
        "CKPT-COPY",
        "The second run hands on the input of the piece unchanged.",
        "Each layer has to be computed again.",
        edit=((_RECOMPUTED, "store[i + 1] = store[i]"),),
    ),
    Fault(
        "CKPT-NEXT-WEIGHTS",
        "The second run uses the weights of the next layer.",
        "Input i and weights i make input i + 1.",
        edit=((_RECOMPUTED, "store[i + 1] = layer(store[i], weights[i + 1])"),),
    ),
    Fault(
        "CKPT-ONE-TOO-FAR",
        "The second run goes one layer too far: it stores an output that nobody needs.",
        "The last layer of a piece has to be run backward only.",
        edit=(("range(start, end - 1):", "range(start, end):"),),
    ),
    Fault(
        "CKPT-NO-POP",
        "Inputs stay in the store after they have been used.",
        "store.pop(i) returns an entry and removes it.",
        edit=((_STEP, _STEP.replace("store.pop(i)", "store[i]")),),
    ),
    Fault(
        "CKPT-RECOMPUTE-ALL",
        "All inputs are computed again before the first step backwards.",
        "One piece at a time: the memory is the point.",
        edit=(
            (
                _ORDER,
                "for i, w in enumerate(weights[:-1]):\n"
                "        store[i + 1] = layer(store[i], w)\n"
                "    " + _ORDER,
            ),
            (_END, "end = start + 1"),
        ),
    ),
    Fault(
        "CKPT-NO-UPSTREAM",
        "Every layer gets the gradient of the last one.",
        "What layer i returns for its input is what layer i - 1 gets.",
        edit=(
            (_STEP, "dl_dx, grads[i] = layer_backward(store.pop(i), weights[i], dl_dy)"),
            (_RETURN, "return dl_dx, grads"),
        ),
    ),
    Fault(
        "CKPT-NO-UPSTREAM-AT-PIECES",
        "Every piece begins with the gradient of the output.",
        "The gradient goes on from piece to piece.",
        edit=(
            (_END, _END + "\n        dl_dx = dl_dy"),
            (_STEP, "dl_dx, grads[i] = layer_backward(store.pop(i), weights[i], dl_dx)"),
            (_RETURN, "return dl_dx, grads"),
        ),
    ),
    Fault(
        "CKPT-WEIGHTS-REVERSED",
        "The gradients of the weights come in the order of the way back.",
        "grads[i] belongs to layer i.",
        edit=((_RETURN, "return dl_dx, grads[::-1]"),),
    ),
    Fault(
        "CKPT-RETURNS-UPSTREAM",
        "The gradient of the output is returned where that of the input belongs.",
        "The last thing on the way back is the gradient for x.",
        edit=(
            ("grads = [None] * len(weights)", "grads, given = [None] * len(weights), dl_dy"),
            (_RETURN, "return given, grads"),
        ),
    ),
    Fault(
        "CKPT-SHORT-PIECE",
        "The last piece is left out when it is shorter than the others.",
        "With 11 layers and every fourth kept the pieces begin at 0, 4 and 8.",
        edit=(
            (_ORDER, "for start in reversed(range(0, len(weights) - every + 1, every)):"),
        ),
    ),
)
