"""What a teacher sees of a class: who wrote alike, hints and checks, the heat map, its history."""

import json
import re

import pytest

from minidnn.grading import cohort, commands, diary, pages, similarity
from minidnn.grading.reports import class_page
from minidnn.grading.result import CourseResult, Diagnosis, ExerciseResult

LOOP = """
def dense(a_prev, w, b):
    # every row on its own
    rows = []
    for row in a_prev:
        total = b.copy()
        for i in range(len(row)):
            total = total + row[i] * w[i : i + 1]
        rows.append(total)
    return np.concatenate(rows)
"""
RENAMED = """
def dense(a_prev, w, b):
    result = []   # my own idea
    for x in a_prev:

        acc = b.copy()
        for k in range(len(x)):
            acc = acc + x[k] * w[k : k + 1]
        result.append(acc)
    return np.concatenate(result)
"""
OTHER = """
def dense(a_prev, w, b):
    return np.einsum('ni,io->no', a_prev, w) + np.tile(b, (len(a_prev), 1))
"""


def test_names_comments_and_layout_do_not_count():
    assert similarity.fingerprints(LOOP) == similarity.fingerprints(RENAMED)
    both = similarity.fingerprints(LOOP) & similarity.fingerprints(OTHER)
    assert len(both) < 0.3 * len(similarity.fingerprints(LOOP))  # the line with def


@pytest.mark.parametrize("text", ["", "def f(:\n", "x = 'open\n", "\x00", "a" * 10000])
def test_fingerprints_of_anything(text):
    assert isinstance(similarity.fingerprints(text), frozenset)


def test_a_copied_answer_is_found_and_what_all_write_is_not():
    usual = "def relu(z):\n    mask = z > 0\n    out = np.zeros_like(z)\n    out[mask] = z[mask]\n"
    usual += "    return out.astype(z.dtype)\n"
    terms = [" + ".join(f"x[{i}] * {i * k}" for i in range(9)) for k in range(20)]
    own = [f"def f(x):\n    return {t}\n" for t in terms]
    prints = {
        f"student{k:02}": {
            "1.2": similarity.fingerprints(usual),
            "1.1": similarity.fingerprints(own[k]),
        }
        for k in range(20)
    }
    prints["student03"]["1.1"] = similarity.fingerprints(LOOP)
    prints["student17"]["1.1"] = similarity.fingerprints(RENAMED)
    found = similarity.pairs(prints)
    assert [(p.first, p.second, p.share, p.exercises) for p in found] == [
        ("student03", "student17", 1.0, ("1.1",))
    ]
    assert similarity.pairs({}) == [] and similarity.pairs({"a": {}, "b": {}}) == []


def test_hints_and_checks_are_remembered_and_shown(tmp_path, capsys):
    folder = tmp_path / "anna"
    commands.main(["exercises", "start", str(folder)])
    page = folder / "part1_prediction.py"
    page.write_text(page.read_text().replace("z = ...", "z = a_prev @ w - b"))
    commands.main(["exercises", "hint", "1.1", "--folder", str(folder)])
    for _ in range(2):
        commands.main(["check", "1.1", "--folder", str(folder)])
    page.write_text(page.read_text().replace("@ w - b", "@ w + b"))
    commands.main(["check", "1.1", "--folder", str(folder)])
    capsys.readouterr()
    report = tmp_path / "report"
    argv = ["grade", folder, "--only", "1", "--html", f"{report}.html", "--json", f"{report}.json"]
    commands.main([str(a) for a in argv])
    assert "1 hints taken, 3 checks made" in capsys.readouterr().out
    assert "1 hint, 3 checks" in (tmp_path / "report.html").read_text()
    told = json.loads((tmp_path / "report.json").read_text())
    assert (told["hints"], told["checks"]) == ({"1.1": 1}, {"1.1": 3})
    codes = [a["codes"] for a in diary.attempts(folder)]
    assert codes == [["DENSE-BIAS-MINUS"], ["DENSE-BIAS-MINUS"], []]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        '{"time": 1}\n[]\nnull\n{"time": "x", "exercise": "1.1", "status": "passed"}',
        "[" * 100000,
        '{"time": "x", "exercise": {"a": 1}, "status": [], "codes": 7}',
        "\x00\xff" * 100,
    ],
)
def test_a_diary_is_read_as_hostile(tmp_path, text):
    (tmp_path / diary.ATTEMPTS).write_text(text)
    (tmp_path / diary.HINTS).write_text(text)
    assert diary.attempts(tmp_path) == []
    assert diary.hints(tmp_path) == {}


def test_a_diary_that_is_a_link_or_too_large_is_not_read(tmp_path):
    (tmp_path / "secret").write_text('{"3.4": 2}')
    (tmp_path / diary.HINTS).symlink_to(tmp_path / "secret")
    assert diary.hints(tmp_path) == {}
    line = '{"time": "x", "exercise": "1.1", "status": "passed", "codes": []}\n'
    (tmp_path / diary.ATTEMPTS).write_text(line * 20000)
    assert diary.attempts(tmp_path) == []


