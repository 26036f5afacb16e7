"""Tensor: an array with methods, operators and a place on the tape, as in PyTorch."""

import numpy as np

from .. import backend, dtypes, gradients, hooks, ops, tape
from .. import functional as F
from ..missing import NoAttribute
from ..size import Size
from ..tape import current
from ..views import UNSEEN, view
from .conversion import Conversion
from .inplace import InPlace
from .operators import Operators
from .surface import Surface


class Tensor(Operators, InPlace, Conversion, Surface, tape.Variable):
    """An array of numbers that may ask for a gradient.

    array: the raw array (NumPy's or CuPy's).  node: its place on the tape, None if no gradient is
    wanted.  `Tensor(array)` wraps an array without a copy; `minidnn.tensor(data)` copies.
    `Tensor(2, 3)`, PyTorch's older way, makes zeros of that shape.
    """

    __slots__ = ()
    __array_priority__ = 1000  # array * tensor asks the tensor

    def __init__(self, data=(), *more, requires_grad=False):
        if more and isinstance(more[0], bool):
            requires_grad = more[0]
        elif more or type(data) is int or type(data) is Size:
            data = sized(data, more)
        if isinstance(data, tape.Variable):
            data = data.array
        elif not hasattr(data, "dtype"):
            data = np.asarray(data, dtype=dtypes.get_default_dtype())
        self.array = np.asarray(data) if isinstance(data, np.generic) else data
        self.node = self.origin = None
        if requires_grad:
            self.requires_grad = True

    def __getattr__(self, name):
        raise NoAttribute("Tensor", name, dir(Tensor), "torch.Tensor")

    # What it is

    @property
    def shape(self):
        """The length of every dimension."""
        return Size(self.array.shape)

    @property
    def dtype(self):
        """The type of the numbers."""
        return self.array.dtype

    @property
    def ndim(self):
        """The number of dimensions."""
        return self.array.ndim

    @property
    def device(self):
        """Where the array lives."""
        return backend.device_of(self.array)

    def size(self, dim=None):
        """The shape, or the length of one dimension."""
        return self.shape if dim is None else self.shape[dim]

    def dim(self):
        """The number of dimensions."""
        return self.ndim

    def numel(self):
        """The number of elements."""
        return self.array.size

    nelement, ndimension = numel, dim

    def element_size(self):
        """Bytes per element."""
        return self.array.dtype.itemsize

    # Gradients

    @property
    def requires_grad(self):
        """Whether a gradient is wanted here; can be set on leaves."""
        return current(self) is not None

    @requires_grad.setter
    def requires_grad(self, wanted):
        if wanted and self.node is None:
            if self.array.dtype.kind not in "fc":
                raise RuntimeError(
                    f"only floating tensors can have a gradient; this one holds {self.dtype}: "
                    "use .float() first"
                )
            self.node = tape.Node(self.array.shape)
        elif not wanted and self.node is not None:
            if not self.is_leaf:
                raise RuntimeError(
                    "requires_grad can be switched off for leaves only, and this tensor is a "
                    "result; use .detach() for a tensor without gradient"
                )
            self.node = None

    def requires_grad_(self, requires_grad=True):
        """Set requires_grad; returns itself."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self):
        """Whether this is no recorded result."""
        node = current(self)
        return node is None or node.sources == ()

    @property
    def grad(self):
        """The gradient summed so far, None before any backward."""
        grad = None if self.node is None else self.node.grad
        # a recorded gradient is a tensor already
        return grad if grad is None or isinstance(grad, Tensor) else Tensor(grad)

    @grad.setter
    def grad(self, value):
        if value is None:
            if self.node is not None:
                self.node.grad = None
            return
        if self.node is None:
            raise RuntimeError("grad: this tensor does not require a gradient")
        array = value.array if isinstance(value, Tensor) else value
        if array.shape != self.shape or array.dtype != self.dtype:
            raise ValueError(
                f"grad must be {tuple(self.shape)} {self.dtype} like the tensor; "
                f"got {tuple(array.shape)} {array.dtype}"
            )
        self.node.grad = array

    @property
    def retains_grad(self):
        """Whether this is a result that keeps its gradient."""
        return not self.is_leaf and self.node.hooks is not None and self.node.hooks.retain

    def retain_grad(self):
        """Keep the gradient of this result in .grad at the next backward."""
        if current(self) is None:
            raise RuntimeError("retain_grad: this tensor does not require a gradient")
        if self.node.sources != ():
            hooks.retain(self.node)

    @property
    def grad_fn(self):
        """What made this result: .name() and .next_functions; None for a leaf."""
        node = current(self)
        return None if node is None or node.sources == () else hooks.GradFn(node)

    def register_hook(self, hook):
        """Call hook(gradient) in every backward; a tensor that it returns takes its place."""
        if current(self) is None:
            raise RuntimeError("register_hook: this tensor does not require a gradient")
        return hooks.register(self.node, hook, result=Tensor)

    def register_post_accumulate_grad_hook(self, hook):
        """Call hook(self) in every backward, as soon as the .grad of this leaf is complete."""
        if self.node is None or not self.is_leaf:
            raise RuntimeError(
                "register_post_accumulate_grad_hook: only leaves that require a gradient have one"
            )
        return hooks.register(self.node, hook, owner=self, result=Tensor)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Compute the gradient of this tensor with respect to every leaf and add it to their .grad.

        gradient: the upstream gradient, of this tensor's shape; may be left out for one number.
        create_graph: record the gradients, so that they can be differentiated themselves.
        inputs: add to the .grad of these tensors only.
        Raises: RuntimeError without a recorded graph, for more than one number without `gradient`,
        and for a graph that was already used.
        """
        gradients.backward(self, gradient, retain_graph, create_graph, inputs)

    def detach(self):
        """The same array without a gradient."""
        return Tensor(self.array)

    @property
    def data(self):
        """The same memory without a gradient; writes to it are not looked at. Can be assigned."""
        twin = Tensor(self.array)
        twin.origin = UNSEEN
        return twin

    @data.setter
    def data(self, value):
        self.array = value.array if isinstance(value, Tensor) else value
        self.origin = None

    @property
    def T(self):
        """The dimensions in reverse order."""
        return view(ops.permute, self, axes=tuple(range(self.ndim - 1, -1, -1)))

    @property
    def H(self):
        """The transpose of a matrix, conjugated."""
        if self.ndim not in (0, 2):
            raise RuntimeError(f"H: expected a matrix; got {self.ndim} dimensions: use .mH")
        return F.adjoint(self) if self.ndim else self

    @property
    def mH(self):
        """The last two dimensions swapped, and conjugated."""
        return F.adjoint(self)

    @property
    def real(self):
        """The real part, in the same memory; can be assigned."""
        return F.real(self)

    @real.setter
    def real(self, value):
        F.real(self).copy_(value)

    @property
    def imag(self):
        """The imaginary part, in the same memory; can be assigned."""
        return F.imag(self)

    @imag.setter
    def imag(self, value):
        F.imag(self).copy_(value)

    @property
    def mT(self):
        """The last two dimensions swapped."""
        return F.transpose(self, -1, -2)


def sized(first, more):
    """Zeros of the shape that Tensor(2, 3) names; PyTorch leaves its memory as it finds it."""
    lengths = (*first, *more) if type(first) is Size else (first, *more)
    if not all(type(n) is int for n in lengths):
        raise TypeError(
            f"Tensor: expected data, or lengths such as Tensor(2, 3); got {lengths!r}: use tensor()"
        )
    return np.zeros(lengths, dtypes.get_default_dtype())


Tensor.result = Tensor
