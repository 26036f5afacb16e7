"""nn.utils.prune: weights multiplied by a mask of zeros and ones, before every forward.

Pruning `weight` leaves the parameter weight_orig and the buffer weight_mask; module.weight is their
product. `remove` makes the product the parameter again.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from ... import backend
from ...tape import no_grad
from ...tensor import Tensor, as_tensor, ones_like
from ..module import Module
from ..parameter import Buffer, Parameter

__all__ = [
    "BasePruningMethod", "CustomFromMask", "Identity", "L1Unstructured", "LnStructured",
    "PruningContainer", "RandomStructured", "RandomUnstructured", "custom_from_mask",
    "global_unstructured", "identity", "is_pruned", "l1_unstructured", "ln_structured",
    "random_structured", "random_unstructured", "remove",
]


class BasePruningMethod:
    """A way to choose what is pruned: subclasses give compute_mask(t, default_mask) and their kind.

    PRUNING_TYPE: "unstructured" (single weights), "structured" (whole rows), or "global".
    """

    PRUNING_TYPE: str = "unstructured"
    _tensor_name: str = ""

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The new mask, zeros and ones, for the scores t; default_mask is the one so far."""
        raise NotImplementedError(f"{type(self).__name__} has no compute_mask: write one")

    def __call__(self, module: Module, inputs: Any) -> None:
        module.__dict__[self._tensor_name] = self.apply_mask(module)

    def apply_mask(self, module: Module) -> Tensor:
        """weight_orig·weight_mask."""
        name = self._tensor_name
        return getattr(module, f"{name}_mask") * getattr(module, f"{name}_orig")

    def prune(
        self, t: Tensor, default_mask: Tensor | None = None, importance_scores: Tensor | None = None
    ) -> Tensor:
        """t with what is chosen set to 0."""
        scores = t if importance_scores is None else importance_scores
        mask = ones_like(t.detach()) if default_mask is None else default_mask
        return t * self.compute_mask(scores, mask)

    @classmethod
    def apply(
        cls, module: Module, name: str, *args: Any, importance_scores: Tensor | None = None,
        **options: Any,
    ) -> Any:  # fmt: skip
        """Prune a parameter of a module; one that is pruned already is pruned further."""
        method = cls(*args, **options)
        method._tensor_name = name
        older = next((m for m in pruned(module) if m._tensor_name == name), None)
        if older is None:
            original = module.__dict__.get(name)
            if not isinstance(original, Parameter):
                raise AttributeError(f"{type(module).__name__} has no parameter {name!r} to prune")
            value, mask = original, ones_like(original.detach())
        else:
            original = getattr(module, f"{name}_orig")
            value, mask = getattr(module, name), getattr(module, f"{name}_mask")
        if importance_scores is not None and importance_scores.shape != value.shape:
            raise ValueError(
                f"prune: importance_scores have shape {tuple(importance_scores.shape)} for "
                f"{name} {tuple(value.shape)}"
            )
        with no_grad():
            scores = value.detach() if importance_scores is None else importance_scores
            mask = method.compute_mask(scores, mask)
        if older is None:
            del module.__dict__[name]
            setattr(module, f"{name}_orig", original)
        else:
            forget(module, older)
            chain = older if isinstance(older, PruningContainer) else PruningContainer(older)
            chain.add_pruning_method(method)
            method = chain
        setattr(module, f"{name}_mask", Buffer(mask.to(original.dtype)))
        method(module, None)
        handle = module.register_forward_pre_hook(method)
        module.__dict__.setdefault("_pruning", []).append((method, handle))
        return method

    def remove(self, module: Module) -> None:
        """Make the parameter what it is now; the zeros stay, and are trained again."""
        name = self._tensor_name
        original = getattr(module, f"{name}_orig")
        with no_grad():
            original.data = self.apply_mask(module)
        for part in ("orig", "mask"):
            del module.__dict__[f"{name}_{part}"]
        module.__dict__.pop(name, None)
        setattr(module, name, original)
        forget(module, self)


def pruned(module: Module) -> list[BasePruningMethod]:
    """The methods that a module is pruned by."""
    return [method for method, _ in module.__dict__.get("_pruning", [])]


def forget(module: Module, method: BasePruningMethod) -> None:
    """Take the hook of a method away."""
    for entry in list(module.__dict__.get("_pruning", [])):
        if entry[0] is method:
            entry[1].remove()
            module.__dict__["_pruning"].remove(entry)


