"""Which classes a checkpoint may name: minidnn's own modules, and those the program has listed."""

import importlib
import inspect
import re
from collections.abc import Iterable

from ..nn.module import Module

OWN = re.compile(r"minidnn\.(nn|vision)(\.[a-z]\w*)*\.[A-Z]\w*", re.ASCII)
LISTED: dict[str, type] = {}


def add_safe_globals(classes: Iterable[type | tuple[type, str]]) -> None:
    """Let `load` rebuild objects of these classes, your own Modules: you name them, not the file.

    A class may come as (class, "package.module.Name") when the file knows it under an older name.
    Rebuilding calls no method of the class: a new instance gets the saved attributes.

    >>> class Net(Module):
    ...     pass
    >>> add_safe_globals([Net])
    """
    for entry in classes:
        cls, name = entry if isinstance(entry, tuple) else (entry, full_name(entry))
        if not isinstance(cls, type):
            raise TypeError(f"add_safe_globals: expected classes; got {cls!r}")
        LISTED[name] = cls


def full_name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def name_to_save(cls: type) -> str:
    """The name a file gives to a class: the shortest public one, so that code may move.

    Raises: TypeError where the class is neither a Module nor listed.
    """
    for name, listed in LISTED.items():
        if listed is cls:
            return name
    if not issubclass(cls, Module):
        raise TypeError(
            f"an object of the class {full_name(cls)} cannot be saved; save plain containers, "
            f"numbers, text, arrays, tensors, modules, or list the class: "
            f"minidnn.serialization.add_safe_globals([{cls.__name__}])"
        )
    parts = cls.__module__.split(".")
    for end in range(2, len(parts)):
        package = ".".join(parts[:end])
        if OWN.fullmatch(f"{package}.{cls.__qualname__}"):
            module = importlib.import_module(package)
            if getattr(module, cls.__qualname__, None) is cls:
                return f"{package}.{cls.__qualname__}"
    return full_name(cls)


def class_to_load(name: str) -> type:
    """The class of that name, if it is minidnn's own Module or listed; nothing else is imported.

    Raises: ValueError for every other name.
    """
    if name in LISTED:
        return LISTED[name]
    if OWN.fullmatch(name):
        module, _, own = name.rpartition(".")
        try:
            cls = getattr(importlib.import_module(module), own)
        except (ImportError, AttributeError):
            raise ValueError(
                f"this minidnn has no class {name!r}; was the file written by a newer one?"
            ) from None
        if isinstance(cls, type) and issubclass(cls, Module):
            return cls
    # A script's class is __main__.Net when saved and net.Net when imported: one to who lists it.
    package, _, tail = name.rpartition(".")
    namesakes = {cls for cls in LISTED.values() if cls.__name__ == tail}
    if len(namesakes) == 1:
        (cls,) = namesakes
        if "__main__" in (package, cls.__module__):
            return cls
    raise ValueError(
        f"it holds an object of the class {name!r}, which this program has not listed. If you "
        f"trust that class, call minidnn.serialization.add_safe_globals([{tail}]) before loading; "
        f"or save model.state_dict() instead of the model, which needs no class"
    )


def is_part_of_class(cls: type, name: str) -> bool:
    """Whether a class has a method or property of that name, which no attribute may hide."""
    found = inspect.getattr_static(cls, name, None)
    return inspect.isroutine(found) or inspect.isdatadescriptor(found)
