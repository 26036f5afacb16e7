"""Writes the pages of the course into exercises/: `python tools/build_course.py [--check]`.

The source is the Markdown in minidnn/course/; scripts and notebooks are made from it and never
edited. With --check the files are only compared. `--solved FOLDER` writes the solved pages there.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from minidnn.grading import pages  # noqa: E402 - works without an installation

FOLDER = ROOT / "exercises"


def stale(folder: Path = FOLDER) -> list[str]:
    """Pages that are missing, differ from their source, or have none."""
    wanted = pages.files() | pages.pictures()
    found = {p.name for kind in ("py", "ipynb") for p in folder.glob(f"part[0-9]*.{kind}")}
    found |= {f"{pages.PICTURES}/{p.name}" for p in folder.glob(f"{pages.PICTURES}/*")}

    def text(name):
        path = folder / name
        return path.read_text("utf-8") if path.exists() else None

    return sorted(n for n in found | set(wanted) if text(n) != wanted.get(n))


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        names = stale()
        print(f"not up to date: {', '.join(names)}" if names else "all pages are up to date")
        return int(bool(names))
    solved = "--solved" in arguments
    folder = Path(arguments[arguments.index("--solved") + 1]) if solved else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages.files(solved) | pages.pictures()
    if not solved:
        for name in set(stale()) - set(wanted):
            (folder / name).unlink()
    for name, text in wanted.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    print(f"{len(wanted)} files in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
