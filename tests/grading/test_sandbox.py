"""The border between the grader and a student's process."""

import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from minidnn.grading import child, forkserver, sandbox
from minidnn.grading.child import Foreign, decode, encode, observe


def job(text, **more):
    chunk = {"text": text, "file": "student.py", "line": 1}
    basic = {
        "given": "",
        "chunks": [chunk],
        "functions": ["f"],
        "name": "f",
        "cell": False,
        "probe": "",
        "probe_name": "",
    }
    return basic | more


def there_and_back(value):
    blobs = []
    return decode(encode(value, blobs), blobs)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -(10**30),
        0.1,
        float("inf"),
        "text",
        (1, 2.0),
        [1, [2, (3,)]],
        {"a": 1, 2: (None,)},
        np.float32(1.5),
    ],
)
def test_plain_data_crosses_exactly(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["f4", "f8", "i8", "u1", "?", "c16"])
def test_arrays_cross_exactly(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)[:, ::-1]
    back = there_and_back(array)
    assert back.dtype == array.dtype
    assert np.array_equal(back, array)
    assert np.isnan(there_and_back(float("nan")))


class Same(np.ndarray):
    """An array that equals everything."""

    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        (..., "ellipsis"),
        (np.zeros(2).view(Same), "Same"),
        (np.array([None]), "array of object"),
        (np.array(["a"]), "array of <U1"),
        (type("int", (int,), {})(3), "int"),
        (print, "builtin_function_or_method"),
        ({(1, 2): 3}, "dict"),
        (10**2000, "huge int"),
        (np.ma.array([1]), "MaskedArray"),
    ],
)
def test_anything_else_stays_outside(value, name):
    back = there_and_back(value)
    assert type(back) is Foreign
    assert back.name == name


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {"t": "array", "v": 5},
        {"t": "array", "v": 0},
        {"t": "int", "v": 3},
        {"t": "int", "v": "9" * 5000},
        {"t": "float", "v": 1.0},
        {"t": "plain", "v": [1]},
        {"t": "new"},
        {"t": "tuple", "v": 3},
    ],
)
def test_malformed_values_are_refused(tree):
    with pytest.raises((ValueError, TypeError, KeyError, EOFError)):
        decode(tree, [b"not an array"])


def test_no_pickle_in_an_array():
    file = io.BytesIO()
    np.lib.format.write_array(file, np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError):
        decode({"t": "array", "v": 0}, [file.getvalue()])


def test_messages_have_limits():
    stream = io.BytesIO(b"\xff" * 8)
    with pytest.raises(ValueError, match="message too large"):
        child.unpack(stream.read)


def test_a_run_tells_value_prints_and_locks():
    run = sandbox.run(
        job("def f(x):\n    print('hello')\n    return x + 1, 'done'\n"),
        [(np.ones(3),), (2.0,)],
        5.0,
    )
    assert np.array_equal(run.outcomes[0].value[0], [2.0, 2.0, 2.0])
    assert run.outcomes[1].value == (3.0, "done")
    assert "own session" in run.layers or not sys.platform.startswith("linux")
    if hasattr(os, "getuid") and os.getuid() == 0:
        assert "unprivileged user" in run.layers


def test_a_run_tells_side_effects():
    text = (
        "import numpy as np\ndef f(x, y):\n    x += 1\n    np.log(np.zeros(1))\n    return y[:2]\n"
    )
    outcome = sandbox.run(job(text), [(np.ones(3), np.ones(4))], 5.0).outcomes[0]
    assert outcome.changed == [0]
    assert outcome.aliases == [1]
    assert outcome.warnings == [("divide by zero encountered in log", 4)]


def test_second_call_is_compared():
    text = "calls = []\ndef f(x):\n    calls.append(x)\n    return float(len(calls))\n"
    outcome = sandbox.run(job(text), [(1.0,)], 5.0, twice=True).outcomes[0]
    assert (outcome.value, outcome.again) == (1.0, (2.0,))


def test_timeout_ends_the_run_and_marks_the_rest():
    text = "def f(x):\n    while x:\n        pass\n    return x\n"
    run = sandbox.run(job(text), [(0.0,), (1.0,), (0.0,)], 1.0)
    assert run.outcomes[0].value == 0.0
    assert [o.error["type"] for o in run.outcomes[1:]] == ["Timeout", "Timeout"]


