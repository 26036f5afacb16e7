"""docs/authoring.md: its exercise works as written; docs/teaching.md: course file, late policy."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from minidnn.grading import commands, course, late, pages, registry, sandbox

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "teaching.md").read_text(encoding="utf-8")
AUTHORING = (DOCS / "authoring.md").read_text(encoding="utf-8")
GOOD = "import numpy as np\n\ndef leaky_relu(z, slope):\n    return np.where(z > 0, z, slope * z)\n"


def block(kind, number=0):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)[number]


def example():
    """file name -> text: the exercise that docs/authoring.md shows, file by file."""
    found = re.findall(r"^`(part20\S+)`\n\n(`{3,4})\w+\n(.*?)^\2$", AUTHORING, re.M | re.S)
    return {name: text for name, _, text in found}


@pytest.fixture
def teacher(tmp_path, monkeypatch):
    """A teacher's folder with the course of the page, and nothing else."""
    monkeypatch.setattr(registry, "_added", {})
    monkeypatch.setattr(registry, "_registered", [])
    for name, text in example().items():
        path = tmp_path / "my_course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "course.json").write_text('{"exercises": ["20.1"], "folders": ["my_course"]}')
    (tmp_path / "student").mkdir()
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith("own_course_")]:
        del sys.modules[name]


@pytest.mark.parametrize("course_option", ["course.json", "my_course"])
def test_the_pages_exercise_passes_the_selftest(teacher, capsys, course_option):
    """One folder as documented, no edit elsewhere."""
    argv = ["selftest", "20", "--course", teacher / course_option, "--jobs", 1, "--full"]
    code = commands.main([str(a) for a in argv])
    out = capsys.readouterr().out
    assert code == 0, out
    assert (
        "1 exercises, 6 of 6 known mistakes named correctly, 3 correct variants accepted, 0 "
        "problems"
    ) in out


def test_its_page_is_built_and_graded(teacher, capsys, monkeypatch):
    monkeypatch.setenv("MINIDNN_COURSE", str(teacher / "my_course"))
    assert commands.main(["exercises", "start", str(teacher / "student")]) == 0
    page = teacher / "student" / "part20_own.py"
    assert (teacher / "student" / "part20_own.ipynb").exists()
    assert "# %%\nprint(leaky_relu(" in page.read_text()
    folder = ["--folder", str(teacher / "student")]
    assert commands.main(["exercises", "status", *folder]) == 0
    assert "20.1 leaky_relu                         not yet done" in capsys.readouterr().out
    page.write_text(page.read_text().replace("a = ...", "a = np.where(z > 0, z, 0.01 * z)"))
    assert commands.main(["check", "leaky_relu", *folder]) == 1
    out = capsys.readouterr().out
    assert "The slope is always 0.01, whatever the argument says.  [LEAKY-FIXED]" in out
    assert commands.main(["exercises", "reset", "20.1", *folder]) == 0
    assert "a = ..." in page.read_text()


def test_the_solved_page_prints_what_it_promises(teacher):
    registry.add(teacher / "my_course")
    assert "a = np.maximum(z, slope * z)" in pages.script(pages.page(20, solved=True)[1])


def test_the_package_carries_it(teacher):
    target = teacher / "a.zip"
    file = str(teacher / "course.json")
    commands.main(["package", "--gradescope", "--course", file, "--output", str(target)])
    name = "part20_own/e1_leaky_relu/reference.py"
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"own1/{name}").decode() == example()[name]
        assert json.loads(archive.read("course.json"))["folders"] == ["own1"]
        assert not any("/proof/" in n for n in archive.namelist())


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda f: shutil.rmtree(f), "there is no course folder"),
        (lambda f: (f / "part20_own").rename(f / "own"), "is not a course"),
        (
            lambda f: shutil.copytree(f / "part20_own", f / "part20_again"),
            "exercise 20.1 exists twice",
        ),
        (
            lambda f: (f / "part20_own").rename(f / "part03_own"),
            "exercise 3.1 exists twice",
        ),
        (
            lambda f: shutil.copytree(f / "part20_own", f / "part21_again"),
            "exercise 21.1 is called 'leaky_relu', as 20.1 is",
        ),
        (lambda f: edit(f, "name=", 'number="20.1", name='), "leave number= out"),
        (lambda f: edit(f, "EXERCISE = ", "ANSWER = "), "must define EXERCISE"),
    ],
)
def test_a_course_folder_with_mistakes(teacher, prepare, says):
    folder = teacher / "my_course"
    prepare(folder)
    with pytest.raises(ValueError, match=says):
        registry.add(folder)
    assert registry.added() == []


def edit(folder, old, new):
    path = folder / "part20_own" / "e1_leaky_relu" / "exercise.py"
    path.write_text(path.read_text().replace(old, new))


def test_a_course_in_the_current_folder_is_not_loaded(teacher, monkeypatch):
    """A student who adds a folder of exercises to the work handed in adds nothing."""
    monkeypatch.chdir(teacher / "my_course")
    assert 20 not in registry.parts()


