"""Reports for machines: own JSON, JUnit, Gradescope, Classroom 50, Markdown; totals are those of
the CourseResult."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from minidnn.grading.reports import text
from minidnn.grading.reports.text import clean
from minidnn.grading.result import FAILED, NOT_DONE, PARTIAL, PASSED, CourseResult
from minidnn.utils.files import atomic_write


def write(path: str | os.PathLike[str], content: str) -> None:
    """The whole file or none; missing folders are made."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(target, "w", encoding="utf-8") as file:
        file.write(content)


def to_json(course: CourseResult) -> str:
    """minidnn/grading-result/v1; its schema is result.schema.json beside this file."""
    return json.dumps(course.to_json(), indent=1, allow_nan=False)


def junit(course: CourseResult) -> str:
    """xunit2: a test case per exercise; not yet done is skipped, anything else short of full
    points a failure."""
    failures = sum(e.status in (FAILED, PARTIAL) for e in course.exercises)
    skipped = sum(e.status == NOT_DONE for e in course.exercises)
    root = ElementTree.Element("testsuites", name="minidnn")
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name="minidnn exercises",
        tests=str(len(course.exercises)),
        errors="0",
        failures=str(failures),
        skipped=str(skipped),
        time=f"{course.seconds:.3f}",
        timestamp=course.started.rstrip("Z") or "1970-01-01T00:00:00",
        hostname="localhost",
    )
    properties = ElementTree.SubElement(suite, "properties")
    facts = {
        "points": course.points,
        "max_points": course.max_points,
        "seed": course.seed,
        **course.versions,
    }
    facts |= {f"points {e.number} {e.name}": f"{e.points}/{e.max_points}" for e in course.exercises}
    for name, value in facts.items():
        ElementTree.SubElement(properties, "property", name=name, value=str(value))
    for e in course.exercises:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=f"exercises.part{e.number.split('.')[0]}",
            name=f"{e.number} {e.name}",
            time=f"{e.seconds:.3f}",
        )
        if e.status == NOT_DONE:
            ElementTree.SubElement(case, "skipped", message="not yet done")
        elif e.status != PASSED:
            says = e.diagnoses[0].says if e.diagnoses else "points are missing"
            message = f"{e.points} of {e.max_points} points: {says}"
            failure = ElementTree.SubElement(case, "failure", message=clean(message), type=_code(e))
            failure.text = clean("\n".join(text.details(e, hide=True)))
    ElementTree.indent(root)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + ElementTree.tostring(root, encoding="unicode")
        + "\n"
    )


def _code(e) -> str:
    return e.diagnoses[0].code if e.diagnoses else "POINTS"


def gradescope(course: CourseResult, hide: bool = True, share: float = 1.0) -> str:
    """results.json: one test per exercise; the score is the sum of the tests.

    `share` is what lateness leaves of the points; below 1 the score is written, too.
    """
    tests = []
    for e in course.exercises:
        output = (
            "not yet done"
            if e.status == NOT_DONE and not e.diagnoses
            else "\n".join(text.details(e, hide))
        )
        tests.append(
            {
                "number": e.number,
                "name": f"{e.name}: {e.title}",
                "score": e.points,
                "max_score": e.max_points,
                "status": "passed" if e.status == PASSED else "failed",
                "output": clean(output or "all points"),
                "output_format": "text",
                "tags": [d.code for d in e.diagnoses],
                "visibility": "visible",
            }
        )
    said = [text.summary(course), text.next_step(course), *course.notes, text.provenance(course)]
    if share < 1:
        said.insert(1, f"handed in late: {share:.0%} of the points count")
    result: dict[str, Any] = {
        "execution_time": round(course.seconds, 2),
        "output": clean("\n".join(said)),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"seed": course.seed, "versions": course.versions, "layers": course.layers},
        "tests": tests,
    }
    if share < 1:
        result["score"] = round(course.points * share, 2)
    return json.dumps(result, indent=1, allow_nan=False, ensure_ascii=False)


def classroom50(course: CourseResult, environment: Mapping[str, str] | None = None) -> str:
    """result.json of Classroom 50; score and max-score are the sums of the tests."""
    env = os.environ if environment is None else environment
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tests: list[dict[str, Any]] = [
        {
            "test-name": f"{e.number} {e.name}",
            "passed": e.status == PASSED,
            "score": e.points,
            "max-score": e.max_points,
            "message": clean("\n".join(text.details(e, hide=True))) or e.status,
        }
        for e in course.exercises
    ]
    result = {
        "schema": "classroom50/result/v1",
        "classroom": env.get("CLASSROOM", ""),
        "assignment": env.get("ASSIGNMENT", ""),
        "submission": env.get("SUBMISSION_TAG", ""),
        "commit": env.get("COMMIT_URL", ""),
        "release": env.get("RELEASE_URL", ""),
        "review": env.get("REVIEW_URL", ""),
        "datetime": course.started or now,
        "score": course.points,
        "max-score": course.max_points,
        "tests": tests,
    }
    return json.dumps(result, indent=1, allow_nan=False, ensure_ascii=False)


def markdown(course: CourseResult) -> str:
    """For $GITHUB_STEP_SUMMARY or a mail."""
    lines = [
        f"## {text.summary(course)}",
        "",
        "| | exercise | points | what to look at |",
        "|---|---|---:|---|",
    ]
    for e in course.exercises:
        says = (
            e.diagnoses[0].says if e.diagnoses else ("not yet done" if e.status == NOT_DONE else "")
        )
        says = clean(says).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
        lines.append(
            f"| {text.MARKS[e.status]} | {e.number} `{e.name}` | {e.points}/{e.max_points} | "
            f"{says} |"
        )
    lines += [
        "",
        text.next_step(course),
        "",
        f"<sub>{text.provenance(course)}</sub>".replace("\n", "<br>"),
    ]
    return "\n".join(lines) + "\n"
