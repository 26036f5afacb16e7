"""StateDict: the object tree of a module as one flat dictionary, and back."""

from collections import namedtuple
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .. import backend
from ..tensor import Tensor
from ..versions import wrote
from .parameter import Buffer, Parameter

IncompatibleKeys = namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])


class StateDictError(ValueError, RuntimeError):
    """A state dict that does not fit the module. (RuntimeError is what PyTorch raises here.)"""


class StateDict:
    """The part of Module that saves and restores all parameters and buffers by their names."""

    _passing: tuple[str, ...] = ()  # buffers that are not saved
    _optional: tuple[str, ...] = ()  # buffers that older files may lack

    def state_dict(self, *, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """All parameters and saved buffers by their dotted names; the memory is shared."""
        return {
            prefix + name: value if keep_vars else value.detach()
            for name, value, _ in saved_tensors(self)
        }

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
        wanted = {name: (own, optional) for name, own, optional in saved_tensors(self)}
        missing = [n for n, (_, optional) in wanted.items() if not optional and n not in state_dict]
        unexpected = [name for name in state_dict if name not in wanted]
        found = {
            name: (own, array_of(name, state_dict[name]))
            for name, (own, _) in wanted.items()
            if name in state_dict
        }
        wrong = [
            f"{name} (file {tuple(array.shape)}, module {tuple(own.shape)})"
            for name, (own, array) in found.items()
            if array.shape != own.shape
        ]
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
            if assign:
                own.array = array
            else:
                own.array[...] = array
                wrote(own.array)
        return IncompatibleKeys(missing, unexpected)


def saved_tensors(module: Any, prefix: str = "") -> Iterator[tuple[str, Tensor, bool]]:
    """(name, tensor, may be missing) of all that is saved: parameters, buffers, then the parts."""
    attributes = module.__dict__.items()
    for kind in (Parameter, Buffer):
        for name, value in attributes:
            if isinstance(value, kind) and name not in module._passing:
                yield prefix + name, value, name in module._optional
    for name, value in attributes:
        if isinstance(value, StateDict):
            yield from saved_tensors(value, f"{prefix}{name}.")


def array_of(name: str, value: Any) -> Any:
    """The array of a value in a state dict."""
    array = value.array if isinstance(value, Tensor) else value
    if not hasattr(array, "shape") or np.dtype(array.dtype).kind not in "fiub":
        raise TypeError(
            f"load_state_dict: {name} must be a tensor or an array of numbers, got {type(value)}"
        )
    return array
