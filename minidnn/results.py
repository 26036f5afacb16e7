"""An op with several results: each sends its gradient to the op's node, where they are gathered."""

import numpy as np

from .node import Node


def several(result, arrays, node):
    """Tensors of an op's several results: each has a node that sends its gradient to the op's."""
    tensors = []
    for place, array in enumerate(arrays):
        tensor = object.__new__(result)
        tensor.array, tensor.node, tensor.origin = array, None, None
        if node is not None and array.dtype.kind in "fc":
            _, rule = pick(arrays, place=place)
            tensor.node = Node(array.shape, [(node, rule)], (pick, [node], {"place": place}))
        tensors.append(tensor)
    return tuple(tensors)


def pick(results, *, place):
    """One of an op's several results."""
    shapes = [a.shape for a in results]
    return results[place], lambda dy: Parts(shapes, {place: dy})


class Parts:
    """The gradients of an op's several results, as far as they have arrived: {place: gradient}."""

    __slots__ = ("given", "shapes")

    def __init__(self, shapes, given):
        self.shapes, self.given = shapes, given

    def __add__(self, other):
        both = {k: self.given[k] + dy if k in self.given else dy for k, dy in other.given.items()}
        return Parts(self.shapes, self.given | both)

    def whole(self):
        """All of them, zeros where nothing has arrived."""
        like = next(iter(self.given.values()))
        zeros = getattr(like, "new_zeros", lambda shape: np.zeros_like(like, shape=shape))
        return [self.given[k] if k in self.given else zeros(s) for k, s in enumerate(self.shapes)]


# its rule only sorts gradients, so it serves tensors as well as arrays
vars(pick)["takes_tensors"] = True
