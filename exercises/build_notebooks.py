"""Writes the notebook of every exercise file: `python exercises/build_notebooks.py [--check]`.

The percent script partN_topic.py is the source; the notebook beside it is made from it and never
edited by the authors. The same script always gives the same bytes: cell ids are hashes of the
cells, there are no outputs and no versions inside. With --check the files are only compared.
"""

import hashlib
import json
import sys
from pathlib import Path

import jupytext

FOLDER = Path(__file__).resolve().parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_text(script: str) -> str:
    """The notebook of a percent script, as the text of its .ipynb file."""
    cells, seen = [], {}
    for cell in jupytext.reads(script, fmt="py:percent").cells:
        key = f"{cell.cell_type}\n{cell.source}"
        seen[key] = seen.get(key, 0) + 1
        digest = hashlib.sha256(f"{seen[key]}\n{key}".encode()).hexdigest()[:12]
        tags = cell.metadata.get("tags")
        entry = {
            "cell_type": cell.cell_type,
            "id": digest,
            "metadata": {"tags": tags} if tags else {},
            "source": cell.source.splitlines(keepends=True),
        }
        if cell.cell_type == "code":
            entry |= {"execution_count": None, "outputs": []}
        cells.append(entry)
    notebook = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def scripts(folder: Path = FOLDER) -> list[Path]:
    return sorted(folder.glob("part[0-9]*.py"))


def stale(folder: Path = FOLDER) -> list[str]:
    """Notebooks that are missing, differ from their script, or have no script."""
    wanted = {p.with_suffix(".ipynb"): notebook_text(p.read_text("utf-8")) for p in scripts(folder)}
    found = set(folder.glob("*.ipynb")) | set(wanted)
    return [
        p.name for p in sorted(found) if not p.exists() or p.read_text("utf-8") != wanted.get(p)
    ]


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        names = stale()
        print(f"not up to date: {', '.join(names)}" if names else "all notebooks are up to date")
        return int(bool(names))
    for path in scripts():
        path.with_suffix(".ipynb").write_text(notebook_text(path.read_text("utf-8")), "utf-8")
        print(path.with_suffix(".ipynb").name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