def test_the_pages_course_file_is_one(teacher):
    (teacher / "page.json").write_text(block("json"))
    plan = course.read(teacher / "page.json")
    assert [e.number for e in plan.exercises] == ["1.1", "1.2", "1.3", "1.4", "2.1", "3.1", "3.4"]
    assert (plan.weights, plan.late) == ({"3.4": 2}, late.Policy(10, 7))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("nonsense", "is not a course file"),
        ('{"exercise": []}', "'exercise' is not one of"),
        ('{"folders": ["none"]}', "there is no course folder"),
        ('{"late": {"percent": 200}}', "percent is 200"),
        ('{"late": {"week": 1}}', "is not a course file"),
    ],
)
def test_a_course_file_with_mistakes(teacher, raw, says):
    (teacher / "bad.json").write_text(raw)
    with pytest.raises(ValueError, match=says):
        course.read(teacher / "bad.json")


@pytest.mark.parametrize(
    ("hours", "share"),
    [(-5, 1.0), (0, 1.0), (0.1, 0.9), (24, 0.9), (25, 0.8), (167, 0.3), (170, 0.0)],
)
def test_late_policy(hours, share):
    assert late.Policy(10, 7).factor(hours) == pytest.approx(share)


def metadata(
    path,
    created="2026-03-02T12:00:00.000000-08:00",
    due="2026-03-01T23:59:59.000000-08:00",
    own=None,
):
    users = [{"assignment": {"due_date": own}}] if own else [{}]
    path.write_text(
        json.dumps({"created_at": created, "assignment": {"due_date": due}, "users": users})
    )
    return path


def test_hours_from_gradescopes_metadata(tmp_path):
    assert late.hours_late(metadata(tmp_path / "m.json")) == pytest.approx(12.0, abs=0.01)
    assert late.hours_late(metadata(tmp_path / "m.json", own="2026-03-09T00:00:00-08:00")) < 0
    assert late.hours_late(metadata(tmp_path / "m.json", due=None)) == 0
    (tmp_path / "m.json").write_text("[]")
    with pytest.raises(ValueError, match="is not Gradescope's submission_metadata.json"):
        late.hours_late(tmp_path / "m.json")


def test_late_points_in_gradescopes_file(teacher):
    plan = teacher / "late.json"
    plan.write_text(
        '{"exercises": ["20.1"], "folders": ["my_course"], "late": {"percent": 10, "days": 7}}'
    )
    (teacher / "student" / "part20_own.py").write_text(GOOD)
    out = teacher / "results.json"
    argv = ["grade", teacher / "student", "--course", plan, "--gradescope", out]
    argv += ["--metadata", metadata(teacher / "m.json")]
    commands.main([str(a) for a in argv])
    result = json.loads(out.read_text())
    assert (result["score"], result["tests"][0]["score"]) == (9.0, 10)
    assert "handed in late: 90 % of the points count" in result["output"].replace("90%", "90 %")


@pytest.mark.parametrize("switch", ["MINIDNN_NO_WALLS", "MINIDNN_NO_NAMESPACES"])
def test_a_teachers_course_is_hidden_from_students(teacher, monkeypatch, switch):
    """Either lock alone hides the reference, even where everybody may read the file."""
    monkeypatch.setenv(switch, "1")
    monkeypatch.setattr(sandbox, "HIDDEN", list(sandbox.HIDDEN))
    registry.add(teacher / "my_course")
    secret = teacher / "my_course" / "part20_own" / "e1_leaky_relu" / "reference.py"
    for folder in secret.parents[:5]:
        folder.chmod(0o755)
    text = f"def f(x):\n    return open({str(secret)!r}).read()\n"
    chunk = {"text": text, "file": "student.py", "line": 1}
    job = {"given": "", "chunks": [chunk], "functions": ["f"], "name": "f", "cell": False}
    run = sandbox.run(job | {"probe": "", "probe_name": ""}, [(1.0,)], 5.0)
    if not {"library hidden", "only Python's and its own files"} & set(run.layers):
        pytest.skip(f"this machine has neither lock: {run.layers}")
    assert run.outcomes[0].error["type"] in ("FileNotFoundError", "PermissionError")


def test_one_folder_more_in_minidnn_itself(tmp_path):
    """The same files as a folder of minidnn/course: no list anywhere has to be edited."""
    package = DOCS.parent / "minidnn"
    mine = tmp_path / "minidnn"
    mine.mkdir()
    for entry in package.iterdir():
        if entry.name not in ("grading", "course", "__pycache__"):
            (mine / entry.name).symlink_to(entry)
    shutil.copytree(package / "grading", mine / "grading")
    (mine / "course").mkdir()
    for entry in (package / "course").iterdir():
        (mine / "course" / entry.name).symlink_to(entry)
    for name, text in example().items():
        path = mine / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(*arguments):
        command = [sys.executable, "-m", "minidnn.grading.commands", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    code, out = run("selftest", "20", "--jobs", 1)
    assert code == 0 and "6 of 6 known mistakes named" in out, out
    assert run("exercises", "start", "mine")[0] == 0
    page = tmp_path / "mine" / "part20_own.py"
    page.write_text(page.read_text().replace("a = ...", "a = np.maximum(z, slope * z)"))
    code, out = run("check", "leaky_relu", "--folder", "mine")
    assert code == 0 and "10 of 10 points" in out, out
    code, out = run("exercises", "status", "--folder", "mine")
    assert "20.1 leaky_relu" in out and "1 of " in out
