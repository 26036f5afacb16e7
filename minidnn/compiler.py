"""torch.compile's names: a function that is "compiled" is the function itself."""

from collections.abc import Callable
from typing import Any

__all__ = ["compile", "disable", "is_compiling", "reset"]


def compile(
    model: Any = None, *, fullgraph: bool = False, dynamic: bool | None = None,
    backend: Any = "inductor", mode: str | None = None, options: Any = None, disable: bool = False,
) -> Any:  # fmt: skip
    """The model or function itself: minidnn runs it as it is written. Also as a decorator."""
    return (lambda function: function) if model is None else model


def disable(fn: Callable | None = None, recursive: bool = True) -> Any:
    """The function itself."""
    return (lambda function: function) if fn is None else fn


def is_compiling() -> bool:
    """False: nothing is compiled."""
    return False


def reset() -> None:
    """Nothing to forget."""
