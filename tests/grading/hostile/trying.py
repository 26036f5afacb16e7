"""Tries tricks in this process's own setting: `python -m tests.grading.hostile.trying FOLDER …`.

Prints a line of JSON when a trick begins and when it is over. A trick may end this very process;
settings.py starts it again with the rest.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import numpy as np

from minidnn.grading import registry
from minidnn.grading.engine import grade
from minidnn.grading.spec import Case, Exercise, Fault, Property
from tests.grading.hostile import TRICKS
from tests.grading.hostile.filing import GOOD

# the allowed modules hold `os` and `sys`: the list of imports is politeness, not a lock
HEAD = "import random\nimport warnings\nimport numpy as np\nOS = random._os\nSYS = warnings.sys\n"
LIBRARY = str(Path(registry.__file__).parents[1])
PACKAGES = str(Path(np.__file__).parents[1])
SHARED_MEMORY_KEY = "1296649801"  # 0x4D494E49, which a trick uses


def double(x):
    return 2 * x


def cases(rng):
    return [
        Case("five numbers", (rng.normal(size=5),)),
        Case("a matrix", (rng.normal(size=(3, 2)),)),
    ]


def exercise(number, name, seconds):
    return Exercise(
        number=number,
        name=name,
        title="twice the input",
        functions=("double",),
        reference=(double,),
        cases=cases,
        properties=(
            Property("the values", 9),
            Property("leaving x unchanged", 1, kind="unchanged"),
        ),
        faults=(Fault("HALF", "Half.", "Other way.", edit=(("2 * x", "x / 2"),)),),
        hints=("a", "b", "c"),
        seconds=seconds,
    )


HOSTILE, HONEST = exercise("98.1", "hostile", 0.5), exercise("99.1", "honest", 10.0)


def attempt(name, folder):
    """What a trick achieved, as a list of words (empty: nothing), and the locks that were on."""
    folder = Path(folder, "run")
    shutil.rmtree(folder, ignore_errors=True)
    work = folder / "work"
    work.mkdir(parents=True)
    folder.chmod(0o777)
    places = {k: str(folder / k.lower()) for k in ("MARK", "SECRET")}
    own = f"minidnn-hostile-{os.getpid()}"
    places |= {"TEMPORARY": f"/tmp/{own}", "SHARED": f"/dev/shm/{own}", "ABSTRACT": own}
    places |= {"WORK": str(work), "LIBRARY": LIBRARY, "PACKAGES": PACKAGES}
    places["GRADER"] = str(os.getuid())
    Path(places["SECRET"]).write_text("secret")
    Path(places["SECRET"]).chmod(0o644)
    listeners = _listen(places)
    _write(work, TRICKS[name], places)
    before, folders = _content(work), _folders()
    started = time.monotonic()
    try:
        course = grade(work, seed=5, only=[HOSTILE, HONEST])
    finally:
        seconds = time.monotonic() - started
        for s in listeners:
            s.close()
    hostile, honest = course.exercises
    found = [f"{hostile.points} points"] if hostile.points else []
    found += ["the next one is not graded"] if honest.points != 10 else []
    if not hostile.diagnoses and not hostile.points and hostile.status != "not done":
        found.append("no word to the student")
    found += ["a file left"] if any(os.path.lexists(places[k]) for k in _LEFT) else []
    found += ["a submission changed"] if _content(work) != before else []
    found += ["a process left"] if _processes() else []
    found += ["a folder left"] if _folders() - folders else []
    found += ["memory left"] if _shared_memory() else []
    found += [f"{seconds:.0f} seconds"] if seconds > 25 else []
    for key in ("TEMPORARY", "SHARED"):
        with contextlib.suppress(OSError):
            os.remove(places[key])
    return found, honest.layers


_LEFT = ("MARK", "TEMPORARY", "SHARED")


def _write(work, trick, places):
    (work / "part99_x.py").write_text(GOOD)
    if callable(trick):
        trick(work)
        return
    text = HEAD + textwrap.dedent(trick)
    for key, value in places.items():
        text = re.sub(rf"\b{key}\b", lambda _, v=value: v, text)
    (work / "part98_x.py").write_text(text)


def _listen(places):
    """Somebody to talk to on this machine: TCP and UDP on one port, and a socket without a file."""
    tcp = socket.create_server(("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", port))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind("\0" + places["ABSTRACT"])
    abstract.listen()
    places["PORT"] = str(port)
    return tcp, udp, abstract


def _content(work):
    return {
        p.name: p.read_bytes() if p.is_file() and not p.is_symlink() else None
        for p in work.iterdir()
    }


def _folders():
    """The sandboxes' folders of this program (and of others with its number, in other tables)."""
    return set(Path(tempfile.gettempdir()).glob(f"minidnn-sandbox-{os.getpid()}-*"))


def _processes():
    """Processes of this program's sandboxes, by the mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if f"MINIDNN_SANDBOX={os.getpid()}-".encode() in (entry / "environ").read_bytes():
                    found.append(entry.name)
    return found


def _shared_memory():
    """Segments that the trick left; they are removed."""
    lines = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    found = [line[1] for line in lines if line[0] == SHARED_MEMORY_KEY]
    for number in found:
        import ctypes

        ctypes.CDLL(None).shmctl(int(number), 0, None)
    return found


def main(folder, names):
    registry._registered[:] = [HOSTILE, HONEST]
    for name in names:
        print(json.dumps({"begins": name}), flush=True)
        found, layers = attempt(name, folder)
        print(json.dumps({"over": name, "found": found, "layers": layers}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or list(TRICKS))
