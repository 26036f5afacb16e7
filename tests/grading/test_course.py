"""Every exercise of the course keeps the rules of docs/authoring.md, and its oracle agrees."""

import ast
import importlib.util
import re
import warnings
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from minidnn.grading import outcomes, pages, registry, source

PLACES = registry.places()
ALLOWED = ("numpy", "math", "minidnn.datasets", "minidnn.grading.spec", "minidnn.course")
IN_PROOF = (*ALLOWED, "minidnn.grading.proof")
every_exercise = pytest.mark.parametrize("place", PLACES, ids=lambda p: p.number)


def test_the_course_is_complete():
    assert len(PLACES) >= 21
    assert [p.number for p in PLACES] == [e.number for e in registry.exercises()]


@every_exercise
def test_what_an_exercise_imports(place):
    """NumPy and the course: a reference that calls the library would share its mistakes."""
    proof = [place.folder / "proof" / "oracle.py"]
    for path in [*place.folder.glob("*.py"), *(p for p in proof if p.exists())]:
        allowed = IN_PROOF if path in proof else ALLOWED
        if path.name == "library.py":
            allowed = (*ALLOWED, "minidnn.ops", "minidnn.nn", "minidnn.functional", "minidnn")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                standard = top not in ("minidnn", "torch", "scipy", "sklearn", "matplotlib")
                assert standard or name.startswith(allowed), f"{path}: {name}"


@every_exercise
def test_files_are_small_and_say_what_they_are(place):
    for path in place.folder.rglob("*.py"):
        text = path.read_text("utf-8")
        assert text.count("\n") <= 300, path
        if path.name != "solution.py" and path.parent.name != "variants":
            assert ast.get_docstring(ast.parse(text)), f"{path}: what is this file?"


@every_exercise
def test_the_oracle_agrees_with_the_reference(place):
    folder = place.folder / "proof"
    if not (folder / "oracle.py").exists():
        assert place.part <= 7, f"{place.number} has no proof/oracle.py"
        return  # parts 1 to 7 are compared in test_part1_3.py and test_content_part4to7.py
    goldens = {}
    if (folder / "goldens.npz").exists():
        with np.load(folder / "goldens.npz", allow_pickle=False) as file:
            goldens = {name: file[name] for name in file.files}
    oracle = import_module(f"{place.package}.proof.oracle")
    assert bool(goldens) == hasattr(oracle, "make"), "run: python tools/make_goldens.py"
    oracle.check(goldens)


@every_exercise
@pytest.mark.parametrize("seed", [5, 11])
def test_no_two_faults_look_alike(place, seed):
    """Each pair of faults, and each fault and the reference, differ in at least one case."""
    exercise = registry.find(place.number)
    cases = [c for c in exercise.cases(np.random.default_rng(seed)) if c.diagnose]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runs = {
            "reference": outcomes.observe_here(exercise, source.reference_probe(exercise), cases)
        }
        for fault in exercise.faults:
            runs[fault.code] = outcomes.fault_outcomes(exercise, fault, cases)
        names = list(runs)
        alike = [
            (a, b)
            for k, a in enumerate(names)
            for b in names[k + 1 :]
            if all(outcomes.apart(exercise, *c) <= 1 for c in zip(cases, runs[a], runs[b]))
        ]
    assert not alike
    assert len(exercise.faults) >= 12


def test_fault_codes_are_unique():
    codes = [f.code for e in registry.exercises() for f in e.faults]
    assert len(set(codes)) == len(codes)


@every_exercise
def test_hints_do_not_give_the_line(place):
    """No hint, of the exercise or of a fault, holds a line of the reference."""
    exercise = registry.find(place.number)
    lines = {
        line.split("=", 1)[-1].strip()
        for line in source.own_text(exercise).splitlines()
        if "=" in line and "def " not in line
    }
    texts = [*exercise.hints, *(t for f in exercise.faults for t in (f.hint, f.says))]
    for line in lines:
        assert len(line) < 12 or not any(line in text for text in texts)


def test_every_page_has_its_blanks_filled_by_the_solutions():
    for place in PLACES:
        text = (place.folder / "page.md").read_text("utf-8")
        assert f"## Exercise {place.number}" in text
        filled = "".join(pages.BLOCK.findall(pages.fill(text, place.folder)))
        assert not re.search(r"(= |, |^\s*)\.\.\.(,|$)", filled, re.M), place.number


def test_the_numbers_in_the_documentation_are_counted():
    path = Path(__file__).parents[2] / "tools" / "course_numbers.py"
    spec = importlib.util.spec_from_file_location("course_numbers", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.counted() in tool.PAGE.read_text("utf-8"), "run: python tools/course_numbers.py"
