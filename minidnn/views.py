"""Views: tensors that share the memory of another, and writing into tensors, also recorded ones.

A view knows its origin: the tensor it shows a part of, and how. When either is written to within a
recorded computation, the gradient's way follows: the written tensor gets a new node, and so does
the tensor it is a view of; other views of the same memory get theirs when they are next used.
"""

import math
import weakref

import numpy as np

from . import ops, versions
from .dtypes import cast
from .tape import Node, Variable, apply, current, listeners, mode
from .versions import next_order, writes

NEVER = -math.inf
UNSEEN = (None, None, None, (), NEVER)  # the origin of x.data: writes to it are not looked at


def view(op, x, **options):
    """apply(op, x, **options), for an op whose result shares the memory of x where it can."""
    y = apply(op, x, **options)
    if isinstance(y, Variable):
        if shares(x, y):
            y.origin = x, x.node, op, options, next_order()
        elif x.origin is None or x.origin[0] is None:
            unshared(x, y)
    return y


def unshared(x, y):
    """Note that y stands for a view of x, but is a copy: PyTorch lays x out in another order.

    Neither may be written to while the other is alive: it would not see the change.
    """
    known = () if x.origin is None else x.origin[3]
    twins = [other for other in known if other() is not None]
    x.origin = None, None, None, (*twins, weakref.ref(y)), NEVER
    y.origin = None, None, None, (weakref.ref(x),), NEVER


def shares(x, y):
    """Whether two tensors have memory of one array."""
    a, b = x.array, y.array
    return b.base is a or versions.owner_of(a) is versions.owner_of(b)


def write(x, name, function, *args, **options):
    """Give x the values of function(x, *args, **options) in its own memory; returns x.

    Raises: RuntimeError for a leaf that wants a gradient, for a result of another shape or of a
    type that x cannot hold, and for memory that several elements share.
    """
    check_writable(x, name)
    inputs = (*args, *options.values())
    records = mode.recording and (x.node is not None or any(map(wants, inputs)))
    before = twin(x, x.array.copy() if records else x.array)
    y = function(before, *args, **options)
    if not isinstance(y, Variable):
        y = twin(x, np.asarray(y), None)
    if y.shape != x.shape:
        raise RuntimeError(
            f"{name}: the result has shape {tuple(y.shape)}, and a tensor of shape "
            f"{tuple(x.shape)} is changed in place; use {name.rstrip('_')}, which makes a new one"
        )
    if y.dtype != x.dtype:
        check_castable(name, y.dtype, x.dtype)
        y = cast(y, x.dtype)
    x.array[...] = y.array
    wrote(x)
    if listeners:
        listeners[0](ops.copy, [y.array], {}, x.array)
    if y.node is not None and mode.recording:
        attach(x, y.node)
    return x


def put(x, index, value):
    """x[index] = value; recorded without running an op over the whole of x."""
    check_writable(x, "item assignment")
    if isinstance(value, Variable):
        value = cast(value, x.dtype)
    array = value.array if isinstance(value, Variable) else value
    records = mode.recording and (x.node is not None or wants(value))
    before = x.array.copy() if records and x.node is None else x.array
    x.array[index] = array
    wrote(x)
    if listeners:
        listeners[0](ops.setitem, [x.array, array], {"index": index}, x.array)
    if records:
        shape = getattr(array, "shape", ())
        rules = ops.index.setitem_rules(index, shape)
        inputs = [entry(x, before), entry(value, array)]
        sources = [(v.node, rule) for v, rule in zip((x, value), rules) if wants(v)]
        attach(x, Node(x.shape, sources, (ops.setitem, inputs, {"index": index})))


def entry(x, array):
    """How a node's call remembers an input: by its node where it is a result."""
    if not wants(x):
        return array
    return x.node if x.node.sources else (x.node, array)


def check_writable(x, name):
    """Raises RuntimeError where writing to x would be wrong."""
    root, viewed = x, False
    while root.origin is not None and root.origin[0] is not None:
        root, viewed = root.origin[0], True
    if mode.recording:
        for tensor, what in ((x, "a leaf"), (root, "a view of a leaf")):
            node = current(tensor)
            if node is not None and node.sources == () and tensor.origin is None:
                raise RuntimeError(
                    f"{name}: {what} that requires grad is being used in an in-place operation; "
                    "do it within no_grad(), or make a new tensor"
                )
    if root.origin is not None and any(other() is not None for other in root.origin[3]):
        raise RuntimeError(
            f"{name}: this tensor of shape {tuple(x.shape)} and its .view or .flatten share no "
            "memory here, because of the order in which it lies in memory, so one would not see "
            f"the change; use .clone() first, or {name.rstrip('_')}"
        )
    flags = getattr(x.array, "flags", None)
    if viewed and any(s == 0 and n > 1 for s, n in zip(x.array.strides, x.shape)):
        raise RuntimeError(
            f"{name}: more than one element of this expanded tensor of shape {tuple(x.shape)} "
            "lies in one place of memory; use .clone() first"
        )
    if flags is not None and not getattr(flags, "writeable", True):
        raise RuntimeError(
            f"{name}: the memory of this tensor is read-only; use .clone() first, or make the "
            "NumPy array writeable"
        )


KINDS = "biufc"  # from the lowest category to the highest


def check_castable(name, source, target):
    """Raises RuntimeError for a result whose category the target cannot hold."""
    if KINDS.index(source.kind.replace("u", "i")) > KINDS.index(target.kind.replace("u", "i")):
        raise RuntimeError(
            f"{name}: the result is {source} and can't be cast to {target}, the type of the tensor "
            f"that is changed in place; use {name.rstrip('_')}, or .to({source}) first"
        )


def wants(x):
    """Whether an argument is a tensor that wants a gradient."""
    return isinstance(x, Variable) and current(x) is not None


def wrote(x):
    """Note that x was written to, unless it is (a view of) the .data of a tensor."""
    origin = x.origin
    while origin is not None and origin[0] is not None:
        origin = origin[0].origin
    if origin is not UNSEEN:
        versions.wrote(x.array)


def twin(x, array, node=...):
    """A tensor with another array at the place of x on the tape."""
    tensor = object.__new__(x.result)
    tensor.array, tensor.origin = array, None
    tensor.node = x.node if node is ... else node
    return tensor


def attach(x, node):
    """Put a tensor that was written to at a new place on the tape, and what it is a view of."""
    x.node, views = node, []
    writes.linked = next_order()
    while x.origin is not None and x.origin[0] is not None:
        views.append(x)
        base, _, op, options, _ = x.origin
        both = twin(base, base.array), twin(x, x.array)
        base.node = apply(placed, *both, view=op, options=options).node
        x = base
    for x in reversed(views):
        base, _, op, options, _ = x.origin
        x.node = apply(op, base, **options).node
        x.origin = base, base.node, op, options, next_order()


def placed(base, part, *, view, options):
    """y = base, but with part in place of view(base)."""
    _, back = view(base, **options)
    outside = np.ones_like(base, dtype=bool)
    view(outside, **options)[0][...] = False
    return (
        np.where(outside, base, back(part)),
        lambda dy: np.where(outside, dy, np.zeros_like(dy)),
        lambda dy: view(dy, **options)[0],
    )
