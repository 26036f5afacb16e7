"""Module: a piece of a network; its attributes are its parameters, its buffers and its parts."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .. import backend
from ..missing import explain_constructor
from ..tensor import Tensor
from ..tensor.kinds import read
from .calling import Calling
from .no_part import NoPart
from .parameter import Buffer, Parameter
from .state import StateDict
from .summary import Summary, summary

__all__ = ["Module"]


class Module(Calling, StateDict):
    """The base of all layers and networks: write `forward`, call the module.

    Nothing is registered: what is a Parameter, a Buffer or a Module among the attributes counts, in
    the order of assignment, a module's own before those of its parts. Plain lists are not looked
    into; use ModuleList.
    """

    training = True

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    if not TYPE_CHECKING:  # an editor shall see that a name does not exist

        def __getattr__(self, name: str) -> Any:
            """For a name that is not there: the error, which says what may have been meant."""
            found = getattr(type(self), name, None)
            if isinstance(found, property):  # it looked for a name in vain: say which
                return found.__get__(self)
            raise NoPart(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Sets an attribute. A plain tensor stays what the attribute was, or is refused."""
        if isinstance(value, Tensor) and not isinstance(value, Parameter | Buffer):
            before = self.__dict__.get(name)
            if isinstance(before, Buffer):
                value = Buffer(value.detach())
            elif isinstance(before, Parameter):
                raise TypeError(
                    f"{type(self).__name__}.{name} is a parameter; a plain tensor would not be "
                    f"trained: use nn.Parameter(tensor), or {name}.copy_(tensor) in no_grad()"
                )
        super().__setattr__(name, value)

    # Parts

    def named_children(self) -> Iterator[tuple[str, "Module"]]:
        """The direct parts and their names, each part once."""
        seen = set()
        for name, value in list(self.__dict__.items()):
            if isinstance(value, Module) and id(value) not in seen:
                seen.add(id(value))
                yield name, value

    def children(self) -> Iterator["Module"]:
        """The direct parts."""
        return (child for _, child in self.named_children())

    def named_modules(
        self, memo: set | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, "Module"]]:
        """This module (under the name prefix, "") and all parts of parts, with dotted names."""
        memo = set() if memo is None else memo
        if remove_duplicate and self in memo:
            return
        memo.add(self)
        yield prefix, self
        for name, value in list(self.__dict__.items()):
            if isinstance(value, Module):
                path = f"{prefix}.{name}" if prefix else name
                yield from value.named_modules(memo, path, remove_duplicate)

    def modules(self) -> Iterator["Module"]:
        """This module and all parts of parts."""
        return (module for _, module in self.named_modules())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters and their dotted names; a shared one once, under its first name."""
        return self._named(Parameter, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters."""
        return (p for _, p in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Buffer]]:
        """All buffers and their dotted names."""
        return self._named(Buffer, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Buffer]:
        """All buffers."""
        return (b for _, b in self.named_buffers(recurse=recurse))

    def _named(self, kind, prefix, recurse, remove_duplicate):
        owners = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        seen = set()
        for path, module in owners:
            for name, value in list(module.__dict__.items()):
                if isinstance(value, kind) and not (remove_duplicate and id(value) in seen):
                    seen.add(id(value))
                    yield f"{path}.{name}" if path else name, value

    def get_submodule(self, target: str) -> "Module":
        """The part with a dotted name: get_submodule("layer1.0.conv1")."""
        module: Any = self
        for name in target.split(".") if target else []:
            found = module.__dict__.get(name)
            if not isinstance(found, Module):
                known = ", ".join(n for n, _ in module.named_children()) or "none"
                raise AttributeError(
                    f"get_submodule: {type(module).__name__} has no part {name!r} (of {target!r}); "
                    f"its parts: {known}"
                )
            module = found
        return module

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with a dotted name."""
        path, _, name = target.rpartition(".")
        found = self.get_submodule(path).__dict__.get(name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"get_parameter: there is no parameter {target!r}")
        return found

    def get_buffer(self, target: str) -> Buffer:
        """The buffer with a dotted name."""
        path, _, name = target.rpartition(".")
        found = self.get_submodule(path).__dict__.get(name)
        if not isinstance(found, Buffer):
            raise AttributeError(f"get_buffer: there is no buffer {target!r}")
        return found

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under a name; None keeps the name without a parameter."""
        self._check_new(name)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"register_parameter: expected a Parameter or None, got {type(param)}")
        setattr(self, name, param)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor to the state; persistent=False keeps it out of the state dict."""
        self._check_new(name)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"register_buffer: expected a Tensor or None, got {type(tensor)}")
        if not persistent:
            self._passing = (*self._passing, name)
        setattr(self, name, None if tensor is None else Buffer(tensor))

    def register_module(self, name: str, module: "Module | None") -> None:
        """Add a part under a name."""
        self._check_new(name)
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"add_module: expected a Module or None, got {type(module)}")
        setattr(self, name, module)

    add_module = register_module

    def _check_new(self, name):
        if not isinstance(name, str) or not name or "." in name:
            raise KeyError(f"the name of an attribute must be text without a dot, got {name!r}")
        if name not in self.__dict__ and hasattr(self, name):
            raise KeyError(f"{type(self).__name__} has an attribute {name!r} already")

    def set_submodule(self, target: str, module: "Module", strict: bool = False) -> None:
        """Put a module in the place of the part with a dotted name (strict: there must be one)."""
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        if not name or (strict and not isinstance(owner.__dict__.get(name), Module)):
            raise AttributeError(
                f"set_submodule: {type(owner).__name__} has no part {name!r} (of {target!r})"
            )
        if not isinstance(module, Module):
            raise ValueError(f"set_submodule: expected a Module, got {type(module)}")
        setattr(owner, name, module)

    # PyTorch's names for the three kinds of attributes, as live dictionaries

    @property
    def _parameters(self) -> "Attributes":
        return Attributes(self, Parameter)

    @property
    def _buffers(self) -> "Attributes":
        return Attributes(self, Buffer)

    @property
    def _modules(self) -> "Attributes":
        return Attributes(self, Module)

    # Changes to the whole tree

    def train(self, mode: bool = True) -> Self:
        """Training mode: dropout drops, batch norm measures. Returns itself."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Evaluation mode."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or thaw all parameters."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros)."""
        for p in self.parameters():
            gradient = p.grad
            p.grad = None if set_to_none or gradient is None else gradient * 0

    def apply(self, fn: Callable[["Module"], Any]) -> Self:
        """Call fn on every part of parts, then on this module: to initialise weights, say."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def to(self, *args: Any, device: Any = None, dtype: Any = None, **options: Any) -> Self:
        """Move to a device, or to a floating dtype, or to both of another tensor: in place.

        The parameters stay the same objects with new arrays, so optimizers keep working. Integer
        buffers keep their dtype.
        """
        for arg in args:
            if isinstance(arg, Tensor):
                device, dtype = arg.device, arg.dtype
            elif isinstance(arg, backend.device) or is_device_name(arg):
                device = arg
            else:
                dtype = dtype_named(type(self).__name__, arg)

        def moved(array):
            if dtype is not None and array.dtype.kind == "f":
                array = array.astype(dtype, copy=False)
            return array if device is None else backend.to_device(array, device)

        for tensor in tensors_of(self):
            gradient = tensor.grad
            tensor.array = moved(tensor.array)
            if gradient is not None:
                tensor.grad = Tensor(moved(gradient.array))
        return self

    def cpu(self) -> Self:
        """Move to the computer's memory."""
        return self.to("cpu")

    def cuda(self, device: int | None = None) -> Self:
        """Move to a GPU."""
        return self.to(backend.device("cuda", device))

    def float(self) -> Self:
        """Floating parameters and buffers as float32."""
        return self.to(dtype="float32")

    def double(self) -> Self:
        """Floating parameters and buffers as float64."""
        return self.to(dtype="float64")

    def half(self) -> Self:
        """Floating parameters and buffers as float16."""
        return self.to(dtype="float16")

    def type(self, dst_type: Any) -> Self:
        """Floating parameters and buffers as another dtype, or as "torch.DoubleTensor" and such."""
        dtype, device = read(dst_type)
        return self.to(device=device, dtype=dtype)

    def to_empty(self, *, device: Any = None, recurse: bool = True) -> Self:
        """Move to a device without the values, which are then anything."""
        return self if device is None else self.to(device)

    def share_memory(self) -> Self:
        """Nothing to do: a tensor is shared with other processes by its own functions."""
        return self

    def compile(self, *args: Any, **options: Any) -> None:
        """Nothing to do: a module runs as it is written."""

    # Text

    def summary(self, input_size: Any = None, dtype: Any = None) -> Summary:
        """A table of layers, output shapes (for an input of that size), parameters and memory."""
        return summary(self, input_size, dtype)

    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What a layer says of itself between the brackets."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        parts = [(n, v) for n, v in self.__dict__.items() if isinstance(v, Module)]
        if not parts and len(lines) < 2:
            return f"{type(self).__name__}({extra})"
        lines += [f"({name}): {module!r}" for name, module in parts]
        body = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {body}\n)"