def test_each_case_starts_from_the_same_random_numbers():
    run = sandbox.run(
        job("import numpy as np\ndef f(x):\n    return np.random.rand()\n"), [(1.0,), (2.0,)], 5.0
    )
    assert run.outcomes[0].value == run.outcomes[1].value


def test_environment_is_clean(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    text = "import random\ndef f(x):\n    return sorted(random._os.environ)\n"
    names = sandbox.run(job(text), [(1.0,)], 5.0).outcomes[0].value
    assert "SECRET_TOKEN" not in names
    assert set(names) <= {
        "PATH",
        "HOME",
        "TMPDIR",
        "LANG",
        "LC_CTYPE",
        "MINIDNN_SANDBOX",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "LD_LIBRARY_PATH",
        "SYSTEMROOT",
        "MINIDNN_NO_NAMESPACES",
    }


def test_without_namespaces_the_report_says_so(monkeypatch):
    monkeypatch.setenv("MINIDNN_NO_NAMESPACES", "1")
    run = sandbox.run(job("def f(x):\n    return x\n"), [(1.0,)], 5.0)
    assert run.outcomes[0].value == 1.0
    assert "own mounts" not in run.layers
    assert "no network" not in run.layers


def test_output_is_capped():
    run = sandbox.run(job("def f(x):\n    print('x' * 10**6)\n    return x\n"), [(1.0,)], 5.0)
    assert run.outcomes[0].value == 1.0
    assert len(run.printed) <= sandbox.OUTPUT_LIMIT


def test_observe_describes_the_error_by_the_students_line():
    code = compile(
        "def f(x):\n    return helper(x)\n\ndef helper(x):\n    return x / 0\n",
        "student.py",
        "exec",
    )
    names = {}
    exec(code, names)
    outcome = observe(names["f"], (1.0,), ("student.py",))
    assert outcome["error"] == {
        "type": "ZeroDivisionError",
        "text": "float division by zero",
        "line": 5,
        "file": "student.py",
    }


def test_the_child_does_not_import_the_library():
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", sandbox.HERE / "child.py"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    imported = {line.split("|")[-1].strip().split(".")[0] for line in lines}
    assert "numpy" in imported
    assert not imported & {"minidnn", "matplotlib"}


IDENTITY = "def f(x):\n    return x\n"
linux = pytest.mark.skipif(not forkserver.FORKS, reason="runs are programs of their own here")


@linux
def test_runs_are_forks_of_one_server_and_it_comes_back():
    forkserver.close()
    assert sandbox.run(job(IDENTITY), [(1.0,)], 5.0).outcomes[0].value == 1.0
    (first,) = forkserver._servers.values()
    assert sandbox.run(job(IDENTITY), [(2.0,)], 5.0).outcomes[0].value == 2.0
    assert list(forkserver._servers.values()) == [first]
    first.process.kill()  # what a student's process may do where there are no locks
    first.process.wait()
    assert sandbox.run(job(IDENTITY), [(3.0,)], 5.0).outcomes[0].value == 3.0
    (second,) = forkserver._servers.values()
    assert second.process.pid != first.process.pid
    forkserver.close()
    assert second.process.poll() is not None


@linux
def test_the_server_ends_with_the_grader():
    text = (
        "from minidnn.grading import forkserver, sandbox\n"
        "job = dict(given='', functions=['f'], name='f', cell=False, probe='', probe_name='',\n"
        "    chunks=[dict(text='def f(x): return x', file='s', line=1)])\n"
        "sandbox.run(job, [(1.0,)], 5.0)\n"
        "print(*(s.process.pid for s in forkserver._servers.values()), flush=True)\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    for _ in range(100):
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rsplit(")", 1)[1].split()[0] == "Z":
                    break
        except OSError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the server outlived the grader")


@linux
def test_several_threads_share_the_server():
    values = [float(i) for i in range(8)]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda v: sandbox.run(job(IDENTITY), [(v,)], 20.0), values))
    assert [r.outcomes[0].value for r in runs] == values
    assert len(forkserver._servers) == 1


def test_what_a_student_may_import_is_there_behind_the_locks():
    text = "def f(x):\n    np.testing.assert_allclose(x, x)\n    return np.ma.sum(x)\n"
    text = "import numpy as np\n" + text
    assert sandbox.run(job(text), [(np.ones(3),)], 5.0).outcomes[0].value == 3.0
