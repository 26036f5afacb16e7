"""The public names of the library, and where each is documented: once, on one page."""

import importlib
import inspect
import json
import pkgutil
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import minidnn

# Rooms that are no user's business, or that other pages explain
INTERNAL = ("minidnn.cli", "minidnn.grading", "minidnn.ops", "minidnn.__main__", "minidnn.course",
            "minidnn.nn.modules", "minidnn.rooms")
# Modules (not packages) that users import as such
MODULES = (
    "minidnn.inspect", "minidnn.loss_plot", "minidnn.metrics", "minidnn.nn.init",
    "minidnn.optim.lr_scheduler", "minidnn.tutorial", "minidnn.vision.explain",
    "minidnn.vision.transfer", "minidnn.vision.transforms.functional", "minidnn.special",
    "minidnn.linalg", "minidnn.fft", "minidnn.random",
)  # fmt: skip
KNOWN = json.loads((Path(minidnn.__file__).parent / "torch_names.json").read_text("utf-8"))
TWINS = {f"{room}.{name}" for room, names in KNOWN.items() for name in names.split()}
LARGE = 40  # a room with more names gets a page for each of its files
FEW = 5  # but files with fewer names share the room's own page


@dataclass
class Entry:
    """An object under the name that users give it; aliases: its other public names."""

    name: str
    value: Any
    home: str  # the module that defines it
    aliases: list[str] = field(default_factory=list)


@dataclass
class Room:
    """A package or module whose names are public."""

    name: str
    module: ModuleType
    entries: list[Entry]
    others: dict[str, str]  # names here that are documented elsewhere: name -> full name there


def modules() -> list[str]:
    """All public rooms: packages with names of their own, and the MODULES that exist."""
    found = ["minidnn"]
    for info in pkgutil.walk_packages(minidnn.__path__, "minidnn."):
        if info.name.startswith(INTERNAL) or "._" in info.name:
            continue
        if info.ispkg or info.name in MODULES:
            found.append(info.name)
    return sorted(found, key=order)


def order(name: str) -> tuple:
    """The rooms that matter first come first; what is at the top level is told there."""
    first = (
        "minidnn.tensor", "minidnn.functional", "minidnn", "minidnn.nn", "minidnn.nn.functional",
        "minidnn.optim", "minidnn.utils.data", "minidnn.training",
    )  # fmt: skip
    return (first.index(name) if name in first else len(first), name)


def public(module: ModuleType) -> list[str]:
    """The public names of a module: `__all__`, or all of the library's that it holds."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    names = []
    for name in dir(module):
        value = getattr(module, name)
        home = getattr(value, "__module__", None) or ""
        own = home.startswith("minidnn") if module.__name__ == "minidnn" or hasattr(
            module, "__path__"
        ) else home == module.__name__
        if not name.startswith("_") and own and not isinstance(value, ModuleType):
            names.append(name)
    if module.__name__ == "minidnn.nn.init":  # beside the public ones stand helpers
        names = [n for n in names if f"torch.nn.init.{n}" in TWINS]
    return names


def told(value: Any) -> bool:
    """Whether a value is something to document: a class or a function."""
    return inspect.isclass(value) or inspect.isroutine(value)


def rooms() -> list[Room]:
    """Every public room with its entries; an object stands in the first room that has it."""
    known: dict[int, Entry] = {}
    taken: dict[str, Entry] = {}
    result = []
    for path in modules():
        module = importlib.import_module(path)
        entries, others = [], {}
        for name in public(module):
            value = getattr(module, name)
            if isinstance(value, ModuleType) or not told(value):
                continue
            if not (getattr(value, "__module__", "") or "").startswith("minidnn"):
                continue
            if home(value) == "minidnn.functional.declare":
                continue  # what makes functions public is no user's business
            full = f"{path}.{name}"
            title = full  # what also stands at the top level is told under that name
            if path in ("minidnn.functional", "minidnn.tensor") and hasattr(minidnn, name):
                title = f"minidnn.{name}"
            first = known.get(id(value)) or taken.get(title)
            if first is not None:
                if full != first.name:
                    first.aliases.append(full)
                others[name] = first.name
                continue
            entry = Entry(title, value, home(value))
            known[id(value)] = taken[title] = entry
            entries.append(entry)
        result.append(Room(path, module, entries, others))
    together(result)
    return [room for room in result if room.entries]


def home(value: Any) -> str:
    """The module in which a class or function is written, whatever wraps it."""
    inner = inspect.unwrap(value) if inspect.isfunction(value) else value
    return getattr(inner, "__globals__", {}).get("__name__") or value.__module__


def together(found: list[Room]) -> None:
    """Ops that are imported late stand beside those of `minidnn.functional` that are not."""
    at = {room.name: room for room in found}
    ops = [e for e in at["minidnn"].entries if e.home.startswith("minidnn.functional.")]
    at["minidnn.functional"].entries += ops
    for entry in ops:
        at["minidnn"].entries.remove(entry)
        at["minidnn"].others[entry.name.rpartition(".")[2]] = entry.name


def members(cls: type) -> list[tuple[str, Any]]:
    """The public methods and properties of a class, its own and those of mixins, by name."""
    found: dict[str, Any] = {}
    told_there = [b for b in cls.__mro__[1:] if b is not object and has_entry(b)]
    layer = any(b.__name__ == "Module" for b in told_there) and cls.__module__.startswith(
        "minidnn.nn"
    )
    for base in cls.__mro__:
        if not base.__module__.startswith("minidnn"):
            continue
        if base is not cls and any(issubclass(other, base) for other in told_there):
            continue
        for name, value in vars(base).items():
            if name.startswith("_") or name in found or (layer and (base is not cls)):
                continue
            if layer and name in ("forward", "extra_repr", "reset_parameters", "check"):
                continue  # the class says what it computes; calling it is all that a user does
            kind = isinstance(value, FunctionType | classmethod | staticmethod | property)
            if kind and not doc(value):  # what a base explains needs no words again
                value = next((vars(b)[name] for b in cls.__mro__ if doc(vars(b).get(name))), value)
            if kind and (doc(value) or not (told_there or name == "forward")):
                found[name] = value
    return sorted(found.items())


def has_entry(base: type) -> bool:
    """Whether a class has an entry of its own: then its methods are told there."""
    package = base.__module__
    while package:
        module = importlib.import_module(package)
        if (hasattr(module, "__path__") or package in MODULES) and base.__name__ in public(module):
            return True
        package = package.rpartition(".")[0]
    return False


def doc(value: Any) -> str:
    """The docstring of an object, or of what a property or a classmethod wraps."""
    if isinstance(value, property):
        return inspect.cleandoc(value.__doc__ or "")
    value = getattr(value, "__func__", value)
    return inspect.cleandoc(getattr(value, "__doc__", None) or "")
