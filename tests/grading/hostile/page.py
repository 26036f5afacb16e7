"""The table of tricks and settings: `python -m tests.grading.hostile.page` tries all and writes it.

With names of settings (`... page user bare`) only these columns are tried again.
"""

import datetime
import platform
import re
import sys
from pathlib import Path

from tests.grading.hostile import GROUPS, TRICKS
from tests.grading.hostile.settings import SETTINGS, attempt, cannot

PAGE = Path(__file__).resolve().parents[3] / "docs" / "hostile.md"
HEAD = """# What a hostile submission can do

{count} tricks, each tried in {settings} settings; written by
`python -m tests.grading.hostile.page` (about a minute for each setting). A trick returns the right
answer only where its attack has worked. It has failed (·) when it earned no point, left no file,
process or memory, changed no submission, and the exercise after it was graded as always. Otherwise
the table says what it achieved.

Tried on {tried}.

| setting | locks that were on |
|---|---|
"""
BETWEEN = """
"An old kernel" means Linux without Landlock (before 5.13, or where it is not switched on) and
without seccomp: made here by switching both off (`MINIDNN_NO_WALLS=1`). Where neither these nor
namespaces are there, a student's program is an ordinary program of the grader's user: grade in a
container, or as root. macOS and Windows have none of these locks; grade there only what you would
run yourself.

What no lock prevents in any setting, because it happens inside the student's own process: an
answer that is right and was copied; and hiding that an argument was changed (one property of some
exercises, 1 or 2 points), for which one must know how to do it right.
"""


def stored():
    """trick -> setting -> what it achieved, as the page says."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    names = [s.name for s in SETTINGS]
    found = {}
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == len(names) + 1 and cells[0] in TRICKS:
            found[cells[0]] = {
                n: [] if c == "·" else c.split("; ") for n, c in zip(names, cells[1:])
            }
    return found


def made_here():
    """Whether the page was made with this version of the kernel."""
    release = platform.release().partition("-")[0]
    return f"Linux {release}," in PAGE.read_text("utf-8")


def stored_locks():
    """setting -> the line of its locks, as the page says."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    words = {s.words: s.name for s in SETTINGS}
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", text, re.M)
    return {words[a]: b for a, b in rows if a in words}


def write(results, locks, tried):
    lines = [HEAD.format(count=len(TRICKS), settings=len(SETTINGS), tried=tried)]
    lines[0] += "".join(f"| {s.words} | {locks[s.name]} |\n" for s in SETTINGS)
    lines.append(BETWEEN)
    for group, tricks in GROUPS.items():
        lines.append(f"\n## {group}\n\n| trick | " + " | ".join(s.words for s in SETTINGS) + " |")
        lines.append("\n|---|" + "---|" * len(SETTINGS) + "\n")
        for name in tricks:
            cells = ["; ".join(results[name][s.name]) or "·" for s in SETTINGS]
            lines.append(f"| {name} | " + " | ".join(cells) + " |\n")
    PAGE.write_text("".join(lines), "utf-8")


def main(names):
    results, locks = stored(), stored_locks()
    for setting in SETTINGS:
        if names and setting.name not in names:
            continue
        if cannot(setting):
            sys.exit(f"{setting.words}: {cannot(setting)}")
        found, layers = attempt(setting)
        locks[setting.name] = "; ".join(layers)
        for name in TRICKS:
            results.setdefault(name, {})[setting.name] = found[name]
        achieved = sum(map(bool, found.values()))
        print(f"{setting.words}: {achieved} of {len(found)} achieve something")
    today = datetime.date.today().isoformat()
    kernel = platform.release().split("-")[0]
    if all(len(results.get(n, ())) == len(SETTINGS) for n in TRICKS):
        write(results, locks, f"{today}, Linux {kernel}, Python {platform.python_version()}")


if __name__ == "__main__":
    main(sys.argv[1:])
