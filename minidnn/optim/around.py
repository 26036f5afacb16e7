"""What happens around an optimizer's step, its saving and its loading: hooks of the user's own."""

import functools
import itertools
from collections.abc import Callable
from typing import Any

from ..hooks import Handle

NUMBERS = itertools.count()


def around(method: Callable, before: str, after: str) -> Callable:
    """A method with the hooks of two tables before and after it.

    An optimizer of the user's own that calls super().step() runs its hooks once.
    """

    @functools.wraps(method)
    def call(self, *args: Any, **options: Any) -> Any:
        if before == "step_pre":
            self._opt_called = True  # a scheduler looks here whether it comes too early
        tables = self._around
        if not tables or self._within:
            return method(self, *args, **options)
        self._within = True
        try:
            for hook in list(tables.get(before, {}).values()):
                args, options = changed(before, hook, self, args, options)
            y = method(self, *args, **options)
            for hook in list(tables.get(after, {}).values()):
                if after == "step_post":
                    hook(self, args, options)
                elif after == "state_post":
                    y = kept(hook(self, y), y)
                else:
                    hook(self)
        finally:
            self._within = False
        return y

    return call


def changed(before: str, hook: Callable, self: Any, args: tuple, options: dict) -> tuple:
    """The arguments as a hook leaves them."""
    if before == "state_pre":
        hook(self)
    elif before == "load_pre":
        args = (kept(hook(self, *args), *args),)
    else:
        new = hook(self, args, options)
        if new is not None:
            if not isinstance(new, tuple) or len(new) != 2:
                raise RuntimeError(
                    f"{self.name}.step: a pre-hook must return None or a tuple (new_args, "
                    f"new_kwargs); got {new!r}"
                )
            args, options = new
    return args, options


def kept(new: Any, old: Any) -> Any:
    return old if new is None else new


WRAPPED = {
    "step": ("step_pre", "step_post"),
    "state_dict": ("state_pre", "state_post"),
    "load_state_dict": ("load_pre", "load_post"),
}


class Around:
    """The part of Optimizer that knows hooks. hook gets the optimizer first, as in PyTorch."""

    _around: dict[str, dict[int, Callable]] = {}
    _within = _opt_called = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, tables in WRAPPED.items():
            if name in vars(cls):
                setattr(cls, name, around(vars(cls)[name], *tables))

    def _register(self, table: str, hook: Callable, prepend: bool = False) -> Handle:
        """Enter a hook; prepend: before those that are there."""
        if "_around" not in vars(self):
            self._around = {}
        number, hooks = next(NUMBERS), self._around.setdefault(table, {})
        older = list(hooks.items())
        hooks[number] = hook
        if prepend:
            hooks.clear()
            hooks.update([(number, hook), *older])
        return Handle(hooks, number, False)

    def register_step_pre_hook(self, hook: Callable) -> Handle:
        """hook(optimizer, args, kwargs) before each step; it may return new (args, kwargs)."""
        return self._register("step_pre", hook)

    def register_step_post_hook(self, hook: Callable) -> Handle:
        """hook(optimizer, args, kwargs) after each step."""
        return self._register("step_post", hook)

    def register_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """hook(optimizer) before state_dict()."""
        return self._register("state_pre", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """hook(optimizer, state_dict) after state_dict(); it may return another one."""
        return self._register("state_post", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """hook(optimizer, state_dict) before load_state_dict; it may return another one."""
        return self._register("load_pre", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """hook(optimizer) after load_state_dict."""
        return self._register("load_post", hook, prepend)
