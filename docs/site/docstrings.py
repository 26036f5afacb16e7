"""Checks the docstrings of all public names: `python docs/site/docstrings.py [ROOM]`.

The style is one, Google's sections around prose:

- The first line says what comes out: a formula with shapes, or a sentence. It ends with a full
  stop, a colon or a closing bracket, and fits into 100 columns.
- Parameters that the first line does not explain follow as `name: what it is`, with units, ranges
  and shapes in the letters of docs/architecture.md.
- `Raises: ErrorName where ...` for what a caller should expect; only errors that exist.
- `Source: who, when, title, where in it` for what is taken from a paper.
- An example is a doctest; CI runs it.

Exit code 0: every public name keeps to it.
"""

import builtins
import inspect
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import names  # noqa: E402  found beside this file

WRONG = re.compile(
    r"^\s*(Parameters|Arguments|Return|Raise|Sources|Warnings?)\s*:?\s*$|:param |:return", re.M
)


def faults(value: Any) -> list[str]:
    """What is wrong with the docstring of an object."""
    text = names.doc(value)
    if not text:
        return ["has no docstring"]
    found = []
    first = text.split("\n\n")[0]
    line = text.split("\n")[0]
    if len(line) > 100:
        found.append("its first line is longer than 100 columns")
    if not re.search(r"[.:)\]…]$|\.\w*`?$", first.rstrip()) and ":  " not in first:
        found.append(f"its first paragraph does not end like a sentence: {first.strip()[-30:]!r}")
    if WRONG.search(text):
        found.append(f"has a section of another style: {WRONG.search(text)[0].strip()!r}")
    errors = re.findall(r"Raises: +([A-Z]\w+)", text)
    found += [f"names {error}, which is no exception" for error in errors if not exists(error)]
    if ">>>" in text and not re.search(r">>> .*\S", text):
        found.append("has an empty example")
    return found


def exists(error: str) -> bool:
    """Whether an exception of this name exists, in Python or in the library."""
    if not error.endswith(("Error", "Exception", "Warning")):
        return True  # an ordinary word
    known = getattr(builtins, error, None)
    return (inspect.isclass(known) and issubclass(known, BaseException)) or error in DEFINED


ROOMS = names.rooms()
SOURCES = "\n".join(
    p.read_text("utf-8") for p in Path(names.minidnn.__file__).parent.rglob("*.py")
)
DEFINED = set(re.findall(r"^class (\w+(?:Error|Exception|Warning|Mismatch))\b", SOURCES, re.M))


def check(room: str = "") -> tuple[int, list[str]]:
    """(number of names, a line for every fault), of all rooms or of one."""
    count, lines = 0, []
    for place in ROOMS:
        if room and place.name != room:
            continue
        for entry in place.entries:
            parts = [(entry.name, entry.value)]
            if inspect.isclass(entry.value):
                parts += [
                    (f"{entry.name}.{name}", value) for name, value in names.members(entry.value)
                ]
            count += len(parts)
            lines += [f"{name}: {fault}" for name, value in parts for fault in faults(value)]
    return count, lines


def main(arguments: list[str]) -> int:
    """Print the faults; 1 if there are any."""
    count, lines = check(*arguments[:1])
    print("\n".join(lines))
    print(f"{count} public names and methods, {len(lines)} faults")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
