"""Reports: every format says the same, and each is valid for those who read it."""

import csv
import io
import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from minidnn.grading.reports import class_page, formats, gradebook, html, text
from minidnn.grading.result import CourseResult, Diagnosis, ExerciseResult, PropertyResult

NASTY = 'a <b>bold</b> & "quoted" | \x00\x1b[31m \ud800 =1+1 \u2028 ünï'


def course(seed=0, nasty=NASTY):
    """A made-up result with every status."""
    rng = random.Random(seed)
    exercises = []
    for i in range(rng.randrange(1, 9)):
        status = rng.choice(["not done", "passed", "partial", "failed"])
        most = rng.choice([10, 20])
        points = {"not done": 0, "failed": 0, "passed": most, "partial": rng.randrange(1, most)}[
            status
        ]
        e = ExerciseResult(
            f"{i // 3 + 1}.{i % 3 + 1}", f"name_{i}", "title " + nasty, status, points, most
        )
        e.properties = [
            PropertyResult(
                "values", points, most, status == "passed", "" if points == most else nasty
            )
        ]
        if status in ("partial", "failed"):
            e.diagnoses = [
                Diagnosis("SOME-CODE", nasty * 3, nasty, True),
                Diagnosis("OTHER", "short"),
            ]
            e.evidence = ["called with x (7, 5)", "dx[0, 0]: expected 1, got 2"]
        e.notes = [nasty]
        e.layers, e.file, e.sha256 = ["own session"], "part1_x.py", "ab" * 32
        exercises.append(e)
    return CourseResult(
        exercises, 7, "student", "2026-01-31T12:00:00Z", 1.25, [nasty], {"python": "3.11"}
    )


COURSES = [course(i) for i in range(30)]


@pytest.mark.parametrize("c", COURSES, ids=range(30))
def test_totals_are_the_same_everywhere(c):
    own = json.loads(formats.to_json(c))
    assert own["points"] == c.points == sum(e["points"] for e in own["exercises"])
    scope = json.loads(formats.gradescope(c))
    assert sum(t["score"] for t in scope["tests"]) == c.points
    assert sum(t["max_score"] for t in scope["tests"]) == c.max_points
    room = json.loads(formats.classroom50(c, {}))
    assert (room["score"], room["max-score"]) == (c.points, c.max_points)
    root = ElementTree.fromstring(formats.junit(c).encode())
    properties = {p.get("name"): p.get("value") for p in root.iter("property")}
    assert (properties["points"], properties["max_points"]) == (str(c.points), str(c.max_points))
    (row,) = csv.DictReader(io.StringIO(gradebook.table([c])))
    assert int(row["points"]) == c.points
    assert sum(int(row[f"{e.number} {e.name}"] or 0) for e in c.exercises) == c.points
    assert f"{c.points} of {c.max_points} points" in formats.markdown(c)
    assert f"{c.points} of {c.max_points} points" in html.page(c)
    assert f"{c.points} of {c.max_points} points" in text.course(c)


