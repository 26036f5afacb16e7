"""nn.utils.parametrize: parameters that are computed from others by modules of one's own.

    register_parametrization(layer, "weight", Symmetric())

makes layer.weight the result of Symmetric()(layer.parametrizations.weight.original).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ... import tape
from ...tensor import Tensor
from ..containers import ModuleDict, ModuleList
from ..module import Module
from ..parameter import Parameter

__all__ = [
    "ParametrizationList", "cached", "is_parametrized", "register_parametrization",
    "remove_parametrizations", "transfer_parametrizations_and_params",
    "type_before_parametrizations",
]


class ParametrizationList(ModuleList):
    """The modules that compute one parameter, and what they compute it from: `original`.

    A module with a method right_inverse says how an original is found for a value; if it gives
    several tensors, they are original0, original1, ...
    """

    def __init__(self, modules: list[Module], original: Tensor):
        super().__init__(modules)
        self._set(original)

    def forward(self) -> Any:
        first, *others = list(self)
        names = [n for n in self.__dict__ if n.startswith("original")]
        x = first(*(self.__dict__[name] for name in names))
        for module in others:
            x = module(x)
        return x

    def right_inverse(self, value: Tensor) -> None:
        """Take over a value: the originals become what leads to it."""
        with tape.no_grad():
            for module in reversed(list(self)):
                value = module.right_inverse(value)  # type: ignore[attr-defined]
            self._set(value)

    def _set(self, value: Any) -> None:
        several = isinstance(value, tuple | list)
        values = dict(enumerate(value)) if several else {"": value}
        for key, tensor in values.items():
            name = f"original{key}"
            if name in self.__dict__:
                self.__dict__[name].data = tensor.detach().clone()
            elif isinstance(tensor, Parameter):
                self.__dict__[name] = tensor
            else:
                self.__dict__[name] = Parameter(tensor.detach().clone())


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Compute a parameter of a module by `parametrization` from now on; returns the module."""
    if is_parametrized(module, tensor_name):
        held = module.__dict__["parametrizations"][tensor_name]
        held.append(parametrization)
        return module
    original = module.__dict__.get(tensor_name)
    if not isinstance(original, Parameter):
        raise ValueError(
            f"register_parametrization: {type(module).__name__} has no parameter {tensor_name!r}"
        )
    value: Any = original
    if hasattr(parametrization, "right_inverse"):
        with tape.no_grad():
            value = parametrization.right_inverse(original)
    held = ParametrizationList([parametrization], value)
    result = held()
    if not unsafe and (result.shape != original.shape or result.dtype != original.dtype):
        raise ValueError(
            f"register_parametrization: the parametrization gives {tuple(result.shape)} "
            f"{result.dtype} for {tensor_name} {tuple(original.shape)} {original.dtype}; "
            "unsafe=True allows that"
        )
    del module.__dict__[tensor_name]
    if not is_parametrized(module):
        kind = type(module)
        module.__class__ = type(f"Parametrized{kind.__name__}", (kind,), {"_plain": kind})
        module.__dict__["parametrizations"] = ModuleDict()
    module.__dict__["parametrizations"][tensor_name] = held

    def read(self: Any) -> Any:
        return self.parametrizations[tensor_name]()

    def write(self: Any, value: Tensor) -> None:
        self.parametrizations[tensor_name].right_inverse(value)

    setattr(type(module), tensor_name, property(read, write))
    return module


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a module has computed parameters, or this one."""
    found = module.__dict__.get("parametrizations")
    if not isinstance(found, ModuleDict):
        return False
    return len(found) > 0 if tensor_name is None else tensor_name in found


def remove_parametrizations(
    module: Module, tensor_name: str, leave_parametrized: bool = True
) -> Module:
    """Make a computed parameter a plain one: with its present value, or with its original."""
    if not is_parametrized(module, tensor_name):
        raise ValueError(
            f"remove_parametrizations: {tensor_name!r} of {type(module).__name__} is not computed"
        )
    value = getattr(module, tensor_name).detach()
    computed = module.__dict__["parametrizations"]
    held = computed[tensor_name]
    if not leave_parametrized:
        if not hasattr(held, "original"):
            raise ValueError(
                f"remove_parametrizations: {tensor_name!r} has several originals; use "
                "leave_parametrized=True"
            )
        value = held.original.detach()
    delattr(type(module), tensor_name)
    del computed[tensor_name]
    if not len(computed):
        del module.__dict__["parametrizations"]
        module.__class__ = type(module)._plain  # type: ignore[attr-defined]
    setattr(module, tensor_name, Parameter(value.clone()))
    return module


def type_before_parametrizations(module: Module) -> type:
    """The class of a module as it was before its parameters were computed."""
    return type(module)._plain if is_parametrized(module) else type(module)  # type: ignore


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Let to_module's parameters (or one) be computed as from_module's; returns to_module."""
    if not is_parametrized(from_module):
        raise RuntimeError("transfer_parametrizations_and_params: from_module computes nothing")
    computed = from_module.__dict__["parametrizations"]
    for name in [tensor_name] if tensor_name is not None else list(computed):
        for part in list(computed[name]):
            register_parametrization(to_module, name, part, unsafe=True)
        target = to_module.__dict__["parametrizations"][name]
        for key, value in list(computed[name].__dict__.items()):
            if key.startswith("original"):
                target.__dict__[key].data = value.detach().clone()
    return to_module


@contextmanager
def cached() -> Iterator[None]:
    """Nothing to do: a computed parameter is computed each time that it is used."""
    yield
