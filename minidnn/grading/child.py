"""The program of the child process: it builds one implementation, runs the probe on each case,
sends back data.

The grader starts this file with `python -I -B`; it imports NumPy and the standard library, never
minidnn.
The grader's own process imports it too, for the message format and to run references and faults
the same way.
"""

import ast
import builtins
import functools
import importlib
import io
import json
import math
import os
import struct
import sys
import types
import warnings

import numpy as np

MAX_MESSAGE = 64 << 20  # arrays
MAX_TEXT = 8 << 20
_ALLOWED = """
    abc bisect cmath collections copy dataclasses decimal enum fractions functools heapq itertools
    math numbers numpy operator random statistics string time typing warnings
"""
ALLOWED_MODULES = tuple(_ALLOWED.split())


# --- messages: one JSON document, then the arrays as .npy; nothing is ever unpickled


class Foreign:
    """Something that is not data: only its type's name has crossed the border."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<{self.name}>"


def encode(value, blobs, depth=0):
    """Exact types only, so an object that pretends to be a number or an array stays outside."""
    kind = type(value)
    if depth > 8:
        return {"t": "object", "v": "deeply nested"}
    if value is None or kind is bool or kind is str:
        return {"t": "plain", "v": value if kind is not str else value[:10000]}
    if kind is int:
        return (
            {"t": "int", "v": str(value)}
            if value.bit_length() < 4000
            else {"t": "object", "v": "huge int"}
        )
    if kind is float:
        return {"t": "float", "v": value.hex()}
    if kind is np.ndarray or (isinstance(value, np.generic) and kind.__module__ == "numpy"):
        array = np.asarray(value)
        if array.dtype.kind not in "fiubc":
            return {"t": "object", "v": f"array of {array.dtype}"}
        file = io.BytesIO()
        np.lib.format.write_array(file, np.array(array, order="C", copy=True), allow_pickle=False)
        blobs.append(file.getvalue())
        return {"t": "array" if kind is np.ndarray else "scalar", "v": len(blobs) - 1}
    if kind in (tuple, list):
        return {"t": kind.__name__, "v": [encode(v, blobs, depth + 1) for v in value[:100000]]}
    if kind is dict:
        keys = list(value)
        if all(type(k) in (str, int) for k in keys):
            return {
                "t": "dict",
                "k": keys,
                "n": [type(k) is int for k in keys],
                "v": [encode(value[k], blobs, depth + 1) for k in keys],
            }
    return {"t": "object", "v": str(kind.__name__)[:80]}


def decode(tree, blobs, depth=0):
    if type(tree) is not dict or depth > 10:
        raise ValueError("malformed value")
    kind, value = tree.get("t"), tree.get("v")
    if kind == "plain" and (value is None or type(value) in (bool, str)):
        return value
    if kind == "int" and type(value) is str and len(value) < 1300:
        return int(value)
    if kind == "float" and type(value) is str:
        return float.fromhex(value)
    if kind in ("array", "scalar") and type(value) is int and 0 <= value < len(blobs):
        array = np.lib.format.read_array(io.BytesIO(blobs[value]), allow_pickle=False)
        if array.dtype.kind not in "fiubc":
            raise ValueError("array of an unexpected kind")
        return array if kind == "array" else array[()]
    if kind in ("tuple", "list") and type(value) is list:
        items = [decode(v, blobs, depth + 1) for v in value]
        return tuple(items) if kind == "tuple" else items
    if kind == "dict":
        keys = [int(k) if number else str(k) for k, number in zip(tree["k"], tree["n"])]
        return dict(zip(keys, [decode(v, blobs, depth + 1) for v in value]))
    if kind == "object" and type(value) is str:
        return Foreign(value[:80])
    raise ValueError("malformed value")


def pack(header, blobs=()):
    """One message: length, JSON, the arrays behind it."""
    header = dict(header, blobs=[len(b) for b in blobs])
    text = json.dumps(header, allow_nan=False).encode()
    return b"".join([struct.pack(">Q", len(text)), text, *blobs])


def unpack(read):
    """The next message from `read(n)`, which returns exactly n bytes or raises EOFError."""
    (size,) = struct.unpack(">Q", read(8))
    if size > MAX_TEXT:
        raise ValueError("message too large")
    header = json.loads(read(size))
    lengths = header["blobs"]
    if any(type(n) is not int or n < 0 for n in lengths) or sum(lengths) > MAX_MESSAGE:
        raise ValueError("message too large")
    return header, [read(n) for n in lengths]


# --- building an implementation from source text


def compile_chunk(chunk):
    """A chunk is source text with its file name and first line, so a traceback names the student's
    own line."""
    if chunk["line"] == 1 and not any(chunk.get(k) for k in ("indented", "cell", "into")):
        return compile(chunk["text"], chunk["file"], "exec", dont_inherit=True)
    tree = ast.parse("if True:\n" + chunk["text"] if chunk.get("indented") else chunk["text"])
    if chunk.get("indented"):
        tree.body = tree.body[0].body
    ast.increment_lineno(tree, chunk["line"] - (2 if chunk.get("indented") else 1))
    if chunk.get("cell"):
        tree.body = [s for s in tree.body if not _skipped_import(s)]
    if chunk.get("into"):  # methods: they become a subclass of the given class
        name = chunk["into"]
        base = ast.Name(name, ast.Load())
        tree.body = [ast.ClassDef(name, [base], [], tree.body, [])]
        ast.fix_missing_locations(tree)
    return compile(tree, chunk["file"], "exec", dont_inherit=True)


def _skipped_import(statement):
    """In a cell, imports of the course's own things are provided by the grader; plotting is not
    run."""
    if isinstance(statement, ast.ImportFrom):
        modules = [statement.module or ""]
    elif isinstance(statement, ast.Import):
        modules = [a.name for a in statement.names]
    else:
        return False
    return any(m.split(".")[0] not in ALLOWED_MODULES for m in modules)


@functools.lru_cache(maxsize=128)
def _compiled(text, name):
    """The grader builds many implementations around the same text."""
    return compile(text, name, "exec", dont_inherit=True)


def build(job):
    """The probe, ready to be called with a case's arguments: `probe(*args)`."""
    given = {"np": np, "math": math, "__name__": "given"}
    exec(_compiled(job["given"], "<given>"), given)
    student_names = {k: v for k, v in given.items() if k != "__name__"} | {
        "__name__": "student",
        "numpy": np,
    }
    found = {}
    for chunk in job["chunks"]:
        code = compile_chunk(chunk)
        if chunk.get("cell"):
            found[job["name"]] = _cell_runner(code, student_names)
        else:
            exec(code, student_names)
    for name in job["functions"]:
        top = name.split(".")[0]
        if not job["cell"]:
            found[top] = student_names[top]
        if "." in name:
            given[top] = found[top]
    student = types.SimpleNamespace(**found)
    if not job["probe"]:
        return found[job["functions"][0]]
    exec(_compiled(job["probe"], "<probe>"), given)
    probe = given[job["probe_name"]]
    return lambda *args: probe(student, *args)


