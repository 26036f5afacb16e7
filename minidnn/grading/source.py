"""Source text of references, faults and probes: what is sent to the sandbox, and what never is."""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import textwrap
import types
from typing import Any

import numpy as np

from minidnn.grading.child import build
from minidnn.grading.spec import Exercise, Fault

_PLAIN = (int, float, str, bool, tuple, type(None))


@functools.lru_cache(maxsize=4096)
def _text(thing) -> str:
    return textwrap.dedent(inspect.getsource(thing))


def _closure(things, skip=(), constants=None) -> dict[str, str]:
    """name -> source of the things and of everything of ours they refer to, dependencies first."""
    found: dict[str, str] = {}
    visiting: set[str] = set()

    def visit(name: str, thing: Any) -> None:
        if name in found or name in skip or name in visiting:
            return
        visiting.add(name)
        text = _text(thing)
        module: Any = inspect.getmodule(thing)
        for used in _names(text):
            value = getattr(module, used, None)
            if value is None or hasattr(builtins, used) or isinstance(value, types.ModuleType):
                continue
            ours = getattr(value, "__module__", "").startswith(
                ("minidnn.course.", "own_course_", "tests.", "test_")
            )
            if isinstance(value, (types.FunctionType, type)) and (
                ours or value.__module__ == module.__name__
            ):
                visit(used, value)
            elif type(value) in _PLAIN and used not in found:
                found[used] = f"{used} = {(constants or {}).get(used, value)!r}"
            elif isinstance(value, np.ndarray):
                raise ValueError(
                    f"{name} uses the module-level array {used!r}: make it inside a function"
                )
        found[name] = text

    for thing in things:
        visit(thing.__name__, thing)
    return found


@functools.lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """Every name that the text reads, in order."""
    seen = {n.id: None for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    return tuple(seen)


def _methods(exercise: Exercise) -> dict[str, set[str]]:
    """class name -> the methods under test."""
    result: dict[str, set[str]] = {}
    for name in exercise.functions:
        if "." in name:
            owner, method = name.split(".")
            result.setdefault(owner, set()).add(method)
    return result


def _strip(text: str, methods: set[str]) -> str:
    """The class without the methods under test, so that they are not in the student's process."""
    tree = ast.parse(text)
    node: Any = tree.body[0]
    node.body = [s for s in node.body if getattr(s, "name", None) not in methods] or [ast.Pass()]
    return ast.unparse(tree)


@functools.lru_cache(maxsize=256)
def given_text(exercise: Exercise) -> str:
    """What the student's code may use: the given functions, and the class around methods under
    test."""
    under_test = _methods(exercise)
    whole = tuple(n for n in exercise.functions if "." not in n)
    things = list(exercise.given) + ([exercise.probe] if exercise.probe else [])
    if under_test:  # the class itself is given, its methods under test are not
        things += [r for r in exercise.reference if r.__name__ in under_test]
    parts = _closure(things, whole, exercise.constants)
    if exercise.probe:
        parts.pop(exercise.probe.__name__, None)
    return "\n\n".join(_strip(t, under_test[n]) if n in under_test else t for n, t in parts.items())


@functools.lru_cache(maxsize=256)
def given_names(exercise: Exercise) -> set[str]:
    """Top-level names that the given text defines."""
    names: set[str] = set()
    for node in ast.parse(given_text(exercise)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def _constants(exercise: Exercise) -> str:
    """A student's own numbers, as the first lines of a cell (grading/personal.py)."""
    return "".join(f"{name} = {value!r}\n" for name, value in exercise.constants.items())


@functools.lru_cache(maxsize=256)
def reference_text(exercise: Exercise) -> str:
    """The complete source of the reference (helpers first), which stays in the grader's process."""
    if isinstance(exercise.reference, str):
        return _constants(exercise) + textwrap.dedent(exercise.reference)
    given = given_names(exercise) - set(_methods(exercise))
    return "\n\n".join(_closure(exercise.reference, tuple(given), exercise.constants).values())


@functools.lru_cache(maxsize=256)
def own_text(exercise: Exercise) -> str:
    """The source of the reference functions alone: what a fault's edit is searched in."""
    if isinstance(exercise.reference, str):
        return _constants(exercise) + textwrap.dedent(exercise.reference)
    return "\n\n".join(_text(r) for r in exercise.reference)


def fault_text(exercise: Exercise, fault: Fault) -> str:
    """The complete source of a known mistake."""
    if fault.source:
        first = _constants(exercise) if exercise.cell else ""
        return first + textwrap.dedent(fault.source).strip() + "\n"
    own = own_text(exercise)
    for old, new in fault.edit:
        count = own.count(old)
        if count != 1:
            raise ValueError(
                f"{fault.code}: the text {old!r} occurs {count} times in the reference of exercise "
                f"{exercise.number}, expected exactly once"
            )
        own = own.replace(old, new)
    return own


@functools.lru_cache(maxsize=256)
def helpers_text(exercise: Exercise) -> str:
    """Helper functions of the reference that neither the student is given nor under test."""
    if isinstance(exercise.reference, str):
        return ""
    own = {r.__name__ for r in exercise.reference}
    given = given_names(exercise) - set(_methods(exercise))
    parts = _closure(exercise.reference, tuple(given), exercise.constants)
    return "\n\n".join(t for n, t in parts.items() if n not in own)


def job(exercise: Exercise, chunks: list[dict]) -> dict:
    """What the child (or this process, for trusted text) needs to build one implementation."""
    return {
        "name": exercise.name,
        "functions": list(exercise.functions),
        "cell": exercise.cell,
        "given": given_text(exercise),
        "probe": _text(exercise.probe) if exercise.probe else "",
        "probe_name": exercise.probe.__name__ if exercise.probe else "",
        "chunks": chunks,
    }


def trusted(exercise: Exercise, text: str):
    """The probe around our own source text, in this process."""
    chunk = {"text": text, "file": f"<{exercise.name}>", "line": 1, "cell": exercise.cell}
    return build(job(exercise, [chunk]))


def reference_probe(exercise: Exercise):
    return trusted(exercise, reference_text(exercise))


def fault_probe(exercise: Exercise, fault: Fault):
    extra = helpers_text(exercise) if not exercise.cell else ""
    return trusted(exercise, extra + "\n\n" + fault_text(exercise, fault))


def argument_names(exercise: Exercise) -> tuple[str, ...]:
    """Names of a case's arguments, as the student knows them."""
    if exercise.arguments:
        return exercise.arguments
    if exercise.probe:
        return tuple(inspect.signature(exercise.probe).parameters)[1:]
    return tuple(inspect.signature(exercise.reference[0]).parameters)
