"""The course: a folder per part, in it a folder per exercise; docs/authoring.md describes them.

`from minidnn.course import adam_step` gives the finished function of an exercise: a page uses it
for what earlier parts built.
"""

import re
from importlib import import_module


def __getattr__(name: str):
    from minidnn.grading.registry import places  # loaded when asked for

    defined = re.compile(rf"^(def|class) {re.escape(name)}\b", re.M)
    for place in places() if not name.startswith("_") else ():
        path = place.folder / "reference.py"
        if path.is_file() and defined.search(path.read_text(encoding="utf-8")):
            return getattr(import_module(f"{place.package}.reference"), name)
    raise AttributeError(f"no exercise of the course defines {name!r}")
