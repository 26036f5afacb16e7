"""Submissions that attack the grader: no points, the others are graded, nothing stays behind."""

import json
import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from minidnn.grading import registry
from minidnn.grading.engine import grade
from minidnn.grading.spec import Case, Exercise, Fault, Property

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the locks are Linux's"
)


def double(x):
    return 2 * x


def cases(rng):
    return [
        Case("five numbers", (rng.normal(size=5),)),
        Case("a matrix", (rng.normal(size=(3, 2)),)),
    ]


def exercise(number, name):
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
        seconds=2.0,
    )


HOSTILE, HONEST = exercise("98.1", "hostile"), exercise("99.1", "honest")
# the allowed modules hold `os` and `sys`: the list of imports is politeness, not a lock
HEAD = "import random\nimport warnings\nimport numpy as np\nOS = random._os\nSYS = warnings.sys\n"
LIBRARY = str(Path(registry.__file__).parents[1])
GOOD = "def double(x):\n    return x + x\n"

# name -> what the student's file holds; MARK becomes the path of a file that must never appear
TRICKS = {
    "exit": "import sys\ndef double(x):\n    raise SystemExit(0)\n",
    "os._exit": "import os\ndef double(x):\n    os._exit(0)\n",
    "os._exit without import": "def double(x):\n    OS._exit(0)\n",
    "endless loop": "def double(x):\n    while True:\n        pass\n",
    "sleep": "import time\ndef double(x):\n    time.sleep(1000)\n",
    "recursion": "def double(x):\n    return double(x)\n",
    "all the memory": "def double(x):\n    return np.ones((10**6, 10**6)) * x\n",
    "memory by and by": """
        def double(x):
            keep = []
            while True:
                keep.append(np.ones(10**7))
        """,
    "flood of output": "def double(x):\n    while True:\n        print('spam ' * 10000)\n",
    "giant result": "def double(x):\n    return np.zeros(50_000_000)\n",
    "fork bomb": "def double(x):\n    os = OS\n    while True:\n        os.fork()\n",
    "escaped process": """
        def double(x):
            os = OS
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True:
                        pass
            return 0
        """,
    "equals everything": """
        class Same:
            def __eq__(self, other): return True
            def __array_ufunc__(self, *a, **k): return True
            def __array_function__(self, *a, **k): return True
            shape = (5,)
        def double(x):
            return Same()
        """,
    "array subclass": """
        class Same(np.ndarray):
            def __eq__(self, other): return np.True_
            def __sub__(self, other): return np.zeros(1)
        def double(x):
            return x.view(Same)
        """,
    "object array": "def double(x):\n    return np.array([object()] * 5)\n",
    "pickle bomb": """
        class Bomb:
            def __reduce__(self):
                return (OS.system, ('touch MARK',))
        def double(x):
            return Bomb()
        """,
    "patched numpy": """
        np.allclose = lambda *a, **k: True
        def double(x):
            np.allclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
            np.lib.format.write_array = lambda *a, **k: None
            return x
        """,
    "forged reply on stdout": """
        def double(x):
            print('{"points": 100, "passed": true, "value": {"t": "plain", "v": null}}')
            return None
        """,
    "forged reply in the channel": """
        def double(x):
            os = OS
            for fd in range(3, 30):
                try:
                    os.write(fd, b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x10{"passed": true}')
                except OSError:
                    pass
            return x
        """,
    "length that lies": """
        def double(x):
            os = OS
            for fd in range(3, 30):
                try:
                    os.write(fd, b'\\x7f' * 64)
                except OSError:
                    pass
            return x
        """,
    "closes every channel": """
        def double(x):
            os = OS
            os.closerange(0, 200)
            return x + x
        """,
    "import the library": """
        import minidnn
        def double(x):
            return minidnn.grading.part1.double(x)
        """,
    "import the library late": """
        def double(x):
            return __import__('minidnn.tutorial', {}).tutorial.dense(x)
        """,
    "load the library by path": """
        def double(x):
            importlib = __import__('importlib.util', {})
            spec = importlib.util.spec_from_file_location('minidnn', 'LIBRARY/__init__.py')
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module.add(x, x)
        """,
    "read the grader's source": """
        def double(x):
            text = open('LIBRARY/grading/engine.py').read()
            return 2 * x if text else x
        """,
    "look for expected values": """
        def double(x):
            gc = __import__('gc', {})
            objects = [o for o in gc.get_objects() if isinstance(o, dict)]
            found = [o for o in objects if 'expected' in o and 'outcome' not in o]
            return found[0]['expected']
        """,
    "write files": "def double(x):\n    open('MARK', 'w').write('I was here')\n    return x\n",
    "fill the disk": """
        def double(x):
            with open('big', 'wb') as file:
                while True:
                    file.write(bytes(10**6))
        """,
    "kill the parent": """
        def double(x):
            os = OS
            os.kill(os.getppid(), 9)
            os.kill(-1, 9)
            return x
        """,
    "use the network": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            c = s.socket()
            c.connect(('127.0.0.1', PORT))
            return 2 * x
        """,
    "threads that go on": """
        def double(x):
            import _thread
            _thread.start_new_thread(lambda: [None for _ in iter(int, 1)], ())
            return x
        """,
    "atexit and hooks": """
        def double(x):
            sys = SYS
            sys.exit = sys.excepthook = lambda *a: None
            sys.settrace(lambda *a: None)
            raise KeyboardInterrupt
        """,
    "changes what is asked": """
        def double(x):
            frame = SYS._getframe(1)
            while frame:
                for name in ('before', 'mine', 'args', 'outcome', 'nonce'):
                    frame.f_locals.pop(name, None)
                frame = frame.f_back
            return x
        """,
    "decorator at import": "import sys\n@sys.exit\ndef double(x):\n    return 2 * x\n",
    "null bytes": "def double(x):\n    return 2 * x\n\x00",
    "deep nesting": "def double(x):\n    return " + "(" * 5000 + "x" + ")" * 5000 + "\n",
    "a very long sum": "def double(x):\n    return " + " + ".join(["x"] * 20000) + "\n",
    "many small things": """
        def double(x):
            return [[(1.0,) for _ in range(900)] for _ in range(9000)]
        """,
    "string instead of numbers": "def double(x):\n    return 'correct ' * 1000000\n",
    "endless generator": "def double(x):\n    while True:\n        yield x\n",
    "still blank": """
        def double(x):
            #### BEGIN IMPLEMENTATION ####
            y = ...
            #### END IMPLEMENTATION ####
            return y
        """,
    "empty file": "",
    "a class that is no function": """
        class double:
            def __new__(cls, x):
                return object.__new__(cls)
        """,
}


NEEDS_NAMESPACES = (
    "read the grader's source",
    "load the library by path",
    "write files",
    "use the network",
)


@pytest.fixture(autouse=True)
def two_exercises(monkeypatch):
    monkeypatch.setattr(registry, "_registered", [HOSTILE, HONEST])


def processes():
    """Processes of this test's sandboxes, by the mark in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if f"MINIDNN_SANDBOX={os.getpid()}-".encode() in (entry / "environ").read_bytes():
                    found.append(entry.name)
            except OSError:
                continue
    return found


@pytest.mark.parametrize("trick", TRICKS)
def test_trick_earns_nothing(trick, tmp_path):
    mark = tmp_path / "mark"
    mark.parent.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as server:
        text = textwrap.dedent(TRICKS[trick]).replace("MARK", str(mark))
        text = text.replace("PORT", str(server.getsockname()[1])).replace("LIBRARY", LIBRARY)
        work = tmp_path / "work"
        work.mkdir()
        (work / "part98_x.py").write_text(text if trick == "null bytes" else HEAD + text)
        (work / "part99_x.py").write_text(GOOD)
        started = time.monotonic()
        course = grade(work, seed=5, only=[HOSTILE, HONEST])
    hostile, honest = course.exercises
    if trick in NEEDS_NAMESPACES and "own mounts" not in honest.layers:
        pytest.skip(f"this machine gives no namespaces; the report says so: {honest.layers}")
    assert (hostile.points, honest.points) == (0, 10), (hostile, honest)
    assert hostile.diagnoses or hostile.status == "not done"
    assert time.monotonic() - started < 25
    assert not mark.exists()
    assert sorted(p.name for p in work.iterdir()) == ["part98_x.py", "part99_x.py"]
    assert not processes()
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob(f"minidnn-sandbox-{os.getpid()}-*"))


