"""Writes the notebooks of the examples: `python examples/write_notebooks.py [--check]`.

A percent script (one with `# %%` cells) is the source. The notebook beside it is made as those of
the exercises are: the same script gives the same bytes. With --check the files are only compared.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.append(str(FOLDER.parent / "exercises"))

from build_notebooks import notebook_text  # noqa: E402  found beside the exercises


def scripts() -> list[Path]:
    return [p for p in sorted(FOLDER.glob("*.py")) if "\n# %%\n" in p.read_text("utf-8")]


def notebook(script: Path) -> str:
    """The text of the notebook; the sentence that opens a script is no cell."""
    text = script.read_text("utf-8")
    return notebook_text(text[text.index("# %%") :])


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
