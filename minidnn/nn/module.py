"""Module: a piece of a network; its attributes are its parameters, its buffers and its parts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from .. import backend
from ..autograd.function import Function
from ..tensor import Tensor
from .parameter import Buffer, Parameter
from .state import StateDict
from .summary import Summary, summary

__all__ = ["Module"]


class Module(StateDict):
    """The base of all layers and networks: write `forward`, call the module.

    Nothing is registered: what is a Parameter, a Buffer or a Module among the attributes counts, in
    the order of assignment, a module's own before those of its parts. Plain lists are not looked
    into; use ModuleList.
    """

    training = True
    _forward_hooks: "dict[int, Callable] | None" = None
    _forward_pre_hooks: "dict[int, Callable] | None" = None
    _backward_hooks: "dict[int, Callable] | None" = None
    _backward_pre_hooks: "dict[int, Callable] | None" = None

    def _forward(self, *inputs: Any) -> Any:
        """From input to output; every subclass has its own."""
        raise NotImplementedError(f"{type(self).__name__} has no forward: write one")

    forward: Callable[..., Any] = _forward  # an attribute: overriding it with one argument is right

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        if self._backward_hooks or self._backward_pre_hooks:
            return hooked(self, inputs, options)
        if self._forward_hooks or self._forward_pre_hooks:
            return self._call(inputs, options)
        return self.forward(*inputs, **options) if options else self.forward(*inputs)

    def _call(self, inputs: tuple, options: dict) -> Any:
        if not self._forward_hooks and not self._forward_pre_hooks:
            return self.forward(*inputs, **options)
        for hook in list((self._forward_pre_hooks or {}).values()):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        output = self.forward(*inputs, **options)
        for hook in list((self._forward_hooks or {}).values()):
            changed = hook(self, inputs, output)
            output = output if changed is None else changed
        return output

    def register_forward_hook(self, hook: Callable) -> "RemovableHandle":
        """Call hook(module, inputs, output) after every forward; what it returns is the output."""
        if self._forward_hooks is None:
            self._forward_hooks = {}
        return RemovableHandle(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable) -> "RemovableHandle":
        """Call hook(module, inputs) before every forward; what it returns is the input."""
        if self._forward_pre_hooks is None:
            self._forward_pre_hooks = {}
        return RemovableHandle(self._forward_pre_hooks, hook)

    def register_full_backward_hook(self, hook: Callable) -> "RemovableHandle":
        """Call hook(module, grad_input, grad_output) in every backward; it may return grad_input.

        grad_input and grad_output are tuples, one entry for each input and output that is a tensor.
        """
        if self._backward_hooks is None:
            self._backward_hooks = {}
        return RemovableHandle(self._backward_hooks, hook)

    def register_full_backward_pre_hook(self, hook: Callable) -> "RemovableHandle":
        """Call hook(module, grad_output) in every backward; it may return a new grad_output."""
        if self._backward_pre_hooks is None:
            self._backward_pre_hooks = {}
        return RemovableHandle(self._backward_pre_hooks, hook)

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
                dtype = arg

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

    # Text

    def summary(self, input_size: Any = None, dtype: Any = None) -> Summary:
        """A table of layers, output shapes (for an input of that size), parameters and memory."""
        return summary(self, input_size, dtype)

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


def hooked(module: Module, inputs: tuple, options: dict) -> Any:
    """Call a module between two gates, through which the gradients pass its backward hooks."""
    upstream: list[Any] = []

    def entering(*dys: Tensor) -> Any:
        for hook in list((module._backward_pre_hooks or {}).values()):
            changed = hook(module, dys)
            if changed is not None:
                dys = changed if isinstance(changed, tuple) else (changed,)
        upstream[:] = dys
        return dys

    def leaving(*dxs: Tensor) -> Any:
        for hook in list((module._backward_hooks or {}).values()):
            changed = hook(module, dxs, tuple(upstream))
            if changed is not None:
                dxs = changed if isinstance(changed, tuple) else (changed,)
        return dxs

    wanted = any(isinstance(x, Tensor) and x.requires_grad for x in inputs)
    outputs = module._call(gated(inputs, leaving) if wanted else inputs, options)
    alone = isinstance(outputs, Tensor)
    results = gated((outputs,) if alone else tuple(outputs), entering)
    return results[0] if alone else results


def gated(values: tuple, change: Callable) -> tuple:
    """The same values; in backward all gradients of the tensors among them go through `change`."""

    class Gate(Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Tensor) -> Any:
            return tuple(x.view_as(x) for x in tensors)

        @staticmethod
        def backward(ctx: Any, *gradients: Tensor) -> Any:
            return change(*gradients)

    places = [i for i, x in enumerate(values) if isinstance(x, Tensor)]
    passed = Gate.apply(*(values[i] for i in places))
    return tuple(
        passed[places.index(i)] if i in places else value for i, value in enumerate(values)
    )


def tensors_of(module: Module) -> Iterable[Tensor]:
    """All parameters and buffers, each once."""
    yield from module.parameters()
    yield from module.buffers()


def is_device_name(value: Any) -> bool:
    """Whether a text names a device rather than a dtype."""
    return isinstance(value, str) and value.partition(":")[0] in backend.PLACES


class RemovableHandle:
    """Takes a hook back: handle.remove(), or `with handle:` for a while."""

    count = 0

    def __init__(self, hooks: dict[int, Callable], hook: Callable):
        RemovableHandle.count += 1
        self.hooks, self.id = hooks, RemovableHandle.count
        hooks[self.id] = hook

    def remove(self) -> None:
        """Call the hook no more."""
        self.hooks.pop(self.id, None)

    def __enter__(self) -> "RemovableHandle":
        return self

    def __exit__(self, *error: Any) -> None:
        self.remove()
