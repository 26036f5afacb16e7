"""Grades a folder of submissions, several at the same time."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from minidnn.grading import registry, similarity
from minidnn.grading.engine import grade, new_seed
from minidnn.grading.reading import Submission
from minidnn.grading.result import CourseResult


def submissions_in(folder: Path) -> list[Path]:
    """The students' folders, or nothing when the folder is one student's own."""
    if any(folder.glob("part*.py")) or any(folder.glob("part*.ipynb")):
        return []
    inside = sorted(
        p for p in folder.iterdir() if p.is_dir() and not p.is_symlink() and p.name[0] not in "._"
    )
    with_work = [p for p in inside if Submission(p).paths]
    if len(with_work) < 2:
        return []
    return inside  # a folder without work is a student, too: with no points


def grade_all(
    folders: list[Path],
    seed: int | None,
    numbers: list[str],
    jobs: int = 1,
    budget: float = 1200.0,
    weights: Mapping[str, int] | None = None,
    students: Mapping[str, str] | None = None,
) -> list[CourseResult]:
    """One result per folder, in order, all with one fresh seed unless one is given.

    With one seed the right answers and the known mistakes are computed once for a whole class.
    `students` gives the id for each folder's name; without it the id in the folder counts, which
    can be copied with the answers: two folders with the same one are told.
    """
    own = registry.added()
    seed = new_seed() if seed is None else seed
    ids = {} if students is None else {f.name: students.get(f.name, f.name) for f in folders}
    tasks = [
        (f, seed, numbers, budget, dict(weights or {}), own, ids.get(f.name)) for f in folders
    ]
    if jobs <= 1:
        results = [_one(t) for t in tasks]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            results = list(pool.map(_one, tasks))
    if any(registry.find(n).personal for n in numbers):
        _tell_doubles(results)
    return results


def _tell_doubles(results: list[CourseResult]) -> None:
    """Two submissions with one id: one of them was copied with its numbers."""
    count = Counter(r.student for r in results)
    for r in results:
        if count[r.student] > 1:
            same = ", ".join(o.submission for o in results if o.student == r.student and o is not r)
            r.notes.append(f"The id {r.student!r} of the exercises is also that of {same}.")


def roster(path: Path) -> dict[str, str]:
    """folder -> id, from a CSV with two columns."""
    found = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.reader(file):
            if len(row) < 2:
                raise ValueError(f"{path}: expected lines of folder,id; got {','.join(row)!r}")
            found[row[0].strip()] = row[1].strip()
    return found


def _one(task) -> CourseResult:
    folder, seed, numbers, budget, weights, own, student = task
    for course in own:
        registry.add(course)
    chosen = [registry.find(n) for n in numbers]
    result = grade(folder, seed, chosen, budget=budget, weights=weights, student=student)
    submission = Submission(folder)
    answers = {e.number: submission.answer(e) for e in chosen}
    result.prints = {
        number: similarity.fingerprints("\n".join(c["text"] for c in answer.chunks))
        for number, answer in answers.items()
        if answer.state == "filled"
    }
    return result