def _cell_runner(code, student_names):
    def run(names):
        namespace = dict(student_names, **names)
        exec(code, namespace)
        return namespace

    return run


# --- observing one call


def arrays_in(value, depth=0):
    """Every array inside nested arguments or results, in order."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)) and depth < 6:
        return [a for v in value for a in arrays_in(v, depth + 1)]
    return []


def _fresh(args):
    if isinstance(args, np.ndarray):
        return args.copy()
    if isinstance(args, (tuple, list)):
        return type(args)(_fresh(a) for a in args)
    if isinstance(args, dict):
        return {k: _fresh(v) for k, v in args.items()}
    return args


def observe(probe, args, files=(), twice=False):
    """Call the probe once; what happened, as plain data: value, error, changed, aliases, warnings,
    again."""
    outcome = {
        "value": None,
        "error": None,
        "changed": [],
        "aliases": [],
        "warnings": [],
        "again": None,
    }
    mine = _fresh(args)
    before = [[a.tobytes() for a in arrays_in(arg)] for arg in args]
    np.random.seed(20240229)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = probe(*mine)
            outcome["value"] = _fresh(value)  # fails for a dictionary that holds itself
        except BaseException as error:
            outcome["error"] = _describe(error, files)
            value = None
    for w in caught[:50]:
        text = (str(w.message)[:200], int(w.lineno) if w.filename in files else 0)
        if text not in outcome["warnings"]:
            outcome["warnings"].append(text)
    outcome["changed"] = [
        i for i, arg in enumerate(mine) if [a.tobytes() for a in arrays_in(arg)] != before[i]
    ]
    results = arrays_in(value)
    outcome["aliases"] = [
        i
        for i, arg in enumerate(mine)
        if any(np.shares_memory(a, r) for a in arrays_in(arg) for r in results)
    ]
    if twice and outcome["error"] is None:
        np.random.seed(20240229)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outcome["again"] = (_fresh(probe(*_fresh(args))),)
        except BaseException as error:
            outcome["again"] = (_describe(error, files)["type"],)
    return outcome


def _describe(error, files):
    """The exception's type and text, and the last line of the student's own code that it passed."""
    line, where, trace = 0, "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            line, where = trace.tb_lineno, trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    try:
        text = str(error)[:500]
    except BaseException:
        text = ""
    return {"type": type(error).__name__[:80], "text": text, "line": int(line), "file": where}


def answer(nonce, outcome):
    """The message that carries an outcome home."""
    blobs = []
    body = {
        "nonce": nonce,
        "value": encode(outcome["value"], blobs),
        "again": None if outcome["again"] is None else encode(outcome["again"][0], blobs),
        "error": outcome["error"],
        "changed": outcome["changed"],
        "aliases": outcome["aliases"],
        "warnings": outcome["warnings"],
    }
    return pack(body, blobs)


# --- the process


def _close_imports():
    """Refuse modules outside the list; politeness towards the student, the locks are elsewhere."""
    original = builtins.__import__
    known = set(ALLOWED_MODULES)

    def guarded(name, globals=None, locals=None, fromlist=(), level=0):
        if (
            globals is not None
            and globals.get("__name__") == "student"
            and name.split(".")[0] not in known
        ):
            raise ImportError(
                f"this exercise is solved with NumPy alone: {name!r} cannot be imported here"
            )
        return original(name, globals, locals, fromlist, level)

    builtins.__import__ = guarded
    sys.modules["minidnn"] = None


def prepare():
    """Load what a student may use, before the locks hide it."""
    for name in ("traceback", "linecache", "mmap", *ALLOWED_MODULES):
        importlib.import_module(name)
    for name in ("fft", "linalg", "ma", "polynomial", "random", "testing"):
        importlib.import_module(f"numpy.{name}")


def work(requests, results, setup):
    """Read the job, then one case after the other, until the grader closes the pipe."""
    prepare()
    read = lambda n: _read_exactly(requests, n)
    job, _ = unpack(read)
    _write_all(
        results, pack({"nonce": job["nonce"], "layers": setup(job)})
    )  # said before the student speaks
    _close_imports()
    files = tuple({c["file"] for c in job["chunks"]})
    failure = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            probe = build(job)
        except BaseException as error:
            failure = _describe(error, files)
    _write_all(results, pack({"nonce": job["nonce"], "ready": True, "error": failure}))
    if failure:
        return
    while True:
        try:
            header, blobs = unpack(read)
        except EOFError:
            return
        args = decode(header["args"], blobs)
        outcome = observe(probe, args, files, header["twice"])
        sys.stdout.flush()
        _write_all(results, answer(header["nonce"], outcome))


def _read_exactly(fd, n):
    parts = []
    while n:
        part = os.read(fd, min(n, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        n -= len(part)
    return b"".join(parts)


def _write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import forkserver
    import locks  # the files beside: what keeps the student's code in

    del sys.path[0]
    if "--serve" in sys.argv:
        forkserver.serve(prepare, lambda: locks.main(work, alive=3))
    else:
        locks.main(work)
