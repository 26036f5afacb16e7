"""Known mistakes of exercise 8.3, backward."""

from minidnn.grading.spec import Fault

_VISITED = "        if id(t) in visited:\n            return\n"
_SOURCES = "        for source, rule in t.sources:\n            visit(source)\n"
_ADD = "source.grad = source.grad + rule(t.grad)"
_ZERO = "    for t in order:\n        t.grad = np.zeros(t.data.shape)\n"

FAULTS = (
    Fault(
        "TAPE-OVERWRITES",
        "The gradient of a source is replaced; the old one is lost.",
        "A tensor that is used twice gets two gradients: they add up.",
        edit=((_ADD, "source.grad = rule(t.grad)"),),
    ),
    Fault(
        "TAPE-PREORDER",
        "A tensor is appended before its sources: the order is the wrong way.",
        "When may a tensor go into the list? Read step 3 again.",
        edit=((_SOURCES + "        order.append(t)\n", "        order.append(t)\n" + _SOURCES),),
    ),
    Fault(
        "TAPE-NO-VISITED",
        "Nothing remembers what was visited: tensors come several times.",
        "Step 1 of the recipe.",
        edit=((_VISITED, "        if len(order) > 2000:\n            return\n"),),
    ),
    Fault(
        "TAPE-FORWARDS",
        "backward goes through the list from its beginning.",
        "The loss stands at the end of the list, and the walk starts there.",
        edit=(("for t in reversed(order)", "for t in order"),),
    ),
    Fault(
        "TAPE-FIRST-SOURCE",
        "Only the first source of each tensor is visited.",
        "x @ w has two sources.",
        edit=(
            (_SOURCES, "        for source, rule in t.sources[:1]:\n            visit(source)\n"),
        ),
    ),
    Fault(
        "TAPE-GRADIENT-OF-FIRST-SOURCE",
        "Only the first source of each tensor gets a gradient.",
        "Go through all pairs.",
        edit=(
            (
                "        for source, rule in t.sources:\n            source.grad",
                "        for source, rule in t.sources[:1]:\n            source.grad",
            ),
        ),
    ),
    Fault(
        "TAPE-ONES-EVERYWHERE",
        "Every tensor starts with ones; only the last one should.",
        "Zeros are the start of a sum.",
        edit=(("np.zeros(t.data.shape)", "np.ones(t.data.shape)"),),
    ),
    Fault(
        "TAPE-NO-ONES",
        "The last tensor has no gradient to start with: everything stays 0.",
        "The derivative of a thing with respect to itself is 1.",
        edit=(("np.ones(tensor.data.shape)", "np.zeros(tensor.data.shape)"),),
    ),
    Fault(
        "TAPE-NOT-RESET",
        "A second call adds to the gradients of the first one.",
        "Every call begins with zeros.",
        edit=(
            (
                _ZERO,
                "    for t in order:\n        if t.grad is None:\n"
                "            t.grad = np.zeros(t.data.shape)\n",
            ),
        ),
    ),
    Fault(
        "TAPE-RULE-OF-ONES",
        "The rules get ones instead of the gradient of their tensor.",
        "What comes back into a tensor is what its rules pass on.",
        edit=(("rule(t.grad)", "rule(np.ones(t.data.shape))"),),
    ),
    Fault(
        "TAPE-WITHOUT-ITSELF",
        "The tensor itself is not in the order.",
        "It stands at the very end.",
        edit=(
            (
                "    visit(tensor)\n    return order",
                "    for s, rule in tensor.sources:\n        visit(s)\n    return order",
            ),
            ("for t in reversed(order)", "for t in [tensor, *reversed(order)]"),
        ),
    ),
    Fault(
        "TAPE-BEGINNINGS-MISSING",
        "Tensors without sources are left out of the order.",
        "The beginnings are what we want the gradients of.",
        edit=(
            ("        order.append(t)", "        if t.sources:\n            order.append(t)"),
            (
                _ZERO,
                "    for t in order:\n        t.grad = np.zeros(t.data.shape)\n"
                "        for source, rule in t.sources:\n"
                "            source.grad = np.zeros(source.data.shape)\n",
            ),
        ),
    ),
    Fault(
        "TAPE-SUBTRACTS",
        "The gradients are subtracted.",
        "Adding up is all that happens here; the step against the gradient comes later.",
        edit=((_ADD, "source.grad = source.grad - rule(t.grad)"),),
    ),
    Fault(
        "TAPE-BREADTH-FIRST",
        "Neighbours come first, then their sources: a tensor can come too early.",
        "Where a long and a short path meet, the order of a queue is wrong.",
        source="""
def topological_order(tensor):
    order, visited, waiting = [], set(), [tensor]
    while waiting:
        t = waiting.pop(0)
        if id(t) not in visited:
            visited.add(id(t))
            order.append(t)
            waiting += [source for source, rule in t.sources]
    return order[::-1]


def backward(tensor):
    order = topological_order(tensor)
    for t in order:
        t.grad = np.zeros(t.data.shape)
    tensor.grad = np.ones(tensor.data.shape)
    for t in reversed(order):
        for source, rule in t.sources:
            source.grad = source.grad + rule(t.grad)
""",
    ),
)
