"""Optimizer: what all optimizers share: parameter groups, the state of each parameter, saving."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import backend
from ..missing import explain_constructor
from ..tape import enable_grad
from ..tensor import Tensor
from ..versions import wrote
from . import rules
from .around import WRAPPED, Around, around


class Optimizer(Around):
    """Holds groups of parameters and changes them in place, step by step.

    params: tensors, or pairs (name, tensor), or groups: dictionaries with "params" and the options
    that differ in this group. A subclass gives `defaults`, its options, and `update_parameter`.

    state: what the optimizer remembers for each parameter; made on the first step.
    """

    numbers: tuple[str, ...] = ("step",)  # what the state holds as plain numbers

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls, always=True)

    def __init__(self, params: Iterable, defaults: dict[str, Any]):
        self.defaults = defaults
        self.state: dict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        if isinstance(params, Tensor):
            raise TypeError(f"{self.name}: params must be an iterable of tensors, not one: use [p]")
        groups = list(self.iterable(params))
        if not groups:
            raise ValueError(f"{self.name}: got no parameters; was the generator already used up?")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    @property
    def name(self) -> str:
        """The name of the class, for messages."""
        return type(self).__name__

    def check(self, group: dict[str, Any]) -> None:
        """Raises ValueError where an option of a group makes no sense."""

    def update_parameter(self, p: Tensor, g: Any, group: dict[str, Any]) -> None:
        """Change p.array in place along the gradient g, an array that is only read."""
        raise NotImplementedError(f"{self.name} has no update_parameter")

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Train more parameters, with options of their own where the group names some."""
        if "params" not in group:
            raise ValueError(
                f"{self.name}: a group needs 'params', the tensors to train; got {sorted(group)}"
            )
        given = group["params"]
        members = [given] if isinstance(given, Tensor) else list(given)
        names = [member[0] for member in members if isinstance(member, tuple)]
        members = [member[1] if isinstance(member, tuple) else member for member in members]
        for key, value in self.defaults.items():  # the caller's own dictionary, as in PyTorch
            group.setdefault(key, value)
        group["params"] = members
        if names:
            group["param_names"] = names
        seen = {id(p) for other in self.param_groups for p in other["params"]}
        for p in members:
            if not isinstance(p, Tensor):
                raise TypeError(
                    f"{self.name}: expected tensors as parameters, got {type(p).__name__}; "
                    "give model.parameters()"
                )
            if not p.is_leaf:
                raise ValueError(
                    f"{self.name}: a parameter of shape {tuple(p.shape)} is the result of an "
                    f"operation; "
                    "only tensors made by hand can be trained: use .detach().requires_grad_()"
                )
            if id(p) in seen:
                raise ValueError(
                    f"{self.name}: a parameter of shape {tuple(p.shape)} was given twice"
                )
            seen.add(id(p))
        self.check_ways(group)
        self.check_numbers(group)
        self.check(group)
        self.param_groups.append(group)

    def iterable(self, params: Any) -> Iterable:
        """params, or a TypeError that says what they should be."""
        if hasattr(params, "parameters"):
            raise TypeError(f"{self.name}: params is a whole model; give model.parameters()")
        if callable(params):
            raise TypeError(f"{self.name}: params is a function; call it: model.parameters()")
        if not isinstance(params, Iterable):
            raise TypeError(
                f"{self.name}: params must be tensors to train, such as model.parameters(); got "
                f"{params!r}"
            )
        return params

    def check_numbers(self, group: dict[str, Any]) -> None:
        """Raises TypeError for a text, or for a learning rate that is None."""
        for key in ("lr", "momentum", "dampening", "weight_decay", "eps", "alpha", "rho"):
            value = group.get(key, 0)
            if isinstance(value, str) or (key == "lr" and value is None):
                raise TypeError(f"{self.name}: {key} must be a number, got {value!r}")

    def check_ways(self, group: dict[str, Any]) -> None:
        """foreach, fused and capturable choose among PyTorch's ways to the same numbers."""
        if group.get("foreach") and group.get("fused"):
            raise RuntimeError(f"{self.name}: `fused` and `foreach` cannot be `True` together.")
        if group.get("differentiable"):
            raise ValueError(
                f"{self.name}: differentiable=True is not offered, a step is not recorded; write "
                "it as p - lr * g with autograd.grad(loss, params, create_graph=True)"
            )

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient. Returns closure's loss, if one is given."""
        loss = None
        if closure is not None:
            if not callable(closure):
                raise TypeError(
                    f"{self.name}.step: closure must be a function that returns the loss, or left "
                    f"out; got {closure!r}"
                )
            with enable_grad():
                loss = closure()
        capture = backend.Capture.current
        with rules.together():
            for group in self.param_groups:
                if capture is not None:
                    capture.watch(self.name, group)
                for p in group["params"]:
                    gradient = None if p.node is None else p.node.grad
                    if gradient is not None:
                        if isinstance(gradient, Tensor):  # a recorded one
                            gradient = gradient.array
                        self.update_parameter(p, gradient, group)
                        wrote(p.array)
        return loss

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients (or fill them with zeros)."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    p.grad = Tensor(np.zeros_like(p.grad.array))

    def moments(self, p: Tensor, *names: str) -> list[Any]:
        """The arrays of p's state under these names, made of zeros where they are missing."""
        state = self.state.setdefault(p, {})
        for name in names:
            if state.get(name) is None:
                if backend.Capture.current is not None:
                    backend.Capture.current.refuse(
                        f"{self.name} would make its state again in every replay; make at least "
                        "one ordinary step before"
                    )
                state[name] = Tensor(np.zeros_like(p.array))
        return [state[name].array for name in names]

    def count_step(self, p: Tensor) -> int:
        """Add one to the number of steps of p, and return it."""
        if backend.Capture.current is not None:
            backend.Capture.current.refuse(
                f"{self.name} counts its steps, and every replay would make the same one; record "
                "forward and backward and call optimizer.step() after each replay, or use SGD"
            )
        state = self.state.setdefault(p, {})
        state["step"] = int(state.get("step", 0)) + 1
        return state["step"]

    def state_dict(self) -> dict[str, Any]:
        """PyTorch's layout: {"state": {0: {...}}, "param_groups": [{..., "params": [0, ...]}]}.

        The tensors share their memory with the optimizer.
        """
        number: dict[int, int] = {}
        for group in self.param_groups:
            for p in group["params"]:
                number[id(p)] = len(number)
        return {
            "state": {number[id(p)]: dict(state) for p, state in self.state.items()},
            "param_groups": [
                {
                    **{key: value for key, value in group.items() if key != "params"},
                    "params": [number[id(p)] for p in group["params"]],
                }
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on exactly where the optimizer that gave `state_dict` stopped. The tensors are copied.

        Raises: ValueError where groups, numbers of parameters or shapes differ; nothing is changed.
        """
        if not isinstance(state_dict, dict) or not {"param_groups", "state"} <= state_dict.keys():
            raise ValueError(
                f"{self.name}.load_state_dict: this is no state of an optimizer; give what "
                f"optimizer.state_dict() returned; got {type(state_dict).__name__}"
            )
        saved = state_dict["param_groups"]
        sizes = [len(group["params"]) for group in self.param_groups]
        saved_sizes = [len(group["params"]) for group in saved]
        if sizes != saved_sizes:
            raise ValueError(
                f"{self.name}.load_state_dict: the saved groups have {saved_sizes} parameters, "
                f"this optimizer's have {sizes}; give it the same parameters as when it was saved"
            )
        groups = [
            {**group, **{k: v for k, v in other.items() if k != "params"}}
            for group, other in zip(self.param_groups, saved)
        ]
        for group in groups:
            self.check(group)
        owner = {
            number: p
            for group, other in zip(self.param_groups, saved)
            for p, number in zip(group["params"], other["params"])
        }
        state = {}
        for number, values in state_dict["state"].items():
            p = owner.get(int(number))
            if p is None:
                raise ValueError(f"{self.name}.load_state_dict: no parameter has number {number}")
            state[p] = {key: self.restored(key, value, p) for key, value in values.items()}
        self.state = defaultdict(dict, state)
        self.param_groups = groups

    def restored(self, key: str, value: Any, p: Tensor) -> Any:
        """A saved value as this optimizer keeps it for p: a number, or a tensor beside p."""
        if key in self.numbers:
            number = float(value.item() if isinstance(value, Tensor | np.ndarray) else value)
            return int(number) if key == "step" else number
        if not isinstance(value, Tensor | np.ndarray):
            return value
        array = value.array if isinstance(value, Tensor) else value
        if not self.fits(key, array.shape, p):
            raise ValueError(
                f"{self.name}.load_state_dict: {key} has shape {tuple(array.shape)} for a "
                f"parameter of "
                f"shape {tuple(p.shape)}"
            )
        array = backend.to_device(array, p.device)
        return Tensor(array.astype(p.array.dtype))

    def fits(self, key: str, shape: tuple[int, ...], p: Tensor) -> bool:
        """Whether a saved array of this shape can be p's."""
        return shape == p.shape

    def require(self, holds: bool, name: str, wanted: str, value: Any) -> None:
        """Raises ValueError with the value of an option that makes no sense."""
        if not holds:
            raise ValueError(f"{self.name}: {name} must be {wanted}, got {value!r}")

    def __repr__(self) -> str:
        lines = [f"{self.name} ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            lines += [f"    {key}: {group[key]}" for key in sorted(group) if key != "params"]
        return "\n".join([*lines, ")"])


for _name, _tables in WRAPPED.items():
    setattr(Optimizer, _name, around(vars(Optimizer)[_name], *_tables))
