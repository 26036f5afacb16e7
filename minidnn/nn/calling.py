"""How a module is called: its forward, and the hooks before and after it and in its backward."""

from collections.abc import Callable
from typing import Any

from ..autograd.function import Function
from ..tensor import Tensor


class Calling:
    """The part of Module that runs `forward` and its hooks."""

    _forward_hooks: "dict[int, Callable] | None" = None
    _forward_pre_hooks: "dict[int, Callable] | None" = None
    _backward_hooks: "dict[int, Callable] | None" = None
    _backward_pre_hooks: "dict[int, Callable] | None" = None
    _with_kwargs: tuple[int, ...] = ()  # hooks that get the keyword arguments too
    _always_called: tuple[int, ...] = ()  # hooks that run even if forward fails

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
        for key, hook in list((self._forward_pre_hooks or {}).items()):
            if key in self._with_kwargs:
                changed = hook(self, inputs, options)
                if changed is not None:
                    inputs, options = changed
                continue
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        try:
            output = self.forward(*inputs, **options)
        except Exception:
            for key in self._always_called:
                if key in (self._forward_hooks or {}):
                    self._after(key, inputs, options, None)
            raise
        for key in list(self._forward_hooks or {}):
            changed = self._after(key, inputs, options, output)
            output = output if changed is None else changed
        return output

    def _after(self, key: int, inputs: tuple, options: dict, output: Any) -> Any:
        """Call one forward hook."""
        hook = (self._forward_hooks or {})[key]
        if key in self._with_kwargs:
            return hook(self, inputs, options, output)
        return hook(self, inputs, output)

    def register_forward_hook(
        self,
        hook: Callable,
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> "RemovableHandle":
        """Call hook(module, inputs, output) after every forward; what it returns is the output.

        prepend: before the other hooks. with_kwargs: hook(module, inputs, kwargs, output).
        always_call: also if forward fails, with the output None.
        """
        if self._forward_hooks is None:
            self._forward_hooks = {}
        handle = RemovableHandle(self._forward_hooks, hook, prepend)
        if with_kwargs:
            self._with_kwargs = (*self._with_kwargs, handle.id)
        if always_call:
            self._always_called = (*self._always_called, handle.id)
        return handle

    def register_forward_pre_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False
    ) -> "RemovableHandle":
        """Call hook(module, inputs) before every forward; what it returns is the input.

        with_kwargs: hook(module, inputs, kwargs), which may return both.
        """
        if self._forward_pre_hooks is None:
            self._forward_pre_hooks = {}
        handle = RemovableHandle(self._forward_pre_hooks, hook, prepend)
        if with_kwargs:
            self._with_kwargs = (*self._with_kwargs, handle.id)
        return handle

    def register_full_backward_hook(
        self, hook: Callable, prepend: bool = False
    ) -> "RemovableHandle":
        """Call hook(module, grad_input, grad_output) in every backward; it may return grad_input.

        grad_input and grad_output are tuples, one entry for each input and output that is a tensor.
        """
        if self._backward_hooks is None:
            self._backward_hooks = {}
        return RemovableHandle(self._backward_hooks, hook, prepend)

    register_backward_hook = register_full_backward_hook

    def register_full_backward_pre_hook(
        self, hook: Callable, prepend: bool = False
    ) -> "RemovableHandle":
        """Call hook(module, grad_output) in every backward; it may return a new grad_output."""
        if self._backward_pre_hooks is None:
            self._backward_pre_hooks = {}
        return RemovableHandle(self._backward_pre_hooks, hook, prepend)


def hooked(module: Calling, inputs: tuple, options: dict) -> Any:
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


class RemovableHandle:
    """Takes a hook back: handle.remove(), or `with handle:` for a while."""

    count = 0

    def __init__(self, hooks: dict[int, Callable], hook: Callable, prepend: bool = False):
        RemovableHandle.count += 1
        self.hooks, self.id = hooks, RemovableHandle.count
        others = dict(hooks) if prepend else {}
        if prepend:
            hooks.clear()
        hooks[self.id] = hook
        hooks.update(others)

    def remove(self) -> None:
        """Call the hook no more."""
        self.hooks.pop(self.id, None)

    def __enter__(self) -> "RemovableHandle":
        return self

    def __exit__(self, *error: Any) -> None:
        self.remove()
