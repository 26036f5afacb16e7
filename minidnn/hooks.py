"""Hooks: functions that see or change a gradient on its way; the name of what made a result."""

import weakref

from .results import pick

count = [0]  # hooks at leaves: while there is none, a pass need not count what arrives there


class Hooks:
    """The hooks of one node, in the order of registration."""

    def __init__(self):
        self.before = {}  # number -> hook(gradient) -> gradient or None
        self.after = {}  # number -> (weak reference to the leaf, hook(leaf))
        self.result = None  # the class of tensors
        self.retain = False  # whether a result keeps its gradient

    def change(self, node, dy):
        """The gradient as the hooks leave it: an array, or a tensor if it is recorded."""
        for hook in list(self.before.values()):
            tensor = dy if isinstance(dy, self.result) else self.result(dy)
            new = hook(tensor)
            if new is None:
                continue
            if not isinstance(new, self.result) or new.shape != tensor.shape:
                raise RuntimeError(
                    f"register_hook: a hook must return None or a tensor of the gradient's shape "
                    f"{tuple(tensor.shape)}; got {tuple(getattr(new, 'shape', (new,)))}"
                )
            dy = new if tensor is dy else new.array.astype(dy.dtype, copy=False)
        if self.retain:
            node.grad = dy + 0 if node.grad is None else node.grad + dy
        return dy

    def tell(self):
        """Call the hooks that wait for a complete .grad."""
        for owner, hook in list(self.after.values()):
            leaf = owner()
            if leaf is not None:
                hook(leaf)


def alive():
    """Whether there are hooks at leaves."""
    return count[0] > 0


class Handle:
    """What register_hook returns: .remove() takes the hook away."""

    def __init__(self, table, number, counts):
        self.table, self.number, self.counts = table, number, counts

    def remove(self):
        """Take the hook away."""
        if self.table.pop(self.number, None) is not None and self.counts:
            count[0] -= 1

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


def retain(node):
    """Let a result keep its gradient."""
    if node.hooks is None:
        node.hooks = Hooks()
    node.hooks.retain = True


def register(node, hook, owner=None, result=None):
    """Add a hook to a node; with an owner, one that is called once its .grad is complete."""
    if not callable(hook):
        raise TypeError(f"register_hook: expected a function; got {hook!r}")
    if node.hooks is None:
        node.hooks = Hooks()
    node.hooks.result = result or node.hooks.result
    table = node.hooks.before if owner is None else node.hooks.after
    number = max(table, default=-1) + 1
    table[number] = hook if owner is None else (weakref.ref(owner), hook)
    leaf = node.sources == ()
    count[0] += leaf
    return Handle(table, number, leaf)


# What made a result

NAMES = {
    "matmul": "Mm",
    "linear": "Addmm",
    "copy": "Clone",
    "cast": "ToCopy",
    "cross_entropy": "NllLoss",
    "norm": "LinalgVectorNorm",
    "vector_norm": "LinalgVectorNorm",
    "conv2d": "Convolution",
    "max_pool2d": "MaxPool2DWithIndices",
    "batch_norm": "NativeBatchNorm",
    "layer_norm": "NativeLayerNorm",
}


def spelled(op, node):
    """PyTorch's name of what one op stands for in several of PyTorch's."""
    _, inputs, options = node.call
    first = inputs[0][0] if type(inputs[0]) is tuple else inputs[0]  # of a leaf (node, array)
    before = getattr(first, "shape", None)
    if op in ("sum", "mean") and options.get("axis") is not None:
        return op.title(), 1
    if op == "getitem":
        return ("Select" if isinstance(options["index"], int) else "Slice"), 0
    if op == "reshape" and before is not None:
        if [n for n in before if n != 1] == [n for n in node.shape if n != 1]:
            more = len(node.shape) - len(before)
            return ("View" if not more else "Unsqueeze" if more > 0 else "Squeeze"), 0
        return "View", 0
    if op == "permute":
        moved = sum(i != a for i, a in enumerate(options["axes"]))
        return ("Permute" if moved != 2 else "T" if len(options["axes"]) == 2 else "Transpose"), 0
    return NAMES.get(op, op.title().replace("_", "")), 0


class GradFn:
    """What made a result: `name()`, and `next_functions`, where its gradient goes on to."""

    __slots__ = ("node",)

    def __init__(self, node):
        self.node = node

    def name(self):
        """The op's name as PyTorch writes it: AddBackward0."""
        if self.node.sources == ():
            return "AccumulateGrad"
        while self.node.call is not None and self.node.call[0] is pick:
            return GradFn(self.node.call[1][0]).name()
        if self.node.call is None:
            return "UsedBackward0"
        name, variant = spelled(self.node.call[0].__name__, self.node)
        return f"{name}Backward{variant}"

    @property
    def next_functions(self):
        """((what made an input, 0), ...) for the inputs that want a gradient."""
        return tuple((GradFn(source), 0) for source, _ in self.node.sources or ())

    def register_hook(self, hook):
        """Not offered here: hooks belong to tensors."""
        raise RuntimeError("grad_fn.register_hook: use register_hook of the tensor itself")

    def __eq__(self, other):
        return isinstance(other, GradFn) and self.node is other.node

    def __hash__(self):
        return hash(self.node)

    def __repr__(self):
        return f"<{self.name()}>"
