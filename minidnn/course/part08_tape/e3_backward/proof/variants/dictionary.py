"""Gradients are collected in a dictionary first."""

import numpy as np


def topological_order(tensor):
    done = {}

    def visit(t):
        for source, _ in t.sources:
            if id(source) not in done:
                visit(source)
        done[id(t)] = t

    visit(tensor)
    return list(done.values())


def backward(tensor):
    order = topological_order(tensor)
    found = {id(t): np.zeros(t.data.shape) for t in order}
    found[id(tensor)] = np.ones(tensor.data.shape)
    for t in order[::-1]:
        for source, rule in t.sources:
            found[id(source)] = found[id(source)] + rule(found[id(t)])
    for t in order:
        t.grad = found[id(t)]
