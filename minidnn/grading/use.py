"""A student's finished functions in the real library: `minidnn.use("exercises/")`."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import numpy as np

from minidnn import tutorial
from minidnn.grading import registry
from minidnn.grading.cells import read
from minidnn.grading.child import compile_chunk
from minidnn.grading.reading import Submission, blanks_in, definitions

FUNCTIONS = (
    "dense",
    "relu",
    "sigmoid",
    "binary_cross_entropy_loss",
    "binary_cross_entropy_loss_backward",
    "sigmoid_backward",
    "relu_backward",
    "dense_backward",
)
METHODS = ("predict", "evaluate", "get_gradients")


class Mixed:
    """The tutorial's functions: the student's where they are finished, the library's elsewhere.

    `Model` and `train` work on them; every function is an attribute too; `yours` and `library`
    name them.
    """

    def __init__(self, found: dict[str, object]):
        self.yours = [
            n for n in (*FUNCTIONS, *(f"Model.{m}" for m in METHODS), "train") if n in found
        ]
        names = (*FUNCTIONS, *(f"Model.{m}" for m in METHODS), "train")
        self.library = [n for n in names if n not in found]
        chosen = {n: found.get(n, getattr(tutorial, n)) for n in FUNCTIONS}
        for name, function in chosen.items():
            setattr(self, name, function)
        members = {m: found[f"Model.{m}"] for m in (*METHODS, "__init__") if f"Model.{m}" in found}
        functions = types.SimpleNamespace(**chosen)
        self.Model = type("Model", (tutorial.Model,), members | {"functions": functions})
        self.train = found.get("train", tutorial.train)

    def __str__(self) -> str:
        count = len(self.yours) + len(self.library)
        said = f"{len(self.yours)} of {count} functions are yours"
        return said + (
            f"; the library's: {', '.join(self.library)}" if self.library and self.yours else ""
        )

    __repr__ = __str__


def use(work, quiet: bool = False) -> Mixed:
    """Mix a student's finished functions with the library's.

    `work` is a module, or a folder or file with exercises. A function that still holds `...` or
    cannot be
    loaded is left to the library. The student's code runs in this process: use it on your own work.

    `mine = use("my-course")` prints "9 of 12 functions are yours; the library's: ..."; then
    `model = mine.Model()` and `mine.train(model, x, y_true, 1e-2)` run on them.
    """
    found = _from_files(Path(work)) if isinstance(work, (str, Path)) else _from_module(work)
    mixed = Mixed(found)
    if not quiet:
        print(mixed)
    return mixed


def _from_module(module) -> dict[str, object]:
    """Finished functions of a module (or any object with functions as attributes)."""
    path = getattr(module, "__file__", None)
    unfinished = _unfinished(Path(path)) if path else set()
    found = {}
    for name in (*FUNCTIONS, "train"):
        function = getattr(module, name, None)
        ours = getattr(function, "__module__", "").startswith("minidnn.")
        if callable(function) and not ours and name not in unfinished:
            found[name] = function
    model = getattr(module, "Model", None)
    for method in METHODS:
        function = vars(model).get(method) if isinstance(model, type) else None
        if (
            callable(function)
            and f"Model.{method}" not in unfinished
            and model is not tutorial.Model
        ):
            found[f"Model.{method}"] = function
    return found


def _unfinished(path: Path) -> set[str]:
    names = set()
    for name, options in definitions(read(path)).items():
        node: Any
        for _, node in options:
            if blanks_in(node):
                names.add(name)
            if name == "Model":
                names |= {
                    f"Model.{m.name}" for m in node.body if hasattr(m, "name") and blanks_in(m)
                }
    return names


def _from_files(path: Path) -> dict[str, object]:
    """Finished functions of a student's folder, taken as the grader takes them."""
    if not path.exists():
        raise ValueError(f"use: there is no folder or file {path}")
    submission = Submission(path if path.is_dir() else path.parent)
    if path.is_file():
        submission.paths = [path]
    if not submission.paths:
        raise ValueError(
            f"use: no exercise files (part1_….py) in {path}; `minidnn exercises start` makes them"
        )
    surroundings = {n: getattr(tutorial, n) for n in (*FUNCTIONS, "train", "Model", "get_accuracy")}
    found: dict[str, object] = {}
    for exercise in registry.exercises():
        wanted = [
            f
            for f in exercise.functions
            if f in (*FUNCTIONS, "train", "Model") or f.startswith("Model.")
        ]
        if not wanted or exercise.cell:
            continue
        answer = submission.answer(exercise)
        if answer.state != "filled":
            continue
        names = dict(surroundings, np=np, numpy=np, __name__="student")
        try:
            for chunk in answer.chunks:
                exec(compile_chunk(chunk), names)
        except Exception as error:  # it does not load: the library's stays
            print(f"{exercise.number} {exercise.name} is left out: {type(error).__name__}: {error}")
            continue
        for name in wanted:
            if name == "Model":
                own = vars(names["Model"])
                found |= {f"Model.{m}": own[m] for m in (*METHODS, "__init__") if m in own}
            elif name.startswith("Model."):
                found[name] = vars(names["Model"])[name.split(".")[1]]
            else:
                found[name] = surroundings[name] = names[name]
    return found
