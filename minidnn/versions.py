"""Which memory was written to in place, and when: no rule may compute with numbers that changed.

Writes and recorded ops draw their times from one counter, which counts down. A node whose order is
smaller than that of the last write was recorded after it, so one comparison tells that all is well;
otherwise the arrays that its rules hold are looked up here. Only a write costs more than that.

Writes through `.data`, `.numpy()` and `.array` are not seen, as in PyTorch.
"""

import weakref
from itertools import count
from types import FunctionType

next_order = count(0, -1).__next__


class Writes:
    """The time of the last write, and of the last one that gave a tensor another node."""

    last = linked = 1


writes = Writes()
written: dict[int, list] = {}  # id of the array that owns the memory -> [time of the last write]


def wrote(array):
    """Note that the memory of an array was written to."""
    writes.last = next_order()
    owner = owner_of(array)
    entry = written.get(id(owner))
    if entry is not None:
        entry[0] = writes.last
    else:
        key = id(owner)
        written[key] = [writes.last, weakref.ref(owner, lambda _: written.pop(key, None))]


def changed_since(array, order):
    """Whether the memory of an array was written to after this time."""
    entry = written.get(id(owner_of(array)))
    return entry is not None and entry[0] < order


def owner_of(array):
    """The array that a view was made of, and views of views; itself if it is no view."""
    base = array.base
    while type(base) is type(array):
        array, base = base, base.base
    return array


def held(thing):
    """The arrays that a rule holds: in its closure, its defaults, and functions in these."""
    if isinstance(thing, FunctionType):
        for cell in thing.__closure__ or ():
            try:
                yield from held(cell.cell_contents)
            except ValueError:  # a name that was never assigned
                continue
        yield from held(thing.__defaults__)
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from held(part)
    elif hasattr(thing, "__array_ufunc__") and thing.ndim:
        yield thing
    elif hasattr(thing, "func"):  # functools.partial
        yield from held((thing.func, *thing.args))


def check(node):
    """Raises RuntimeError if an array that a rule of this node holds has changed since."""
    for _, rule in node.sources:
        for array in held(rule):
            if changed_since(array, node.order):
                raise RuntimeError(changed(node.call[0].__name__, array))


def changed(op, array):
    """What to say of an array that was written to too early."""
    return (
        f"backward: the gradient of {op} needs an array {tuple(array.shape)} that has been "
        "modified by an inplace operation since; write x = x + 1 instead of x += 1, and call "
        "optimizer.step() after backward()"
    )


def same(y, x):
    """y, a view made again after a write, if it shows what x shows; else a RuntimeError."""
    if y.data_ptr() == x.data_ptr() and (y.shape, y.stride()) == (x.shape, x.stride()):
        return y
    raise RuntimeError(
        f"a view of shape {tuple(x.shape)} is used after its base was laid out anew (t_, "
        "transpose_, squeeze_, unsqueeze_) and written to; make the view after that"
    )
