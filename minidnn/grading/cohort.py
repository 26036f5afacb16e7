"""Grades a folder of submissions, several at the same time."""

from __future__ import annotations

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
) -> list[CourseResult]:
    """One result per folder, in order, all with one fresh seed unless one is given.

    With one seed the right answers and the known mistakes are computed once for a whole class.
    """
    own = registry.added()
    seed = new_seed() if seed is None else seed
    tasks = [(f, seed, numbers, budget, dict(weights or {}), own) for f in folders]
    if jobs <= 1:
        return [_one(t) for t in tasks]
    with ProcessPoolExecutor(jobs) as pool:
        return list(pool.map(_one, tasks))


def _one(task) -> CourseResult:
    folder, seed, numbers, budget, weights, own = task
    for course in own:
        registry.add(course)
    chosen = [registry.find(n) for n in numbers]
    result = grade(folder, seed, chosen, budget=budget, weights=weights)
    submission = Submission(folder)
    answers = {e.number: submission.answer(e) for e in chosen}
    result.prints = {
        number: similarity.fingerprints("\n".join(c["text"] for c in answer.chunks))
        for number, answer in answers.items()
        if answer.state == "filled"
    }
    return result
