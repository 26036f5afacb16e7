"""The import hook: while it is in place, `import torch` gives minidnn, torchvision its `vision`."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PLACES = {"torch": "minidnn", "torchvision": "minidnn.vision"}


def translated(name: str) -> str:
    """minidnn's name of a module of PyTorch: "torch.nn" -> "minidnn.nn"; others stay."""
    root, dot, rest = name.partition(".")
    return PLACES.get(root, root) + dot + rest


def foreign(name: str) -> bool:
    """Whether a module name belongs to torch or torchvision."""
    return name.partition(".")[0] in PLACES


def module_of(name: str) -> Any:
    """What stands here for a module of PyTorch: a module, or a class that holds its names.

    Raises: ModuleNotFoundError with a sentence where there is none.
    """
    ours = translated(name)
    try:
        return importlib.import_module(ours)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{ours}.".startswith(f"{error.name}."):
            raise  # a package that minidnn itself needs
    parent, _, last = ours.rpartition(".")
    found = getattr(importlib.import_module(parent), last, None) if is_module(parent) else None
    if not isinstance(found, type):
        raise ModuleNotFoundError(
            f"minidnn has no module for {name!r} (looked for {ours!r})", name=name
        )
    return found


def is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return False
    return True


class Finder(MetaPathFinder, Loader):
    """Answers every import of torch and torchvision with the module of minidnn itself."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not foreign(name):
            return None
        module_of(name)
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = module_of(module.__name__)


@contextmanager
def redirected() -> Iterator[None]:
    """Within it `import torch` gives minidnn; at its end everything is as it was before."""
    finder = Finder()
    before = {name: module for name, module in sys.modules.items() if foreign(name)}
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if foreign(name)]:
            del sys.modules[name]
        sys.modules.update(before)


def redirect() -> None:
    """From now on `import torch` gives minidnn, in this whole process.

    Raises: RuntimeError if PyTorch itself was imported before.
    """
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return
    if "torch" in sys.modules:
        raise RuntimeError(
            "redirect: PyTorch was imported before; call it first, before any `import torch`"
        )
    sys.meta_path.insert(0, Finder())