def test_json_follows_its_published_schema():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(formats.__file__).with_name("result.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for c in COURSES:
        jsonschema.validate(json.loads(formats.to_json(c)), schema)


@pytest.mark.parametrize("c", COURSES[:8], ids=range(8))
def test_gradescope(c):
    """The keys and values of Gradescope's results.json."""
    raw = formats.gradescope(c)
    assert "NaN" not in raw
    result = json.loads(raw)
    assert set(result) <= {
        "score",
        "execution_time",
        "output",
        "output_format",
        "test_output_format",
        "test_name_format",
        "visibility",
        "stdout_visibility",
        "extra_data",
        "tests",
        "leaderboard",
    }
    assert "score" not in result  # it would override the sum
    for t in result["tests"]:
        assert set(t) <= {
            "score",
            "max_score",
            "status",
            "name",
            "name_format",
            "number",
            "output",
            "output_format",
            "tags",
            "visibility",
            "extra_data",
        }
        assert t["status"] in ("passed", "failed")
        assert t["visibility"] in ("hidden", "after_due_date", "after_published", "visible")
        assert type(t["score"]) in (int, float)
        assert type(t["number"]) is str
        assert all(type(tag) is str for tag in t["tags"])
        assert t["output_format"] in ("text", "simple_format", "html", "md", "ansi")
        assert "expected 1, got 2" not in t["output"]  # secret values stay secret
    assert (
        "expected 1, got 2" in formats.gradescope(course(3), hide=False)
        or course(3).points == course(3).max_points
    )


@pytest.mark.parametrize("c", COURSES[:8], ids=range(8))
def test_classroom50(c):
    environment = {
        "CLASSROOM": "dl",
        "ASSIGNMENT": "course",
        "SUBMISSION_TAG": "t1",
        "COMMIT_URL": "c",
        "RELEASE_URL": "r",
        "REVIEW_URL": "v",
    }
    result = json.loads(formats.classroom50(c, environment))
    assert result["schema"] == "classroom50/result/v1"
    assert [
        result[k] for k in ("classroom", "assignment", "submission", "commit", "release", "review")
    ] == [
        "dl",
        "course",
        "t1",
        "c",
        "r",
        "v",
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["datetime"])
    assert type(result["score"]) is type(result["max-score"]) is int
    assert result["score"] == sum(t["score"] for t in result["tests"])
    for t in result["tests"]:
        assert {"test-name", "passed", "score", "max-score"} <= set(t)
        assert type(t["passed"]) is bool


@pytest.mark.parametrize("c", COURSES[:8], ids=range(8))
def test_junit_is_xunit2(c):
    root = ElementTree.fromstring(formats.junit(c).encode())
    assert root.tag == "testsuites"
    (suite,) = root
    assert set(suite.attrib) == {
        "name",
        "errors",
        "failures",
        "skipped",
        "tests",
        "time",
        "timestamp",
        "hostname",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp"))
    cases = suite.findall("testcase")
    assert [child.tag for child in suite] == ["properties"] + ["testcase"] * len(cases)
    assert int(suite.get("tests")) == len(cases) == len(c.exercises)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    for case in cases:
        assert set(case.attrib) == {"classname", "name", "time"}
        assert all(child.tag in ("failure", "skipped") for child in case)
    for failure in suite.iter("failure"):
        assert set(failure.attrib) == {"message", "type"}


class Balanced(HTMLParser):
    """Collects text and refuses scripts and anything from outside."""

    text = ""

    def handle_starttag(self, tag, attributes):
        assert tag not in ("script", "link", "img", "iframe", "b")
        assert not any(name in ("src", "href", "onclick") for name, _ in attributes)

    def handle_data(self, data):
        self.text += data


def test_html_is_one_file_and_harmless():
    for c in COURSES:
        reader = Balanced()
        reader.feed(html.page(c))
        assert "a <b>bold</b>" in reader.text
    reader = Balanced()
    reader.feed(class_page.page(COURSES[:1]))


def test_at_most_twelve_lines_for_an_exercise():
    for c in COURSES:
        for e in c.exercises:
            assert len(text.exercise(e).splitlines()) <= 12


def test_no_control_characters():
    for c in COURSES[:5]:
        for report in (formats.junit(c), formats.gradescope(c), formats.markdown(c), html.page(c)):
            assert "\x1b" not in report
            assert "\x00" not in report


def test_a_spreadsheet_runs_nothing():
    c = course()
    c.submission = "=cmd|' /C calc'!A0"
    assert next(csv.DictReader(io.StringIO(gradebook.table([c]))))["student"].startswith("'=")


def test_most_frequent_mistakes():
    found = gradebook.mistakes(COURSES)
    assert found[0][3] >= found[-1][3]
    assert found[0][1] in ("SOME-CODE", "OTHER")
    assert "most frequent mistakes" in gradebook.summary(COURSES)


def test_writing_is_whole_or_not_at_all(tmp_path):
    target = tmp_path / "new" / "result.json"
    formats.write(target, "first")
    with pytest.raises(UnicodeEncodeError):
        formats.write(target, "\ud800")
    assert target.read_text() == "first"
    assert [p.name for p in target.parent.iterdir()] == ["result.json"]


def test_nothing_that_a_terminal_obeys_is_printed():
    from minidnn.grading.reports.text import clean

    assert clean("boom \x1b[2J\x07 \u202e right to left \u2066 \r over") == (
        "boom \ufffd[2J\ufffd \ufffd right to left \ufffd \ufffd over"
    )
