"""Makes a zip for a learning platform: the grader with a start script, or notebooks with tests."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import asdict
from pathlib import Path

from minidnn.grading import platforms
from minidnn.grading.course import Course

KINDS = ("gradescope", "classroom50", "nbgrader", "otter")
PACKAGE = Path(__file__).resolve().parents[1]


def make(kind: str, output: Path, course: Course) -> None:
    """Write the zip; `kind` is one of KINDS."""
    if kind not in KINDS:
        raise ValueError(f"package: kind is {kind!r}; it is one of {', '.join(KINDS)}")
    files = _autograder(kind, course) if kind in KINDS[:2] else _assignment(kind, course)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(f".{output.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            executable = name.endswith((".sh", "run_autograder"))
            info.external_attr = (0o755 if executable else 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    os.replace(partial, output)


def _assignment(kind: str, course: Course) -> dict[str, bytes]:
    """Notebooks and tests for a grader that runs notebooks itself."""
    files = platforms.nbgrader(course) if kind == "nbgrader" else platforms.otter(course)
    platforms.own_folders(files, {folder: _sources(folder) for folder in course.folders})
    return files


def _autograder(kind: str, course: Course) -> dict[str, bytes]:
    """The grader itself, with a start script for the platform."""
    files = {f"minidnn/{name}": content for name, content in _sources(PACKAGE).items()}
    names = {f"own{i}": folder for i, folder in enumerate(course.folders, 1)}
    for name, folder in names.items():
        files |= {f"{name}/{inner}": content for inner, content in _sources(folder).items()}
    files["course.json"] = _course_file(course, list(names))
    manifest = "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items()))
    files["MANIFEST.sha256"] = manifest.encode()
    if kind == "gradescope":
        files |= {"setup.sh": _script("setup.sh"), "run_autograder": _script("run_autograder.sh")}
    else:
        files = {f"grader/{name}": content for name, content in files.items()}
        files["autograder.py"] = _script("classroom50.py.txt")
    return files


def _course_file(course: Course, folders: list[str]) -> bytes:
    raw = {
        "exercises": [e.number for e in course.exercises],
        "weights": course.weights,
        "folders": folders,
    }
    if course.late:
        raw["late"] = asdict(course.late)
    return (json.dumps(raw, indent=1) + "\n").encode()


def _script(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def _sources(folder: Path) -> dict[str, bytes]:
    """The files of a package or a course: source and small data, no solutions, nothing compiled."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if (
            path.is_file()
            and not {"__pycache__", "proof"} & set(relative.parts)
            and path.suffix in (".py", ".json", ".npz", ".typed", ".css")
        ):
            found[relative.as_posix()] = path.read_bytes()
    return found
