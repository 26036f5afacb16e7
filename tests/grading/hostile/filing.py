"""Files that are no answers: blank, broken, of another kind, or made to trip the reader."""

import json
import os

GOOD = "def double(x):\n    return x + x\n"


def _bytes(content, name="part98_x.py"):
    return lambda work: (work / name).write_bytes(content)


def _notebook(cells):
    return _bytes(json.dumps({"cells": cells}).encode(), "part98_x.ipynb")


def _elsewhere(work):
    (work.parent / "good.py").write_text(GOOD)
    (work / "part98_x.py").symlink_to(work.parent / "good.py")


TRICKS = {
    "still blank": """
        def double(x):
            #### BEGIN IMPLEMENTATION ####
            y = ...
            #### END IMPLEMENTATION ####
            return y
        """,
    "a blank by another name": "def double(x):\n    return Ellipsis\n",
    "nothing but a comment": "def double(x):\n    '''Twice the input.'''\n",
    "the name, bound to nothing": "double = None\n",
    "the name of something else": "double = np.add\n",
    "imported from elsewhere": "from numpy import add as double\n",
    "defined only if": "if False:\n    def double(x):\n        return 2 * x\n",
    "defined inside another": "def outer():\n    def double(x):\n        return 2 * x\n",
    "deleted again": "def double(x):\n    return 2 * y\ndel double\n",
    "a class that is no function": """
        class double:
            def __new__(cls, x):
                return object.__new__(cls)
        """,
    "wrong number of arguments": "def double():\n    return 2\n",
    "empty file": "",
    "null bytes": _bytes(b"def double(x):\n    return 2 * x\n\x00"),
    "not UTF-8": _bytes(b"def double(x):\n    return 2 * x  # \xff\xfe\n"),
    "UTF-16": _bytes(GOOD.encode("utf-16")),
    "nine megabytes": _bytes(GOOD.encode() + b"#" * (9 << 20)),
    "half a letter": _bytes(b"def double(x):\n    return '\\ud800'\n"),
    "letters that look alike": "def d\u043euble(x):\n    return 2 * x\n",
    "a line that is turned around": "def double(x):\n    return x  # \u202e x * 2 nruter\n",
    "a folder with the file's name": lambda work: (work / "part98_x.py").mkdir(),
    "a pipe with the file's name": lambda work: os.mkfifo(work / "part98_x.py"),
    "a link to somebody's file": _elsewhere,
    "a link to itself": lambda work: (work / "part98_x.py").symlink_to(work / "part98_x.py"),
    "a link to a device": lambda work: (work / "part98_x.py").symlink_to("/dev/zero"),
    "a name with control letters": _bytes(b"def double(x):\n    return x\n", "part98_\x1b[2J\n.py"),
    "a notebook that is none": _bytes(b"[" * 200000, "part98_x.ipynb"),
    "a notebook with cells of another kind": _bytes(b'{"cells": {"a": 1}}', "part98_x.ipynb"),
    "a notebook without code": _notebook([{"cell_type": "markdown", "source": [GOOD]}]),
    "a notebook with other tags": _notebook(
        [{"cell_type": "code", "source": [1], "metadata": {"tags": "exercise-98.1"}}]
    ),
    "twenty thousand cells": _notebook([{"cell_type": "code", "source": "x = 1"}] * 20000),
}
