"""The course's commands, pytest, notebooks, packages and `use`, from a student's and a teacher's
side."""

import json
import os
import shutil
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn.grading import commands, notebook, pages, use, workspace
from minidnn.grading.reading import Submission

ROOT = Path(__file__).parents[2]
RELU = "import numpy as np\n\ndef relu(z):\n    return np.where(z > 0, z, 0)\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A student's folder with everything done."""
    folder = tmp_path_factory.mktemp("solved")
    for name, text in pages.files(solved=True).items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def work(tmp_path):
    """A student's folder: one exercise right, one wrong, the others blank."""
    folder = tmp_path / "work"
    commands.main(["exercises", "start", str(folder)])
    path = folder / "part3_backpropagation.py"
    text = path.read_text()
    text = text.replace(
        "    dl_dw = ...\n    dl_db = ...\n    dl_da_prev = ...\n",
        "    dl_dw = a_prev.T @ dl_dz\n    dl_db = dl_dz.mean(axis=0, keepdims=True)\n"
        "    dl_da_prev = dl_dz @ w.T\n",
    )
    path.write_text(text)
    return folder


def run(*argv):
    return commands.main([str(a) for a in argv])


def test_check(work, capsys):
    assert run("check", "3.4", "--folder", work) == 1
    out = capsys.readouterr().out
    assert "[DENSE-DB-MEAN]" in out
    assert len(out.splitlines()) <= 13
    assert run("check", "dense", "--folder", work) == 1
    assert "not yet done" in capsys.readouterr().out


def test_grade_writes_every_report(work, tmp_path, capsys):
    out = tmp_path / "out"
    names = ("json", "junit", "gradescope", "classroom50", "markdown", "html", "csv")
    assert (
        run("grade", work, "--only", "3.4,1.1", "--seed", 5, *(f"--{n}={out / n}" for n in names))
        == 0
    )
    assert "0 of 2 done, " in capsys.readouterr().out
    assert sorted(p.name for p in out.iterdir()) == sorted(names)
    assert json.loads((out / "json").read_text())["seed"] == 5
    assert run("grade", work, "--only", "3.4", "--fail") == 1


def test_a_course_of_ones_own(work, tmp_path, capsys):
    course = tmp_path / "course.json"
    course.write_text('{"exercises": ["3.4", "1"], "weights": {"3.4": 3}}')
    assert run("grade", work, "--course", course) == 0
    assert " of 70 points" in capsys.readouterr().out  # four of part 1, and three times 3.4
    for text, says in (
        ("[]", "is not a course file"),
        ('{"weights": {"3.4": 0}}', "whole numbers from 1 up"),
        ('{"exercises": ["99"]}', "there is no part 99"),
        ('{"weights": {"x": 1}}', "no exercise 'x'"),
    ):
        course.write_text(text)
        assert run("grade", work, "--course", course) == 2
        assert says in capsys.readouterr().err


def test_a_folder_of_submissions(work, tmp_path, capsys):
    group = tmp_path / "group"
    for name in ("anna", "ben"):
        shutil.copytree(work, group / name)
    (group / "ben" / "part1_prediction.py").write_text(RELU)
    (group / "carla").mkdir()
    book = tmp_path / "book.csv"
    assert (
        run(
            "grade",
            group,
            "--only",
            "1.2,3.4",
            "--jobs",
            2,
            "--csv",
            book,
            "--html",
            tmp_path / "b.html",
        )
        == 0
    )
    out = capsys.readouterr().out
    assert "most frequent mistakes" in out
    assert "2 x  3.4   DENSE-DB-MEAN" in out
    rows = book.read_text().splitlines()
    assert [r.split(",")[0] for r in rows] == ["student", "anna", "ben", "carla"]
    assert rows[2].split(",")[4] == "10"
    assert run("grade", group, "--junit", tmp_path / "x.xml") == 2
    assert "junit: made for one submission" in capsys.readouterr().err


def test_status_hint_reset(work, capsys):
    assert run("exercises", "status", "--folder", work) == 0
    out = capsys.readouterr().out
    assert "3.4  dense_backward                     filled in     part3_backpropagation.py" in out
    for level in (1, 2, 3, 3):
        run("exercises", "hint", "3.4", "--folder", work)
        assert f"hint {level} of 3" in capsys.readouterr().out
    before = (work / "part3_backpropagation.py").read_text()
    assert run("exercises", "reset", "3.4", "--folder", work) == 0
    assert (work / "part3_backpropagation.py").read_text() == (
        ROOT / "exercises" / "part3_backpropagation.py"
    ).read_text()
    (backup,) = work.glob("backup-*.py")
    assert backup.read_text() == before
    assert run("exercises", "reset", "3.4", "--folder", work) == 0
    assert "blank already" in capsys.readouterr().out


def test_reset_of_one_exercise_leaves_the_others(work):
    path = work / "part1_prediction.py"
    text = path.read_text()
    path.write_text(text.replace("...", "1 + 1"))
    run("exercises", "reset", "1.2", "--folder", work)
    states = {e.number: s for e, s, _ in workspace.status(work)}
    assert (states["1.1"], states["1.2"], states["1.3"]) == ("filled", "blank", "filled")


def test_start_keeps_what_is_there(work, capsys):
    before = (work / "part3_backpropagation.py").read_text()
    run("exercises", "start", work)
    assert "kept     part3_backpropagation.py" in capsys.readouterr().out
    assert (work / "part3_backpropagation.py").read_text() == before


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("check", "9.9"), "there is no exercise '9.9'"),
        (("check", "3.4", "--folder", "/no/such"), "there is no folder /no/such"),
        (("grade",), "no exercises here; `minidnn exercises start my-course`"),
        (("exercises", "reset", "9"), "no exercises here"),
    ],
)
def test_errors_are_sentences(argv, says, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(*argv) == 2
    assert says in capsys.readouterr().err


# --- pytest, notebooks
# -------------------------------------------------------------------------------


def pytest_in(folder):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(folder), "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=dict(os.environ, PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1"),
    )
    return done.returncode, done.stdout


