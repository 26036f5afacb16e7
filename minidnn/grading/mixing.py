"""A student's finished functions in the real library: `minidnn.use("my-course")`.

Two ways. The tutorial's network (`mine.Model`, `mine.train`) is made of the functions themselves.
And inside `with mine:` the library's own layers run on them: what an exercise's library.py says
about an op stands in for it on the tape.
"""

from __future__ import annotations

import importlib
import types
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from minidnn import ops, tape, tutorial
from minidnn.grading import registry, source
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
NAMES = (*FUNCTIONS, *(f"Model.{m}" for m in METHODS), "train")


class Mixed:
    """The student's functions where they are finished, the library's elsewhere.

    `Model` and `train` are the tutorial's network on them; every finished function is an attribute;
    `yours` and `library` name the functions of that network, `ops` the ops of the library that run
    on the student's functions inside `with`.
    """

    def __init__(self, found: dict[str, object]):
        self.yours = [n for n in NAMES if n in found]
        self.library = [n for n in NAMES if n not in found]
        for name, function in found.items():
            if "." not in name and name not in ("Model", "train"):
                setattr(self, name, function)
        chosen = {n: found.get(n, getattr(tutorial, n)) for n in FUNCTIONS}
        for name, function in chosen.items():
            setattr(self, name, function)
        members = {m: found[f"Model.{m}"] for m in (*METHODS, "__init__") if f"Model.{m}" in found}
        functions = types.SimpleNamespace(**chosen)
        self.Model = type("Model", (tutorial.Model,), members | {"functions": functions})
        self.train = found.get("train", tutorial.train)
        self.ops, self.ops_left = _adapted(self, found)
        self._before: list[dict] = []

    def __enter__(self) -> Mixed:
        self._before.append(dict(tape.instead))
        tape.instead.update(
            {op: new for name, new in self.ops.items() for op in _ops_called(name)}
        )
        return self

    def __exit__(self, *_) -> None:
        tape.instead.clear()
        tape.instead.update(self._before.pop())

    def __str__(self) -> str:
        count = len(self.yours) + len(self.library)
        said = f"{len(self.yours)} of {count} functions are yours"
        if self.library and self.yours:
            said += f"; the library's: {', '.join(self.library)}"
        if self.ops:
            said += f"\nin the library's networks these ops are yours: {', '.join(self.ops)}"
            if self.ops_left:
                said += f"; the library's: {', '.join(self.ops_left)}"
        return said

    __repr__ = __str__


def use(work, quiet: bool = False) -> Mixed:
    """Mix a student's finished functions with the library's.

    `work` is a module, or a folder or file with exercises. A function that still holds `...` or
    cannot be loaded is left to the library. The student's code runs in this process: use it on
    your own work.

    `mine = use("my-course")` prints "9 of 12 functions are yours; the library's: ..."; then
    `model = mine.Model()` and `mine.train(model, x, y_true, 1e-2)` run on them, and inside
    `with mine:` so do the library's layers.
    """
    found = _from_files(Path(work)) if isinstance(work, (str, Path)) else _from_module(work)
    mixed = Mixed(found)
    if not quiet:
        print(mixed)
    return mixed


# --- the library's ops


ROOMS = ("", ".cells", ".recurrent", ".fast", ".fast.recurrent")  # the fast ones last


def _ops_called(name: str) -> list[Any]:
    """The ops of this name: the simple one and the fast one."""
    rooms = [importlib.import_module(f"{ops.__name__}{room}") for room in ROOMS]
    return list(dict.fromkeys(vars(room)[name] for room in rooms if callable(vars(room).get(name))))


def _adapted(mine: Mixed, found: dict[str, object]) -> tuple[dict[str, Any], list[str]]:
    """(op -> the op on the student's functions, ops whose functions are not finished)."""
    made: dict[str, Any] = {}
    left: list[str] = []
    for place in registry.places():
        if not (place.folder / "library.py").is_file():
            continue
        adapters = importlib.import_module(f"{place.package}.library")
        for name, adapter in adapters.OPS.items():
            called = _ops_called(name)
            if not called:
                raise ValueError(f"{place.folder / 'library.py'}: minidnn.ops has no {name!r}")
            if all(f in found for f in adapters.NEEDS[name]):
                below = made.get(name, called[-1])  # several exercises may have a share in an op
                new = getattr(adapters, adapter)(mine, below)
                made[name] = _in_type(name, new, called[0], place.number)
            else:
                left.append(name)
    return made, [name for name in dict.fromkeys(left) if name not in made]


