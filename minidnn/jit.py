"""torch.jit's names: nothing is compiled, so a function or module is what it was."""

from collections.abc import Callable
from typing import Any

from .nn.module import Module
from .serialization import load, save

ScriptModule = Module

__all__ = [
    "ScriptModule", "export", "ignore", "is_scripting", "is_tracing", "load", "save", "script",
    "script_if_tracing", "trace", "unused",
]  # fmt: skip


def script(obj: Any, *args: Any, **kwargs: Any) -> Any:
    """The function or module itself; it runs as Python."""
    return obj


def trace(func: Any, example_inputs: Any = None, *args: Any, **kwargs: Any) -> Any:
    """The function or module itself."""
    return func


def script_if_tracing(fn: Callable) -> Callable:
    """The function itself."""
    return fn


def export(fn: Callable) -> Callable:
    """The function itself."""
    return fn


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """A decorator that changes nothing, with or without brackets."""
    return drop if callable(drop) else (lambda fn: fn)


def unused(fn: Callable) -> Callable:
    """The function itself."""
    return fn


def is_scripting() -> bool:
    """False: nothing is compiled."""
    return False


def is_tracing() -> bool:
    """False: nothing is traced."""
    return False
