"""Makes a zip that a learning platform runs: the grader itself, the choice of exercises, and a start script."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]

SETUP = """#!/usr/bin/env bash
# Runs once, when the autograder's machine is built: a Python of its own with NumPy.
set -e
for python in python3.13 python3.12 python3.11 ""; do
    command -v "$python" >/dev/null 2>&1 && break
done
if [ -z "$python" ]; then
    apt-get update && apt-get install -y python3.11 python3.11-venv
    python=python3.11
fi
"$python" -m venv /autograder/venv || { apt-get update && apt-get install -y "$python-venv" && "$python" -m venv /autograder/venv; }
/autograder/venv/bin/pip install "numpy>=2.0,<3"
"""

RUN = """#!/usr/bin/env bash
# Runs for each submission. Students' code gets no sight of this folder.
chmod 700 /autograder/source /autograder/results
cd /autograder/source
sha256sum --check --quiet MANIFEST.sha256 || echo "the autograder's files have changed" >&2
PYTHONPATH=/autograder/source PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 /autograder/venv/bin/python -m \\
    minidnn.grading.commands grade /autograder/submission --course course.json --hide --budget 540 \\
    --gradescope /autograder/results/results.json
if [ ! -s /autograder/results/results.json ]; then
    echo '{"score": 0, "output": "The autograder itself failed; please tell your teacher."}' \\
        > /autograder/results/results.json
fi
"""

CLASSROOM = '''"""Grades the repository it lies in and writes ./result.json (Classroom 50). It exits with 0 in any case."""

import os
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
environment = dict(os.environ, PYTHONPATH=os.path.join(here, "grader"), OMP_NUM_THREADS="1")
command = [sys.executable, "-m", "minidnn.grading.commands", "grade", os.getcwd(), "--hide"]
command += ["--course", os.path.join(here, "grader", "course.json"), "--classroom50", "result.json"]
done = subprocess.run(command, env=environment)
if done.returncode:
    print("the grader itself failed", file=sys.stderr)
'''


def make(kind: str, output: Path, numbers: list[str], weights: Mapping[str, int] | None = None) -> None:
    """Write the zip; `kind` is "gradescope" or "classroom50"."""
    if kind not in ("gradescope", "classroom50"):
        raise ValueError(f"package: kind is {kind!r}; it is 'gradescope' or 'classroom50'")
    course = json.dumps({"exercises": numbers, "weights": dict(weights or {})}, indent=1) + "\n"
    files = {f"minidnn/{name}": content for name, content in _package_files().items()} | {"course.json": course.encode()}
    manifest = "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items()))
    files["MANIFEST.sha256"] = manifest.encode()
    if kind == "gradescope":
        files |= {"setup.sh": SETUP.encode(), "run_autograder": RUN.encode()}
    else:
        files = {f"grader/{name}": content for name, content in files.items()}
        files["autograder.py"] = CLASSROOM.encode()
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


def _package_files() -> dict[str, bytes]:
    """The library's own files: source and small data, nothing compiled."""
    found = {}
    for path in sorted(PACKAGE.rglob("*")):
        relative = path.relative_to(PACKAGE)
        if path.is_file() and "__pycache__" not in relative.parts and path.suffix in (".py", ".json", ".npz", ".typed"):
            found[relative.as_posix()] = path.read_bytes()
    return found