def made_up(name, k, diary_=()):
    """A result of 40 exercises; k decides which are right."""
    exercises = []
    for i in range(40):
        points = (10, 10, 7, 3, 0)[(i * 7 + k * 3) % 5]
        status = {10: "passed", 0: ("failed", "not done")[k % 2]}.get(points, "partial")
        e = ExerciseResult(f"{1 + i // 4}.{1 + i % 4}", f"e{i}", "t", status, points, 10)
        if 0 < points < 10:
            e.diagnoses = [Diagnosis(f"WRONG-{i}", "What is <wrong>.", known=True)]
        exercises.append(e)
    return CourseResult(exercises, 5, name, diary=list(diary_))


def test_the_page_of_a_class():
    """40 exercises and 200 students: one cell each, in a file that a browser opens at once."""
    text = class_page.page([made_up(f"student <{k}>", k) for k in range(200)])
    assert len(re.findall(r'<td class="s[0-4]', text)) == 40 * 200
    assert "<wrong>" not in text and "student &lt;7&gt;" in text
    assert "<script" not in text and "http" not in text
    assert len(text) < 2_000_000


def test_the_history_of_a_mistake():
    check = lambda status, *codes: {
        "time": "", "exercise": "1.3", "status": status, "codes": list(codes),
    }  # fmt: skip
    anna = [check("failed", "A"), check("partial", "A", "B"), check("passed")]
    ben = [check("failed", "A"), check("failed", "B")]
    courses = [made_up("anna", 0, anna), made_up("ben", 1, ben)]
    assert class_page._history(courses) == {
        ("1.3", "A"): {"anna": 2, "ben": 0},
        ("1.3", "B"): {"anna": 1, "ben": 0},
    }
    row = re.search(r"<tr>(?:(?!<tr>).)*<code>A</code>", class_page.page(courses))[0]
    assert re.findall(r'<td class="n">(\d*)', row) == ["", "2", "1", "2"]


def test_a_class_through_the_command(tmp_path, capsys):
    """Three submissions, two of them alike; one seed for all."""
    solved = pages.files(solved=True)["part1_prediction.py"]
    block = "    z = a_prev @ w + b\n"
    assert block in solved
    for name, text in (("anna", LOOP), ("ben", RENAMED), ("chris", None)):
        folder = tmp_path / "class" / name
        folder.mkdir(parents=True)
        page = solved if text is None else solved + "\n# %%\n" + text
        (folder / "part1_prediction.py").write_text(page)
    out = tmp_path / "class.html"
    argv = ["grade", tmp_path / "class", "--only", "1.1", "--html", out, "--seed", "3"]
    assert commands.main([str(a) for a in argv]) == 0
    assert "anna" in capsys.readouterr().out
    text = out.read_text()
    assert "<td>anna<td>ben<td>1.1" in text and "Seed: 3" in text


def test_one_class_has_one_seed(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part1_x.py").write_text("def relu(z):\n    return z\n")
    found = cohort.grade_all(cohort.submissions_in(tmp_path), None, ["1.2"])
    assert len({c.seed for c in found}) == 1


def test_a_grading_repeats_with_its_seed(tmp_path, capsys):
    folder = tmp_path / "class"
    for name, body in (("anna", "z * 1.0"), ("ben", "np.maximum(z, 0)")):
        (folder / name).mkdir(parents=True)
        (folder / name / "part1_x.py").write_text(f"def relu(z):\n    return {body}\n")
    report = tmp_path / "r.json"
    commands.main(["grade", str(folder), "--only", "1.2", "--json", str(report)])
    assert commands.main(["regrade", str(report), str(folder)]) == 0
    assert "2 graded again: nothing has changed" in capsys.readouterr().out
    (folder / "anna" / "part1_x.py").write_text("def relu(z):\n    return np.abs(z)\n")
    (folder / "chris").mkdir()
    (folder / "chris" / "part1_x.py").write_text("")
    again = tmp_path / "again.json"
    argv = ["regrade", str(report), str(folder), "--json", str(again)]
    assert commands.main(argv) == 1
    out = capsys.readouterr().out
    assert "anna, 1.2 relu: the file part1_x.py is another one" in out
    assert "anna, 1.2 relu: was RELU-IDENTITY, is RELU-ABS" in out
    assert "chris: not in the report" in out and "ben" not in out
    assert [r["seed"] for r in json.loads(again.read_text())] == [
        r["seed"] for r in json.loads(report.read_text())
    ]


@pytest.mark.parametrize("text", ["", "[1]", '{"format": "x"}', "[" * 99999])
def test_a_report_that_is_none(tmp_path, text, capsys):
    (tmp_path / "r.json").write_text(text)
    assert commands.main(["regrade", str(tmp_path / "r.json"), str(tmp_path)]) == 2
    assert "is not a report" in capsys.readouterr().err
