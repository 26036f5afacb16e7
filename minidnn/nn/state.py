"""StateDict: the object tree of a module as one flat dictionary, and back."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from ..versions import wrote
from .calling import RemovableHandle
from .parameter import Buffer, Parameter, UninitializedTensor


class IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """The names that did not match, as lists."""

    __slots__ = ()

    def __repr__(self) -> str:
        return super().__repr__() if any(self) else "<All keys matched successfully>"

    __str__ = __repr__



class StateDictError(ValueError, RuntimeError):
    """A state dict that does not fit the module. (RuntimeError is what PyTorch raises here.)"""


class StateDict:
    """The part of Module that saves and restores all parameters and buffers by their names."""

    _passing: tuple[str, ...] = ()  # buffers that are not saved
    _optional: tuple[str, ...] = ()  # buffers that older files may lack

    _state_hooks: "dict[str, dict[int, Callable]] | None" = None

    def state_dict(
        self,
        *,
        destination: dict[str, Any] | None = None,
        prefix: str = "",
        keep_vars: bool = False,
    ) -> dict[str, Any]:
        """All parameters and saved buffers by their dotted names; the memory is shared.

        destination: a dictionary to add them to. keep_vars: the parameters themselves.
        """
        result: dict[str, Any] = {} if destination is None else destination
        for hook in hooks_of(self, "before saving"):
            hook(self, prefix, keep_vars)
        for name, value, _ in own_tensors(self):
            result[prefix + name] = value if keep_vars else value.detach()
        if has_extra(self):
            result[prefix + EXTRA] = self.get_extra_state()
        for name, part in parts(self):
            part.state_dict(destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in hooks_of(self, "after saving"):
            hook(self, result, prefix, {})
        return result

    def get_extra_state(self) -> Any:
        """What else to save; a module that has something writes this and set_extra_state."""
        raise RuntimeError(f"{type(self).__name__} has no get_extra_state: write one")

    def set_extra_state(self, state: Any) -> None:
        """Take over what get_extra_state saved."""
        raise RuntimeError(f"{type(self).__name__} has no set_extra_state: write one")

    def register_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Call hook(module, prefix, keep_vars) before every state_dict()."""
        return add_hook(self, "before saving", hook)

    def register_state_dict_post_hook(self, hook: Callable) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, {}) after state_dict(); it may change the state."""
        return add_hook(self, "after saving", hook)

    def register_load_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Call hook(module, state_dict, prefix, {}, strict, [], [], []) before loading; it may
        rename or change what is in the state.
        """
        return add_hook(self, "before loading", hook)

    def register_load_state_dict_post_hook(self, hook: Callable) -> RemovableHandle:
        """Call hook(module, incompatible_keys) after loading; it may change the two lists."""
        return add_hook(self, "after loading", hook)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Take over the values of `state_dict`, in place; returns the names that did not match.

        assign: take the arrays themselves (with their dtype) instead of copying their values.
        Raises: one ValueError with every missing, unexpected and mis-shaped name; nothing has then
        been changed. strict=False allows missing and unexpected names.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"load_state_dict: expected a dictionary, got {type(state_dict)}")
        owners = list(walk(self))
        if any(owner._state_hooks for _, owner in owners):
            state_dict = dict(state_dict)  # hooks may change it
            for prefix, owner in owners:
                for hook in hooks_of(owner, "before loading"):
                    hook(owner, state_dict, prefix, {}, strict, [], [], [])
        wanted = {name: (own, optional) for name, own, optional in saved_tensors(self)}
        extras = {prefix + EXTRA: owner for prefix, owner in owners if has_extra(owner)}
        missing = [n for n, (_, optional) in wanted.items() if not optional and n not in state_dict]
        missing += [name for name in extras if name not in state_dict]
        unexpected = [name for name in state_dict if name not in wanted and name not in extras]
        found = {
            name: (own, array_of(name, state_dict[name]))
            for name, (own, _) in wanted.items()
            if name in state_dict
        }
        wrong = [
            f"{name} (file {tuple(array.shape)}, module {tuple(own.shape)})"
            for name, (own, array) in found.items()
            if array.shape != own.shape and not isinstance(own, UninitializedTensor)
        ]
        result = IncompatibleKeys(missing, unexpected)
        for _, owner in reversed(owners):
            for hook in hooks_of(owner, "after loading"):
                hook(owner, result)
        problems = []
        if missing and strict:
            problems.append("missing: " + ", ".join(missing))
        if unexpected and strict:
            problems.append("unexpected: " + ", ".join(map(str, unexpected)))
        if wrong:
            problems.append("wrong shape: " + ", ".join(wrong))
        if problems:
            raise StateDictError(
                f"load_state_dict: the state does not fit {type(self).__name__}: "
                + "; ".join(problems)
            )
        for own, array in found.values():
            array = backend.to_device(array, own.device)
            if isinstance(own, UninitializedTensor):
                own.materialize(array.shape)
            if assign:
                own.array = array
            else:
                own.array[...] = array
                wrote(own.array)
        for name, owner in extras.items():
            if name in state_dict:
                owner.set_extra_state(state_dict[name])
        return result


EXTRA = "_extra_state"


def has_extra(module: Any) -> bool:
    """Whether a module saves something besides its tensors."""
    return type(module).get_extra_state is not StateDict.get_extra_state


def add_hook(module: Any, when: str, hook: Callable) -> RemovableHandle:
    """Keep a hook for its moment."""
    if module._state_hooks is None:
        module._state_hooks = {}
    return RemovableHandle(module._state_hooks.setdefault(when, {}), hook)


def hooks_of(module: Any, when: str) -> list[Callable]:
    """The hooks of a module for a moment."""
    return list((module._state_hooks or {}).get(when, {}).values())


def walk(module: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(the prefix of its names, a module) of this module and all parts of parts."""
    yield prefix, module
    for name, part in parts(module):
        yield from walk(part, f"{prefix}{name}.")


def parts(module: Any) -> Iterator[tuple[str, Any]]:
    """The names and modules of the direct parts."""
    return ((n, part) for n, part in list(module.__dict__.items()) if isinstance(part, StateDict))


def own_tensors(module: Any) -> Iterator[tuple[str, Tensor, bool]]:
    """(name, tensor, may be missing) of what a module saves itself: parameters, then buffers."""
    for kind in (Parameter, Buffer):
        for name, value in list(module.__dict__.items()):
            if isinstance(value, kind) and name not in module._passing:
                yield name, value, name in module._optional


def saved_tensors(module: Any) -> Iterator[tuple[str, Tensor, bool]]:
    """own_tensors of a module and of all parts of parts, with dotted names."""
    for prefix, owner in walk(module):
        for name, value, optional in own_tensors(owner):
            yield prefix + name, value, optional


def array_of(name: str, value: Any) -> Any:
    """The array of a value in a state dict."""
    array = value.array if isinstance(value, Tensor) else value
    if not hasattr(array, "shape") or np.dtype(array.dtype).kind not in "fiub":
        raise TypeError(
            f"load_state_dict: {name} must be a tensor or an array of numbers, got {type(value)}"
        )
    return array
