"""A tensor is done when all that was made from it is done."""

import numpy as np


def topological_order(tensor):
    users, seen, waiting = {}, [tensor], [tensor]
    known = {id(tensor)}
    while waiting:
        for source, _ in waiting.pop().sources:
            users[id(source)] = users.get(id(source), 0) + 1
            if id(source) not in known:
                known.add(id(source))
                seen.append(source)
                waiting.append(source)
    backwards, ready = [], [tensor]
    while ready:
        t = ready.pop()
        backwards.append(t)
        for source, _ in t.sources:
            users[id(source)] -= 1
            if users[id(source)] == 0:
                ready.append(source)
    return backwards[::-1]


def backward(tensor):
    for t in topological_order(tensor):
        t.grad = 0.0 * t.data
    tensor.grad = tensor.grad + 1
    for t in topological_order(tensor)[::-1]:
        for source, rule in t.sources:
            source.grad = np.add(rule(t.grad), source.grad)
