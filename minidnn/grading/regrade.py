"""`minidnn regrade result.json folder`: a grading again, with its seed, and what has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from minidnn.grading import registry
from minidnn.grading.cohort import grade_all, submissions_in
from minidnn.grading.result import FORMAT, CourseResult, versions


def stored(path: Path) -> list[dict[str, Any]]:
    """The results of a JSON report: of one submission, or of a class."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a report: {error}") from None
    found = raw if isinstance(raw, list) else [raw]
    for result in found:
        if not isinstance(result, dict) or result.get("format") != FORMAT:
            raise ValueError(f"{path} is not a report that `minidnn grade --json` wrote")
    return found


def regrade(path: Path, folder: Path, jobs: int = 1) -> tuple[list[CourseResult], list[str]]:
    """(new results, sentences about every difference); each submission with its own old seed."""
    old = {r["submission"]: r for r in stored(path)}
    folders = {f.resolve().name: f for f in submissions_in(folder) or [folder]}
    if len(old) == len(folders) == 1:
        folders = dict.fromkeys(old, folder)
    told = [f"{name}: no folder with this name" for name in old if name not in folders]
    told += [f"{name}: not in the report" for name in folders if name not in old]
    groups: dict[tuple, list[str]] = {}
    for name in sorted(old.keys() & folders.keys()):
        numbers = tuple(e["number"] for e in old[name]["exercises"])
        groups.setdefault((old[name]["seed"], numbers), []).append(name)
    results = []
    for (seed, numbers), names in groups.items():
        for number in numbers:
            registry.find(number)
        ids = {folders[n].name: old[n].get("student", "") for n in names}
        again = grade_all([folders[n] for n in names], seed, list(numbers), jobs, students=ids)
        for name, result in zip(names, again):
            result.submission = name
            told += _differences(name, old[name], result)
            results.append(result)
    return sorted(results, key=lambda r: r.submission), told


def _differences(name: str, old: dict[str, Any], new: CourseResult) -> Iterator[str]:
    now = versions()
    changed = [
        f"{k} {v} -> {now.get(k)}" for k, v in old["versions"].items() if now.get(k) != v
    ]
    if changed:
        yield f"{name}: graded with other versions: {', '.join(changed)}"
    for before, after in zip(old["exercises"], new.exercises):
        where = f"{name}, {after.number} {after.name}"
        # a weight multiplied the old points; it is no difference
        factor = before["max_points"] // after.max_points if after.max_points else 1
        if before["sha256"] and before["sha256"] != after.sha256:
            yield f"{where}: the file {after.file or before['file']} is another one"
        if before["points"] != factor * after.points:
            yield f"{where}: {before['points']} points before, {factor * after.points} now"
        codes = [d["code"] for d in before["diagnoses"]], [d.code for d in after.diagnoses]
        if codes[0] != codes[1]:
            yield f"{where}: was {', '.join(codes[0]) or 'nothing'}, is {', '.join(codes[1])}"