def test_pytest_on_untouched_exercises_ends_cleanly():
    code, out = pytest_in(ROOT / "exercises")
    assert code == 0, out
    every = commands.registry.exercises()
    assert f"0 of {len(every)} done, 0 of {sum(e.points for e in every)} points" in out
    assert "Next: 1.1 dense in part1_prediction" in out
    assert "failed" not in out


def test_pytest_grades_what_is_filled_in(work):
    code, out = pytest_in(work)
    assert code == 1
    assert "[DENSE-DB-MEAN]" in out
    assert f"1 failed, {len(commands.registry.exercises()) - 1} skipped" in out
    assert "Traceback" not in out
    assert "assert " not in out


def test_check_in_a_notebook(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    shell = types.SimpleNamespace(user_ns={"In": ["", "%matplotlib inline", RELU, "check('relu')"]})
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    assert notebook.check("relu").points == 10
    assert "✓ 1.2  relu" in capsys.readouterr().out
    shell.user_ns["In"].append("def relu(z):\n    return np.abs(z)\n")
    assert notebook.check("1.2").diagnoses[0].known
    assert notebook.check("dense").status == "not done"


def test_check_in_a_script(tmp_path):
    script = tmp_path / "part1_mine.py"
    script.write_text(f"{RELU}\nfrom minidnn.grading import check\n\ncheck('relu')\n")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path.parent,
        env=dict(os.environ, PYTHONPATH=str(ROOT), PYTHONIOENCODING="utf-8"),
    )
    assert "✓ 1.2  relu                               10 of 10 points" in done.stdout, done.stderr


# --- the student's functions in the library
# ----------------------------------------------------------


def test_use_everything_of_a_student(solved, capsys):
    mine = use(solved)
    first, _, second = capsys.readouterr().out.partition("\n")
    assert first == "12 of 12 functions are yours"
    assert second.startswith("in the library's networks these ops are yours: relu, linear")
    x, y, x_val, y_val = minidnn.load_data()
    minidnn.reset_seed(123)
    model = mine.Model()
    for _ in range(1000):
        loss = mine.train(model, x, y, 1e-2)
    assert f"{loss:.4f}" == "0.1409"
    assert f"{minidnn.get_accuracy(y_val, model.predict(x_val)):.1%}" == "92.2%"


def test_use_what_is_finished(work, tmp_path, capsys):
    mine = use(work)
    assert mine.yours == ["dense_backward"]
    assert "1 of 12 functions are yours; the library's: dense, relu" in capsys.readouterr().out
    assert "Model.train" not in mine.library
    calls = []
    module = types.SimpleNamespace(relu=lambda z: calls.append(1) or np.maximum(z, 0))
    model = use(module, quiet=True).Model()
    model.predict(np.zeros((2, 5)))
    assert len(calls) == 2
    assert minidnn.Model().functions.relu is not module.relu  # nothing of the library has changed
    with pytest.raises(ValueError, match="use: there is no folder or file"):
        use(tmp_path / "nothing")
    with pytest.raises(ValueError, match="use: no exercise files"):
        use(tmp_path / "work" / ".." / "empty" if (tmp_path / "empty").mkdir() is None else "")


# --- packages
# --------------------------------------------------------------------------------------------


def test_gradescope_package_grades_a_submission(work, tmp_path):
    target = tmp_path / "autograder.zip"
    assert run("package", "--gradescope", "--only", "3.4,1.2", "--output", target) == 0
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        assert {"setup.sh", "run_autograder", "course.json", "MANIFEST.sha256"} <= set(names)
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
        assert not [n for n in names if "solution" in n or n.startswith("/") or ".." in n]
        archive.extractall(tmp_path / "source")
    script = (tmp_path / "source" / "run_autograder").read_text()
    script = script.replace("/autograder/venv/bin/python", sys.executable)
    script = script.replace("/autograder/submission", str(work)).replace(
        "/autograder", str(tmp_path)
    )
    (tmp_path / "results").mkdir()
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    assert [t["number"] for t in result["tests"]] == ["3.4", "1.2"], done.stderr
    assert result["tests"][0]["tags"] == ["DENSE-DB-MEAN"]
    assert "files have changed" not in done.stderr


def test_classroom_package_grades_a_repository(work, tmp_path):
    target = tmp_path / "classroom.zip"
    assert run("package", "--classroom50", "--only", "3.4", "--output", target) == 0
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "teacher")
    (work / "numpy.py").write_text("raise SystemExit('not this numpy')\n")
    (work / "json.py").write_text("raise SystemExit('not this json')\n")
    subprocess.run(
        [sys.executable, tmp_path / "teacher" / "autograder.py"],
        cwd=work,
        check=True,
        capture_output=True,
    )
    result = json.loads((work / "result.json").read_text())
    assert result["schema"] == "classroom50/result/v1"
    assert result["tests"][0]["test-name"] == "3.4 dense_backward"
    assert 0 < result["score"] < 10


def test_solutions_are_not_in_the_exercises():
    for exercise, state, _ in workspace.status(ROOT / "exercises"):
        assert state == "blank", exercise.number


def test_each_solution_is_filled_in(solved):
    submission = Submission(solved)
    assert {submission.answer(e).state for e in commands.registry.exercises()} == {"filled"}
