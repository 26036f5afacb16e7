"""Which of the names that a program uses are here, which are missing, and what to write instead."""

import importlib
import inspect
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..missing import theirs
from ..tensor import Tensor
from .hook import PLACES, module_of
from .names import Names, Use, collect
from .program import Program
from .replacements import INSTEAD, PACKAGES


@dataclass
class Report:
    """What was found in one program: {name: [places]}, in the order of the names."""

    path: Path
    here: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    methods: dict[str, list[str]] = field(default_factory=dict)
    packages: dict[str, list[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every name that surely is PyTorch's is here, and every cell could be read."""
        return not (self.missing or self.keywords or self.packages or self.unread)

    def lines(self, everything: bool = True) -> list[str]:
        """The report for people; without `everything` only what needs a look."""
        used, absent = len(self.here) + len(self.missing), len(self.missing)
        out = [f"{self.path}: {used} names of PyTorch, {absent or 'none'} missing"]
        out += [f"  {problem}" for problem in self.unread]
        for title, found in (
            ("missing", self.missing),
            ("arguments that minidnn's function does not take", self.keywords),
            ("methods that Tensor does not have (if these are tensors)", self.methods),
            ("packages that need PyTorch itself", self.packages),
            ("here", self.here if everything else {}),
        ):
            if found:
                out.append(f"  {title}:")
            for name, places in found.items():
                out.append(f"    {name:40} {shortened(places)}")
                if title != "here" and instead(name):
                    out.append(f"      {instead(name)}")
        return out

    def as_dict(self) -> dict[str, Any]:
        """The report for programs."""
        names = ("here", "missing", "keywords", "methods", "packages", "unread")
        return {"path": str(self.path), **{name: getattr(self, name) for name in names}}


def examine(program: Program) -> Report:
    """Look up every name that a program uses. Nothing of the program is run."""
    names = collect(program.cells)
    report = Report(program.path, unread=[cell.problem for cell in program.cells if cell.problem])
    for use in names.uses:
        found, value = lookup(use.name)
        if use.name not in PLACES:
            enter(report.here if found else report.missing, use.name, use.place)
        if found:
            for keyword in unknown_keywords(value, use):
                enter(report.keywords, f"{use.name}({keyword}=)", use.place)
    for use in names.packages:
        if use.name.partition(".")[0] in PACKAGES:
            enter(report.packages, use.name, use.place)
    for use in doubtful(names):
        enter(report.methods, f"Tensor.{use.name}", use.place)
    for kind in (report.here, report.missing, report.keywords, report.methods):
        ordered = sorted(kind.items())
        kind.clear()
        kind.update(ordered)
    return report


def enter(found: dict[str, list[str]], name: str, place: str) -> None:
    places = found.setdefault(name, [])
    if place not in places:
        places.append(place)


@cache
def lookup(name: str) -> tuple[bool, Any]:
    """(whether minidnn has a name of torch or torchvision, what it is)."""
    parts = name.split(".")
    value = module_of(parts[0])
    for i, part in enumerate(parts[1:], 2):
        try:
            value = getattr(value, part)
        except AttributeError:
            try:
                value = module_of(".".join(parts[:i]))
            except ImportError:
                return False, None
    return True, value


def unknown_keywords(function: Any, use: Use) -> list[str]:
    """The keyword arguments of a call that our function does not have."""
    if not use.keywords or not callable(function):
        return []
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return []
    known = {p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY}
    return [keyword for keyword in use.keywords if keyword not in known]


def doubtful(names: Names) -> list[Use]:
    """Attributes that PyTorch's Tensor has and ours has not, if the program does not define them.

    Of what they are attributes the syntax does not say: `x.mode()` may be a picture's.
    """
    theirs = tensor_names()
    own = names.defined
    return [u for u in names.methods if u.name in theirs and u.name not in own and lacks(u.name)]


def lacks(name: str) -> bool:
    return not hasattr(Tensor, name)


@cache
def tensor_names() -> frozenset[str]:
    """The public attributes of PyTorch's Tensor that are on no common Python type."""
    everyday = {*dir(str), *dir(list), *dir(dict), *dir(set), *dir(importlib)}
    return theirs()["torch.Tensor"] - everyday


def instead(name: str) -> str:
    """What to write in place of a missing name; "" where nothing is known."""
    while name:
        if name in INSTEAD or name in PACKAGES:
            return INSTEAD.get(name) or PACKAGES[name]
        name = name.rpartition(".")[0]
    return ""


def shortened(places: list[str]) -> str:
    more = f" and {len(places) - 8} more" if len(places) > 8 else ""
    return ", ".join(places[:8]).replace(", line ", ", ") + more