def test_there_are_enough_tricks():
    assert len(TRICKS) >= 25


def test_files_beside_the_work_are_not_run(tmp_path):
    """numpy.py, sitecustomize.py, conftest.py and tests of the student's own change nothing."""
    mark = tmp_path / "mark"
    for name in (
        "numpy.py",
        "sitecustomize.py",
        "usercustomize.py",
        "conftest.py",
        "json.py",
        "test_pass.py",
        "locks.py",
    ):
        (tmp_path / name).write_text(f"open({str(mark)!r}, 'w')\ndef test(): pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --co\n")
    (tmp_path / "part98_x.py").write_text("def double(x):\n    return x\n")
    (tmp_path / "part99_x.py").write_text(GOOD)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, sys.argv[1]); "
            "from tests.grading.test_hostile import *; "
            "registry._registered[:] = [HOSTILE, HONEST]; c = grade('.', 5, [HOSTILE, HONEST]); "
            "print(json.dumps([e.points for e in c.exercises]))",
            str(Path(__file__).parents[2]),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "PYTHONSAFEPATH": "1"},
        check=False,
    )
    assert json.loads(done.stdout) == [0, 10], done.stderr
    assert not mark.exists()


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text(GOOD)
    work = tmp_path / "work"
    work.mkdir()
    (work / "part98_x.py").symlink_to(secret)
    (work / "part99_x.py").write_text(GOOD)
    course = grade(work, 5, [HOSTILE, HONEST])
    assert [e.points for e in course.exercises] == [0, 10]


def test_the_case_itself_is_honest():
    assert np.array_equal(double(np.ones(2)), [2.0, 2.0])