class PruningContainer(BasePruningMethod):
    """Several methods of one parameter, one after the other."""

    def __init__(self, *args: BasePruningMethod):
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """One more."""
        self._tensor_name = self._tensor_name or method._tensor_name
        if method._tensor_name not in ("", self._tensor_name):
            raise ValueError(
                f"PruningContainer: this one prunes {self._tensor_name!r}, not "
                f"{method._tensor_name!r}"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Any:
        return iter(self._pruning_methods)

    def __getitem__(self, i: int) -> BasePruningMethod:
        return self._pruning_methods[i]


class Identity(BasePruningMethod):
    """Prunes nothing, but makes mask and original."""

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask


class Unstructured(BasePruningMethod):
    """Base: `amount` single weights, a share between 0 and 1 or a number, of those still there."""

    def __init__(self, amount: float):
        self.amount = checked(amount)

    def order(self, scores: np.ndarray) -> np.ndarray:
        """The places of the weights, the first to prune first."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        mask = default_mask.detach().cpu().numpy().copy().reshape(-1)
        left = np.flatnonzero(mask)
        n = how_many(self.amount, len(left))
        scores = t.detach().cpu().numpy().reshape(-1)[left]
        mask[left[self.order(scores)[:n]]] = 0
        return as_tensor(mask.reshape(t.shape), device=default_mask.device)


class RandomUnstructured(Unstructured):
    """Single weights at random."""

    def order(self, scores: np.ndarray) -> np.ndarray:
        return backend.host_rng().permutation(len(scores))


class L1Unstructured(Unstructured):
    """The single weights of the smallest size."""

    def order(self, scores: np.ndarray) -> np.ndarray:
        return np.argsort(np.abs(scores), kind="stable")


class Structured(BasePruningMethod):
    """Base: `amount` whole slices along a dimension."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: float, dim: int = -1):
        self.amount, self.dim = checked(amount), dim

    def order(self, slices: np.ndarray) -> np.ndarray:
        """The slices (n, …), the first to prune first."""
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if t.ndim < 2:
            raise ValueError(
                f"{type(self).__name__}: a tensor of 2 or more dimensions is pruned by slices; got "
                f"{tuple(t.shape)}"
            )
        mask = np.moveaxis(default_mask.detach().cpu().numpy().copy(), self.dim, 0)
        slices = np.moveaxis(t.detach().cpu().numpy(), self.dim, 0)
        left = np.flatnonzero(mask.reshape(len(mask), -1).any(axis=1))
        n = how_many(self.amount, len(left))
        mask[left[self.order(slices[left])[:n]]] = 0
        return as_tensor(np.moveaxis(mask, 0, self.dim).copy(), device=default_mask.device)


class RandomStructured(Structured):
    """Slices at random."""

    def order(self, slices: np.ndarray) -> np.ndarray:
        return backend.host_rng().permutation(len(slices))


class LnStructured(Structured):
    """The slices of the smallest norm of order n."""

    def __init__(self, amount: float, n: float, dim: int = -1):
        super().__init__(amount, dim)
        self.n = n

    def order(self, slices: np.ndarray) -> np.ndarray:
        flat = slices.reshape(len(slices), -1)
        return np.argsort(np.linalg.norm(flat, ord=float(self.n), axis=1), kind="stable")


class CustomFromMask(BasePruningMethod):
    """A mask of one's own."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor):
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask * self.mask.to(default_mask.dtype)


def checked(amount: float) -> float:
    """An amount, or an error that says what it must be."""
    if not isinstance(amount, int | float) or isinstance(amount, bool):
        raise TypeError(f"prune: amount must be a number, got {amount!r}")
    if amount < 0 or (isinstance(amount, float) and amount > 1):
        raise ValueError(f"prune: amount must be a share in [0, 1] or a number ≥ 0, got {amount}")
    return amount


def how_many(amount: float, size: int) -> int:
    """The number of weights or slices that an amount means."""
    if isinstance(amount, int) and amount > size:
        raise ValueError(f"prune: amount {amount} is more than the {size} that are left to prune")
    return amount if isinstance(amount, int) else round(amount * size)


# As functions: each returns the module


def identity(module: Module, name: str) -> Module:
    """Mask and original, nothing pruned."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Module, name: str, amount: float) -> Module:
    """Prune `amount` single weights at random."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(
    module: Module, name: str, amount: float, importance_scores: Tensor | None = None
) -> Module:
    """Prune the `amount` smallest single weights."""
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module: Module, name: str, amount: float, dim: int) -> Module:
    """Prune `amount` slices along dim at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Module, name: str, amount: float, n: float, dim: int,
    importance_scores: Tensor | None = None,
) -> Module:  # fmt: skip
    """Prune the `amount` slices along dim with the smallest n-norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Module, name: str, mask: Tensor) -> Module:
    """Prune where mask is 0."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Iterable[tuple[Module, str]], pruning_method: type, importance_scores: Any = None,
    **options: Any,
) -> None:  # fmt: skip
    """Prune single weights of several parameters as if they were one: [(module, name), …]."""
    places = list(parameters)
    if pruning_method.PRUNING_TYPE != "unstructured":  # type: ignore[attr-defined]
        raise TypeError("global_unstructured: pruning_method must prune single weights")
    given = importance_scores or {}
    flat, masks = [], []
    for module, name in places:
        value = getattr(module, name).detach()
        flat.append(given.get((module, name), value).detach().cpu().numpy().reshape(-1))
        mask = getattr(module, f"{name}_mask", None)
        masks.append(np.ones(value.numel()) if mask is None else mask.cpu().numpy().reshape(-1))
    method = pruning_method(**options)
    scores, before = Tensor(np.concatenate(flat)), Tensor(np.concatenate(masks))
    whole, start = method.compute_mask(scores, before).numpy(), 0
    for module, name in places:
        value = getattr(module, name)
        part = whole[start : start + value.numel()].reshape(value.shape)
        custom_from_mask(module, name, as_tensor(part.astype(value.dtype), device=value.device))
        start += value.numel()


def remove(module: Module, name: str) -> Module:
    """Make the pruned parameter a plain one, with its zeros; ValueError if it is not pruned."""
    for method in pruned(module):
        if method._tensor_name == name:
            method.remove(module)
            return module
    raise ValueError(f"prune.remove: parameter {name!r} of {type(module).__name__} is not pruned")


def is_pruned(module: Module) -> bool:
    """Whether the module, or a part of it, is pruned."""
    return any(pruned(part) for part in module.modules())
