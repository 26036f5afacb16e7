"""Writes the notebooks of the examples: `python examples/write_notebooks.py [--check]`.

A percent script (one with `# %%` cells) is the source. The notebook beside it is made as those of
the exercises are: the same script gives the same bytes. With --check the files are only compared.
"""

import re
import sys
from pathlib import Path

from minidnn.grading.pages import PageCell
from minidnn.grading.pages import notebook as notebook_of

FOLDER = Path(__file__).resolve().parent


def scripts() -> list[Path]:
    return [p for p in sorted(FOLDER.glob("*.py")) if "\n# %%\n" in p.read_text("utf-8")]


def notebook(script: Path) -> str:
    """The text of the notebook."""
    return notebook_of(cells(script))


def cells(script: Path) -> list[PageCell]:
    """The cells of a percent script; the sentence that opens it is none."""
    text = script.read_text("utf-8")
    found = []
    for part in re.split(r"^# %%", text, flags=re.M)[1:]:
        head, _, source = part.partition("\n")
        source = source.strip("\n")
        if "[markdown]" in head:
            lines = source.split("\n")
            source = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
        found.append(PageCell("[markdown]" not in head, source))
    return found


def main(arguments: list[str]) -> int:
    stale = False
    for script in scripts():
        path, text = script.with_suffix(".ipynb"), notebook(script)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale = True
        if "--check" not in arguments:
            path.write_text(text, "utf-8")
        print(("not up to date: " if "--check" in arguments else "written: ") + path.name)
    return int(stale and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
