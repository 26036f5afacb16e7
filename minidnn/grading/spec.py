"""How a content author describes an exercise to the grader; docs/authoring.md is the manual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

KINDS = ("value", "shape", "dtype", "unchanged", "fresh", "quiet", "repeat", "judge")
EARNERS = ("value", "judge")  # the kinds that say something is right


@dataclass(frozen=True)
class Case:
    """One call: a short name a student understands ("N = 1"), the arguments, the groups it belongs
    to.

    `secret` stays in the grader's process, for `judge`: labels of a validation set, say.
    """

    name: str
    args: tuple
    tags: tuple[str, ...] = ()
    diagnose: bool = True
    reference: bool = True  # False: judges look at the student's answer alone
    secret: Any = None


@dataclass(frozen=True)
class Property:
    """Something that earns points; `name` completes the sentence "points for ..." on the student's
    screen."""

    name: str
    points: int
    kind: str = "value"
    tags: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    rtol: float = 1e-5
    atol: float = 1e-6
    judge: Callable[[Case, Any, Any], str | None] | None = None
    needs: str = ""


@dataclass(frozen=True)
class Fault:
    """A known mistake: `says` names it, `hint` points the way without giving the line."""

    code: str
    says: str
    hint: str
    edit: tuple[tuple[str, str], ...] = ()
    source: str = ""


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise; docs/authoring.md describes every field.

    `number` ("3.4") is filled in by the registry, from the names of the folders.
    """

    name: str
    title: str
    functions: tuple[str, ...]
    reference: Any  # a tuple of functions or classes; with cell=True the source text
    cases: Callable[..., list[Case]]
    properties: tuple[Property, ...]
    faults: tuple[Fault, ...]
    hints: tuple[str, str, str]
    number: str = ""
    given: tuple[Callable, ...] = ()
    probe: Callable | None = None
    arguments: tuple[str, ...] = ()  # of a case; taken from the reference when empty
    outputs: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    summary: Callable[[Case, Any], Any] | None = None
    points: int = 10
    seconds: float = 5.0  # for one call
    cell: bool = False
    personal: Callable[[Any], dict[str, Any]] | None = None
    constants: dict[str, Any] = field(default_factory=dict)  # filled in: a student's own numbers
    question: bool = False  # made by minidnn.grading.questions

    def __post_init__(self) -> None:
        where = f"exercise {self.number or self.name}"
        total = sum(p.points for p in self.properties)
        if total != self.points:
            raise ValueError(
                f"{where}: the properties sum to {total}, expected {self.points} points"
            )
        if len(self.hints) != 3:
            raise ValueError(f"{where}: three hints are needed, got {len(self.hints)}")
        names = [p.name for p in self.properties]
        for p in self.properties:
            if p.kind not in KINDS:
                raise ValueError(f"{where}: property kind {p.kind!r} is not one of {KINDS}")
            if (p.kind == "judge") != (p.judge is not None):
                raise ValueError(
                    f"{where}: property {p.name!r}: kind 'judge' and judge= go together"
                )
            if p.needs and p.needs not in names:
                raise ValueError(
                    f"{where}: property {p.name!r} needs {p.needs!r}, which is not there"
                )
        codes = [f.code for f in self.faults]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{where}: two faults have the same code")
        for f in self.faults:
            if bool(f.edit) == bool(f.source):
                raise ValueError(f"{where}: fault {f.code} needs either edit= or source=")

    @property
    def part(self) -> int:
        return int(self.number.split(".")[0])
