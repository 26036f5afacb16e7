"""docs/teaching.md: its example of an exercise works, and so do its course file and late policy."""

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from minidnn.grading import commands, course, late, registry

PAGE = (Path(__file__).parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
GOOD = "import numpy as np\n\ndef leaky_relu(z, slope):\n    return np.where(z > 0, z, slope * z)\n"
VARIANTS = {
    "loops": "import numpy as np\n\ndef leaky_relu(z, slope):\n    a = z.copy()\n"
    "    for i in np.ndindex(*z.shape):\n        if z[i] < 0:\n            a[i] = slope * "
    "z[i]\n    return a\n",
    "max": "import numpy as np\n\ndef leaky_relu(z, slope):\n"
    "    return np.maximum(z, 0) + slope * np.minimum(z, 0)\n",
    "float32": GOOD.replace(
        "np.where(z > 0, z, slope * z)", ("np.where(z > 0, z, slope * z).astype('f4')")
    ),
}


def block(kind, number=0):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)[number]


@pytest.fixture
def teacher(tmp_path, monkeypatch):
    """A teacher's folder: the page's exercise, its blank, a solution, three variants."""
    monkeypatch.setattr(registry, "_extra", [])
    monkeypatch.setattr(registry, "_loaded", [])
    (tmp_path / "my_exercises.py").write_text(block("python"))
    (tmp_path / "course.json").write_text('{"exercises": ["8.1"], "modules": ["my_exercises.py"]}')
    for folder in ("blank", "student", "content/solutions", "content/variants"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "blank" / "part8_own.py").write_text("import numpy as np\n\n" + block("python", 1))
    (tmp_path / "content" / "solutions" / "part8_own.py").write_text(GOOD)
    for name, text in VARIANTS.items():
        (tmp_path / "content" / "variants" / f"8_1_{name}.py").write_text(text)
    yield tmp_path
    sys.modules.pop("teaching_my_exercises", None)


def test_the_pages_exercise_passes_the_selftest(teacher, capsys):
    argv = ["selftest", "--course", teacher / "course.json", "--part", 8, "--jobs", 1, "--full"]
    argv += ["--content", teacher / "content", "--exercises", teacher / "blank"]
    code = commands.main([str(a) for a in argv])
    out = capsys.readouterr().out
    assert code == 0, out
    assert (
        "1 exercises, 6 of 6 known mistakes named correctly, 3 correct variants accepted, 0 "
        "problems"
    ) in out


def test_a_student_is_graded_with_it(teacher, capsys):
    (teacher / "student" / "part8_own.py").write_text(GOOD.replace("slope * z", "0.01 * z"))
    argv = [
        "check",
        "8.1",
        "--course",
        str(teacher / "course.json"),
        "--folder",
        str(teacher / "student"),
    ]
    assert commands.main(argv) == 1
    assert (
        "The slope is always 0.01, whatever the argument says.  [LEAKY-FIXED]"
        in capsys.readouterr().out
    )


def test_the_package_carries_it(teacher):
    target = teacher / "a.zip"
    commands.main(
        [
            "package",
            "--gradescope",
            "--course",
            str(teacher / "course.json"),
            "--output",
            str(target),
        ]
    )
    with zipfile.ZipFile(target) as archive:
        assert archive.read("minidnn/own/my_exercises.py").decode() == block("python")
        assert json.loads(archive.read("course.json"))["modules"] == ["minidnn/own/my_exercises.py"]


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
        ('{"modules": ["none.py"]}', "there is no file"),
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
        '{"exercises": ["8.1"], "modules": ["my_exercises.py"], "late": {"percent": 10, "days": 7}}'
    )
    (teacher / "student" / "part8_own.py").write_text(GOOD)
    out = teacher / "results.json"
    argv = ["grade", teacher / "student", "--course", plan, "--gradescope", out]
    argv += ["--metadata", metadata(teacher / "m.json")]
    commands.main([str(a) for a in argv])
    result = json.loads(out.read_text())
    assert (result["score"], result["tests"][0]["score"]) == (9.0, 10)
    assert "handed in late: 90 % of the points count" in result["output"].replace("90%", "90 %")
