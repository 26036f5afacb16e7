"""Assignments for nbgrader and Otter-Grader: a right and a wrong one, through the real tools."""

import csv
import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from minidnn.grading import commands, pages, registry
from minidnn.grading.package import KINDS
from tests.grading.test_engine_teaching import teacher

WRONG = ("np.maximum(z, 0)", "np.abs(z)")
__all__ = ["teacher"]  # the fixture


def needs(tool):
    return pytest.mark.skipif(
        importlib.util.find_spec(tool) is None, reason=f"{tool} is not installed"
    )


def unpacked(kind, folder, *more):
    target = folder / f"{kind}.zip"
    argv = ["package", f"--{kind}", "--output", target, *more]
    assert commands.main([str(a) for a in argv]) == 0
    with zipfile.ZipFile(target) as archive:
        archive.extractall(folder)
    return folder


def solved(book, part, wrong=False):
    """A notebook with its blanks filled in; `wrong`: relu is the absolute value."""
    answers = [
        block
        for place in registry.places(part)
        for block in pages.BLOCK.findall((place.folder / "proof/solution.py").read_text("utf-8"))
    ]
    rest = iter(answers)
    for cell in book["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            text = pages.BLOCK.sub(lambda _: next(rest), text)
        cell["source"] = text.replace(*WRONG) if wrong else text
    assert not wrong or any(WRONG[1] in c["source"] for c in book["cells"])
    return json.dumps(book)


def run(*command, folder):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MINIDNN")}
    environment |= {"PYTHONWARNINGS": "ignore", "HOME": str(folder), "IPYTHONDIR": str(folder)}
    tools = str(Path(sys.executable).parent)  # nbgrader calls alembic by its name
    environment["PATH"] = tools + os.pathsep + os.environ.get("PATH", os.defpath)
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=170,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_cells_for_nbgrader(tmp_path):
    """By the documented schema: every blank is an answer, every check a locked cell with points."""
    (tmp_path / "course.json").write_text('{"exercises": ["1"], "weights": {"1.2": 3}}')
    unpacked("nbgrader", tmp_path, "--course", tmp_path / "course.json")
    book = json.loads((tmp_path / "source/part1_prediction/part1_prediction.ipynb").read_text())
    marked = [c for c in book["cells"] if "nbgrader" in c["metadata"]]
    marks = [c["metadata"]["nbgrader"] for c in marked]
    ids = [m["grade_id"] for m in marks]
    assert len(set(ids)) == len(ids)
    assert all(i.replace("-", "").isalnum() for i in ids)
    assert all(m["schema_version"] == 3 and m["grade"] != m["solution"] for m in marks)
    points = {m["grade_id"]: m["points"] for m in marks if m["grade"]}
    expected = {f"exercise-1-{e.number[2:]}": e.points for e in registry.exercises(1)}
    assert points == expected | {"exercise-1-2": 30}
    assert [pages.BLOCK.search("".join(c["source"])) is not None for c in marked] == [
        m["solution"] for m in marks
    ]
    assert any("points('relu') * 3" in "".join(c["source"]) for c in marked)
    if importlib.util.find_spec("nbgrader"):
        import nbformat
        from nbgrader.nbgraderformat import MetadataValidator

        MetadataValidator().validate_nb(nbformat.from_dict(book))


def test_tests_for_otter(tmp_path):
    unpacked("otter", tmp_path, "--only", "1,3.4")
    names = {}
    exec((tmp_path / "part3_backpropagation/tests/q3_4.py").read_text(), names)
    assert names["OK_FORMAT"] is True
    exercise = registry.find("3.4")
    assert names["test"]["points"] == [p.points for p in exercise.properties]
    cases = names["test"]["suites"][0]["cases"]
    assert [eval(c["code"].split("earned")[-1].split("\n")[0])[1] for c in cases] == [
        p.name for p in exercise.properties
    ]
    found = {p.name for p in (tmp_path / "part1_prediction/tests").iterdir()}
    assert found == {f"q1_{e.number[2:]}.py" for e in registry.exercises(1)}
    text = (tmp_path / "part1_prediction/part1_prediction.ipynb").read_text()
    assert text.count("grader.check(") == len(registry.exercises(1))


def test_a_course_of_ones_own_travels_along(teacher):
    unpacked("otter", teacher, "--course", teacher / "course.json")
    folder = teacher / "part20_own"
    assert (folder / "own1/part20_own/e1_leaky_relu/exercise.py").is_file()
    assert not list(folder.rglob("solution.py"))
    assert "MINIDNN_COURSE" in (folder / "part20_own.ipynb").read_text()


def test_an_unknown_platform(tmp_path):
    from minidnn.grading import package

    with pytest.raises(ValueError, match="one of gradescope, classroom50, nbgrader, otter"):
        package.make("moodle", tmp_path / "x.zip", None)
    assert len(KINDS) == 4


@needs("nbgrader")
def test_nbgrader_grades(tmp_path):
    (tmp_path / "course.json").write_text('{"exercises": ["1.1", "1.2"], "weights": {"1.2": 2}}')
    unpacked("nbgrader", tmp_path, "--course", tmp_path / "course.json")
    run("nbgrader", "generate_assignment", "part1_prediction", folder=tmp_path)
    released = tmp_path / "release/part1_prediction/part1_prediction.ipynb"
    for name in ("right", "wrong", "blank"):
        target = tmp_path / f"submitted/{name}/part1_prediction/part1_prediction.ipynb"
        target.parent.mkdir(parents=True)
        book = json.loads(released.read_text())
        target.write_text(
            json.dumps(book) if name == "blank" else solved(book, 1, name == "wrong")
        )
    run("nbgrader", "autograde", "part1_prediction", folder=tmp_path)
    run("nbgrader", "export", folder=tmp_path)
    with open(tmp_path / "grades.csv", newline="") as file:
        found = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert found["right"] == 30 and found["blank"] == 0
    assert 10 <= found["wrong"] < 20  # 1.1 is right; of 1.2 only what holds for |z|, too


@needs("otter")
def test_otter_grades(tmp_path):
    folder = unpacked("otter", tmp_path, "--only", "1.1,1.2") / "part1_prediction"
    book = json.loads((folder / "part1_prediction.ipynb").read_text())
    (folder / "requirements.txt").write_text("")
    options = ["-t", "tests", "-c", "otter_config.json", "-r", "requirements.txt"]
    run("otter", "generate", *options, folder=folder)
    scores = {}
    for name in ("right", "wrong"):
        (folder / "part1_prediction.ipynb").write_text(solved(book, 1, name == "wrong"))
        (folder / name).mkdir()
        run("otter", "run", "-o", name, "part1_prediction.ipynb", folder=folder)
        result = json.loads((folder / name / "results.json").read_text())
        scores[name] = sum(t.get("score", 0) for t in result["tests"])
    assert scores["right"] == 20
    assert 10 <= scores["wrong"] < 20
