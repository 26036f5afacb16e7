"""Known mistakes of exercise 10.3, early_stopping."""

from minidnn.grading.spec import Fault

_IF = 'if loss < state["best"] - at_least:'
_BEST = 'state["best"] = loss'
_EPOCH = 'state["epoch"] = state["seen"]'
_ZERO = 'state["waited"] = 0\n'
_KEEP = 'state["params"] = {name: p.copy() for name, p in params.items()}'
_ELSE = 'else:\n        state["waited"] += 1'
_RETURN = 'return state["waited"] >= patience'
_RESTORE = 'params[name][...] = state["params"][name]'

FAULTS = (
    Fault(
        "STOP-NO-COPY",
        "The best weights are not copied: they change with the training.",
        "A dictionary that holds the same arrays is no copy of them.",
        edit=((_KEEP, 'state["params"] = dict(params)'),),
    ),
    Fault(
        "STOP-KEEP-FIRST",
        "The weights are kept once and never again.",
        "Each new best loss brings its weights.",
        edit=((_KEEP, 'state["params"] = state["params"] or {k: p.copy() for k, p in '
               'params.items()}'),),
    ),
    Fault(
        "STOP-KEEP-LAST",
        "The weights of the last epoch are kept, not those of the best.",
        "Keep them only where the loss is a new best one.",
        edit=(
            (_KEEP, "pass"),
            (_ELSE, _ELSE + '\n    state["params"] = {name: p.copy() for name, p in '
             'params.items()}'),
        ),
    ),
    Fault(
        "STOP-NOT-RESET",
        "The count of waited epochs is not set back after a new best loss.",
        "Patience begins anew with every improvement.",
        edit=((_ZERO, "pass\n"),),
    ),
    Fault(
        "STOP-ONE-LATE",
        "It stops one epoch too late.",
        "With a patience of 3 the third epoch without a new best is the last.",
        edit=((_RETURN, 'return state["waited"] > patience'),),
    ),
    Fault(
        "STOP-ONE-EARLY",
        "It stops one epoch too early.",
        "With a patience of 3 the third epoch without a new best is the last.",
        edit=((_RETURN, 'return state["waited"] >= patience - 1'),),
    ),
    Fault(
        "STOP-INVERTED",
        "The answer is the wrong way round: True means stop.",
        "It should be False most of the time.",
        edit=((_RETURN, 'return state["waited"] < patience'),),
    ),
    Fault(
        "STOP-NEVER",
        "It never stops.",
        "Compare what was waited with the patience.",
        edit=((_RETURN, "return False"),),
    ),
    Fault(
        "STOP-LARGER",
        "A larger loss counts as better.",
        "It is a loss, not an accuracy.",
        edit=(
            (_IF, 'if loss > state["best"] + at_least:'),
            ('best=float("inf")', 'best=-float("inf")'),
        ),
    ),
    Fault(
        "STOP-NO-MARGIN",
        "Every improvement counts, however small: at_least is not used.",
        "The loss must be below the best one by more than at_least.",
        edit=((_IF, 'if loss < state["best"]:'),),
    ),
    Fault(
        "STOP-MARGIN-PLUS",
        "A loss that is a little worse still counts as better.",
        "On which side of the best loss must the new one be?",
        edit=((_IF, 'if loss < state["best"] + at_least:'),),
    ),
    Fault(
        "STOP-EQUAL",
        "A loss that is just as good counts as better.",
        "A flat curve must come to an end, too.",
        edit=((_IF, 'if loss <= state["best"] - at_least:'),),
    ),
    Fault(
        "STOP-PREVIOUS",
        "The loss is compared with the epoch before, not with the best one.",
        "The best loss changes only when a better one comes.",
        edit=((_ELSE, _ELSE + '\n        state["best"] = loss'),),
    ),
    Fault(
        "STOP-BEST-FIXED",
        "The best loss is not the one that was seen: at_least has been taken off.",
        "Keep the loss itself.",
        edit=((_BEST, 'state["best"] = loss - at_least'),),
    ),
    Fault(
        "STOP-EPOCH-ONE",
        "The epochs are counted from 1.",
        "The first epoch has the number 0.",
        edit=((_EPOCH, 'state["epoch"] = state["seen"] + 1'),),
    ),
    Fault(
        "STOP-EPOCH-LAST",
        "The number of the best epoch moves on with every epoch.",
        "It changes only with a new best loss.",
        edit=((_ELSE, _ELSE + '\n        state["epoch"] = state["seen"]'),),
    ),
    Fault(
        "STOP-RESTORE-REPLACES",
        "restore puts other arrays into the dictionary instead of writing into the old ones.",
        "The optimizer and the network hold the old arrays: array[...] = writes into them.",
        edit=((_RESTORE, 'params[name] = state["params"][name].copy()'),),
    ),
    Fault(
        "STOP-RESTORE-ALIAS",
        "restore hands out the kept arrays themselves: the next step of training spoils them.",
        "Write their numbers into the old arrays.",
        edit=((_RESTORE, 'params[name] = state["params"][name]'),),
    ),
    Fault(
        "STOP-RESTORE-NOTHING",
        "restore leaves the parameters as they are.",
        "The kept weights have to get back into params.",
        edit=((_RESTORE, "pass"),),
    ),
    Fault(
        "STOP-RESTORE-BACKWARD",
        "restore copies in the wrong direction: it overwrites what was kept.",
        "The kept weights are on the right side of the assignment.",
        edit=((_RESTORE, 'state["params"][name][...] = params[name]'),),
    ),
)
