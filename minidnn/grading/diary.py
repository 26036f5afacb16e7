"""What a student's folder remembers: hints that were taken, and every check with its verdict.

The files belong to the student, so nothing in them counts for points, and what a report shows of
them is as reliable as the student. They are read as hostile: small, plain values, nothing else.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from minidnn.grading.result import ExerciseResult
from minidnn.utils.files import atomic_write

HINTS, ATTEMPTS = ".hints.json", ".attempts.jsonl"
LARGEST, MOST = 1 << 20, 5000


def take_hint(folder: Path, number: str) -> int:
    """The level (1 to 3) of the next hint, remembered in the folder."""
    taken = hints(folder)
    level = min(taken.get(number, 0) + 1, 3)
    taken[number] = level
    if folder.is_dir():
        with atomic_write(folder / HINTS, "w", encoding="utf-8") as file:
            json.dump(taken, file)
    return level


def hints(folder: Path) -> dict[str, int]:
    """exercise -> how many hints were taken."""
    try:
        raw = json.loads(_text(folder / HINTS))
        return {str(k)[:12]: min(3, max(0, int(v))) for k, v in list(raw.items())[:500]}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def note(folder: Path, result: ExerciseResult) -> None:
    """Add a check to the folder's diary; a folder that cannot be written to keeps none."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    entry = {
        "time": now,
        "exercise": result.number,
        "status": result.status,
        "points": result.points,
        "codes": [d.code for d in result.diagnoses],
    }
    path = folder / ATTEMPTS
    try:
        if folder.is_dir() and not path.is_symlink():
            if path.exists() and path.stat().st_size > LARGEST // 2:
                return
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps(entry) + "\n")
    except OSError:
        pass


def attempts(folder: Path) -> list[dict[str, Any]]:
    """The checks in the order in which they were made."""
    found: list[dict[str, Any]] = []
    try:
        lines = _text(folder / ATTEMPTS).splitlines()
    except (OSError, ValueError):
        return found
    for line in lines[-MOST:]:
        try:
            raw = json.loads(line)
            found.append(
                {
                    "time": str(raw["time"])[:20],
                    "exercise": str(raw["exercise"])[:12],
                    "status": str(raw["status"])[:12],
                    "codes": [str(c)[:60] for c in list(raw["codes"])[:4]],
                }
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def _text(path: Path) -> str:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is not a small plain file")
    return path.read_text(encoding="utf-8")