def _in_type(name: str, op, own, number: str):
    """The student's op with results in the type of its inputs, which NumPy code often widens.

    own: the library's. The first call is compared with it, and a difference is told in a warning;
    a gradient of another shape than its input's is an error.
    """
    first = [True]

    def kept(v, like):
        return np.asarray(v).astype(like.dtype, copy=False)

    def compared(what, got, wanted):
        size = float(np.max(np.abs(wanted), initial=1e-30))
        if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=1e-2, atol=1e-3 * size):
            said = f"{what} differ from the library's; `minidnn check {number}` says why"
            warnings.warn(f"{name} on your functions: {said}", stacklevel=2)

    def in_type(i, rule, like, right):
        def typed_rule(*dy):
            got = kept(rule(*dy), like)
            if got.shape != like.shape:
                raise ValueError(
                    f"{name} on your functions: the gradient of input {i} has the shape "
                    f"{got.shape}, expected {like.shape}; `minidnn check {number}` says why"
                )
            if right is not None:
                compared(f"the gradients of input {i}", got, right(*dy))
            return got

        return typed_rule

    def typed(x, *others, **options):
        y, *rules = op(x, *others, **options)
        inputs = (x, *others)
        y = tuple(kept(v, x) for v in y) if type(y) is tuple else kept(y, x)
        right: list[Any] = [None] * len(rules)
        if first:
            first.clear()
            wanted, *right = own(x, *others, **options)
            for got, v in zip(*((y, wanted) if type(y) is tuple else ((y,), (wanted,)))):
                compared("the results", got, v)
        every = enumerate(zip(rules, inputs, right), 1)
        return (y, *[rule and in_type(i, rule, like, r) for i, (rule, like, r) in every])

    typed.__name__ = name
    return typed


# --- finding what is finished


def _from_module(module) -> dict[str, object]:
    """Finished functions of a module (or any object with functions as attributes)."""
    path = getattr(module, "__file__", None)
    unfinished = _unfinished(Path(path)) if path else set()
    wanted = {f for e in registry.exercises() for f in e.functions if "." not in f}
    found = {}
    for name in sorted(wanted | {*FUNCTIONS, "train"} - {"Model"}):
        function = getattr(module, name, None)
        ours = getattr(function, "__module__", "").startswith("minidnn.")
        if callable(function) and not ours and name not in unfinished:
            found[name] = function
    found.pop("Model", None)
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
    around = {n: getattr(tutorial, n) for n in (*FUNCTIONS, "train", "Model", "get_accuracy")}
    found: dict[str, object] = {}
    for exercise in registry.exercises():
        if exercise.cell:
            continue
        answer = submission.answer(exercise)
        if answer.state != "filled":
            continue
        names = _surroundings(exercise, around, found)
        try:
            for chunk in answer.chunks:
                exec(compile_chunk(chunk), names)
        except Exception as error:  # it does not load: the library's stays
            print(f"{exercise.number} {exercise.name} is left out: {type(error).__name__}: {error}")
            continue
        for name in exercise.functions:
            if name == "Model":
                own = vars(names["Model"])
                found |= {f"Model.{m}": own[m] for m in (*METHODS, "__init__") if m in own}
            elif name.startswith("Model."):
                found[name] = vars(names["Model"])[name.split(".")[1]]
            else:
                top = name.split(".")[0]
                found[top] = names[top]
    return found


def _surroundings(exercise, around: dict[str, object], found: dict[str, object]) -> dict[str, Any]:
    """What an answer finds around it: the student's functions, the library's, the course's."""
    names: dict[str, Any] = {"np": np, "numpy": np, "__name__": "student"}
    exec(compile("import math\n" + source.given_text(exercise), "<given>", "exec"), names)
    return names | around | {k: v for k, v in found.items() if "." not in k}
