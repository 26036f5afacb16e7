"""No recursion: a stack of things to do."""

import numpy as np


def topological_order(tensor):
    order, visited, stack = [], set(), [(tensor, False)]
    while stack:
        t, ready = stack.pop()
        if ready:
            order.append(t)
        elif id(t) not in visited:
            visited.add(id(t))
            stack.append((t, True))
            stack.extend((source, False) for source, _ in t.sources)
    return order


def backward(tensor):
    order = topological_order(tensor)
    for t in order:
        t.grad = np.zeros_like(t.data)
    tensor.grad = np.ones_like(tensor.data)
    while order:
        t = order.pop()
        for source, rule in t.sources:
            source.grad += rule(t.grad)