def tensors_of(module: Module) -> Iterable[Tensor]:
    """All parameters and buffers, each once."""
    yield from module.parameters()
    yield from module.buffers()


def is_device_name(value: Any) -> bool:
    """Whether a text names a device rather than a dtype."""
    return isinstance(value, str) and value.partition(":")[0] in backend.PLACES


def dtype_named(name: str, value: Any) -> Any:
    """A dtype, or its name."""
    try:
        np.dtype(value)
    except TypeError:
        raise backend.NoDevice(
            f"{name}.to: expected a device such as 'cpu' or 'cuda', a dtype such as "
            f"minidnn.float64, or a tensor; got {value!r}"
        ) from None
    return value


class Attributes(MutableMapping):
    """The attributes of a module that are of one kind: {name: value}; changes reach the module."""

    def __init__(self, module: Module, kind: Any):
        self.module, self.kind = module, kind

    def __getitem__(self, name: str) -> Any:
        value = self.module.__dict__[name]
        if not isinstance(value, self.kind):
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        self.module.__dict__[name] = value

    def __delitem__(self, name: str) -> None:
        self[name]
        del self.module.__dict__[name]

    def __iter__(self) -> Iterator[str]:
        return iter([n for n, v in self.module.__dict__.items() if isinstance(v, self.kind)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return repr(dict(self))
