"""A folder of submissions: a CSV with one row per student, and the most frequent mistakes of the
group."""

from __future__ import annotations

import csv
import io
from collections import Counter

from minidnn.grading.reports.text import clean
from minidnn.grading.result import NOT_DONE, CourseResult


def table(courses: list[CourseResult]) -> str:
    """CSV: student, points, done, then a column of points per exercise; cells that a spreadsheet
    would run are text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    numbers = [f"{e.number} {e.name}" for e in courses[0].exercises] if courses else []
    writer.writerow(["student", "points", "max_points", "done", *numbers, "diagnoses", "seed"])
    for c in courses:
        codes = " ".join(f"{e.number}:{d.code}" for e in c.exercises for d in e.diagnoses)
        name = clean(c.submission)
        name = "'" + name if name[:1] in "=+-@" else name
        points = ["" if e.status == NOT_DONE else e.points for e in c.exercises]
        writer.writerow([name, c.points, c.max_points, c.done, *points, codes, c.seed])
    return out.getvalue()


def mistakes(courses: list[CourseResult]) -> list[tuple[str, str, str, int]]:
    """(exercise, code, sentence, students), the most frequent first."""
    count: Counter[tuple[str, str]] = Counter()
    says: dict[tuple[str, str], str] = {}
    for c in courses:
        for e in c.exercises:
            for d in e.diagnoses:
                if e.status != NOT_DONE:
                    count[e.number, d.code] += 1
                    says.setdefault((e.number, d.code), d.says)
    ordered = sorted(count, key=lambda k: (-count[k], k))
    return [(number, code, says[number, code], count[number, code]) for number, code in ordered]


def summary(courses: list[CourseResult], most: int = 12) -> str:
    """For the terminal."""
    lines = [
        f"{c.submission:30} {c.points:4} of {c.max_points} points, {c.done} done" for c in courses
    ]
    found = mistakes(courses)
    if found:
        lines += ["", "most frequent mistakes"]
        lines += [
            f"  {n:3} x  {number:5} {code:28} {clean(says).splitlines()[0][:70]}"
            for number, code, says, n in found[:most]
        ]
    return "\n".join(lines)
