"""Runs a student's code in a child process: only inputs go in, only data comes out, and nothing
stays behind."""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minidnn.grading import child, forkserver

HERE = Path(__file__).resolve().parent
OUTPUT_LIMIT = 64 << 10
HIDDEN = [str(HERE.parent)]  # folders that no student's code may read; a teacher's courses join


@dataclass
class Outcome:
    """What one call did: its value or its error, and what it did on the side."""

    value: Any = None
    error: dict | None = None
    changed: list[int] = field(default_factory=list)
    aliases: list[int] = field(default_factory=list)
    warnings: list = field(default_factory=list)
    again: tuple | None = None


@dataclass
class Run:
    """One trip through the sandbox: an outcome per case, what was printed, which locks were on."""

    outcomes: list[Outcome]
    layers: list[str]
    printed: str
    seconds: float


@dataclass(frozen=True)
class Limits:
    """Bounds of one child process."""

    start: float = 20.0  # seconds until the child is ready; NumPy on a slow disk takes its time
    total: float = 120.0
    memory: int = 2 << 30
    file: int = 1 << 20


def run(
    job: dict, cases: list[tuple], seconds: float, twice: bool = False, limits: Limits = Limits()
) -> Run:
    """Run a job's probe on every case in one child process."""
    started = time.monotonic()
    folder = tempfile.mkdtemp(prefix=f"minidnn-sandbox-{os.getpid()}-")
    process, layers = None, []
    try:
        process = _Process(folder)
        layers, outcomes = _converse(process, job, cases, seconds, twice, limits, folder)
    finally:
        if process is not None:
            process.end("own process table" in layers)
        _remove(folder)
    return Run(outcomes, layers, process.printed(), time.monotonic() - started)


def _remove(folder):
    """Also folders inside each other that are too many for Python's own function."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if os.path.lexists(folder) and os.name == "posix":
        subprocess.run(["rm", "-rf", folder], stderr=subprocess.DEVNULL, check=False)


def _converse(process, job, cases, seconds, twice, limits, folder):
    nonce = secrets.token_hex(16)
    cpu = (
        int(min(limits.total, limits.start + seconds * (len(cases) + 1) * (2 if twice else 1))) + 1
    )
    setup = {
        "folder": folder,
        "hide": [h for h in HIDDEN if os.path.isdir(h)],
        "limits": {"cpu": cpu, "memory": limits.memory, "file": limits.file},
    }
    process.send(child.pack(job | setup | {"nonce": nonce}))
    deadline = time.monotonic() + limits.total
    hello = process.receive(nonce, limits.start)
    if isinstance(hello, Outcome):
        return [], [hello] * len(cases)
    layers = [str(layer)[:60] for layer in hello[0].get("layers", [])][:20]
    ready = process.receive(nonce, seconds)
    if isinstance(ready, Outcome):
        return layers, [ready] * len(cases)
    if ready[0].get("error"):
        return layers, [Outcome(error=_error(ready[0]["error"]))] * len(cases)
    outcomes: list[Outcome] = []
    for args in cases:
        nonce = secrets.token_hex(16)
        blobs: list[bytes] = []
        tree = child.encode(args, blobs)
        process.send(child.pack({"args": tree, "nonce": nonce, "twice": twice}, blobs))
        left = deadline - time.monotonic()
        reply = process.receive(nonce, max(0.0, min(seconds * (2 if twice else 1), left)))
        if isinstance(reply, Outcome):  # the child is gone: the other cases share its fate
            return layers, outcomes + [reply] * (len(cases) - len(outcomes))
        outcomes.append(_outcome(*reply, len(args)))
    return layers, outcomes


def _error(raw) -> dict:
    """An exception as told by the child: every field checked, because the child may lie."""
    raw = raw if isinstance(raw, dict) else {}
    line = raw.get("line")
    return {
        "type": str(raw.get("type", ""))[:80],
        "text": str(raw.get("text", ""))[:500],
        "line": line if type(line) is int and 0 <= line < 1_000_000 else 0,
        "file": str(raw.get("file", ""))[:300],
    }


def _outcome(header, blobs, arguments) -> Outcome:
    try:
        places = [
            [int(i) for i in header[k] if 0 <= int(i) < arguments] for k in ("changed", "aliases")
        ]
        again = header["again"]
        return Outcome(
            value=child.decode(header["value"], blobs),
            error=_error(header["error"]) if header["error"] is not None else None,
            changed=places[0],
            aliases=places[1],
            warnings=[(str(t)[:200], int(n)) for t, n in header["warnings"]][:50],
            again=None if again is None else (child.decode(again, blobs),),
        )
    except Exception:  # whatever is wrong with the message: it is not an answer
        return _end("Malformed", "the result was not data")


def _end(kind, text) -> Outcome:
    return Outcome(error={"type": kind, "text": text, "line": 0, "file": ""})


class _Process:
    """The child and three threads that move bytes, so neither side can block the other."""

    def __init__(self, folder):
        self.mark = f"{os.getpid()}-{secrets.token_hex(12)}"[: forkserver.MARK_LENGTH]
        base = {"PATH": os.defpath, "LANG": "C.UTF-8"}
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            base[name] = "1"
        # Python does not start without the first two where they are set; the others are for
        # machines on which namespaces or the kernel's two newer locks make trouble
        for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "MINIDNN_NO_NAMESPACES", "MINIDNN_NO_WALLS"):
            if name in os.environ:
                base[name] = os.environ[name]
        own = {"HOME": folder, "TMPDIR": folder, forkserver.MARK: self.mark}
        self.process = forkserver.start(folder, own, base)
        self.replies: queue.Queue = queue.Queue(maxsize=4)
        self.outgoing: queue.Queue = queue.Queue()
        self.output: list[bytes] = []
        for target in (self._read, self._drain, self._write):
            threading.Thread(target=target, daemon=True).start()

    def send(self, data):
        self.outgoing.put(data)

    def receive(self, nonce, seconds):
        """(header, blobs) of the reply with this nonce, or an Outcome that says why there is
        none."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                reply = self.replies.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                return _end("Timeout", f"no answer within {round(seconds, 1):g} s")
            if reply is None:
                return _end("Died", self._cause())
            if isinstance(reply[0], dict) and reply[0].get("nonce") == nonce:
                return reply

    def _cause(self):
        said = self.printed()
        if "MemoryError" in said:
            return "it ran out of memory"
        return "the program ended before it gave an answer"

    def _read(self):
        stream = self.process.stdout

        def exactly(n):
            data = stream.read(n)
            if len(data) < n:
                raise EOFError
            return data

        try:
            for _ in range(10000):
                self.replies.put(child.unpack(exactly), timeout=60)
        except Exception:  # the end, or bytes that are no message: both end the conversation
            with contextlib.suppress(queue.Full):
                self.replies.put(None, timeout=60)

    def _drain(self):
        size = 0
        while part := self.process.stderr.read1(1 << 16):
            if size < OUTPUT_LIMIT:
                self.output.append(part[: OUTPUT_LIMIT - size])
            size += len(part)

    def _write(self):
        try:
            while (data := self.outgoing.get()) is not None:
                self.process.stdin.write(data)
                self.process.stdin.flush()
            self.process.stdin.close()
        except OSError:
            return

    def printed(self):
        return b"".join(self.output).decode("utf-8", "replace")

    def end(self, contained=False):
        """Ask the keeper to clear up, then kill the whole group, then look for anything that
        hid."""
        self.outgoing.put(None)
        process = self.process
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(process, forkserver.Fork):
            process.ended()
        if not contained:
            self._sweep()
        for stream in (process.stdin, process.stdout, process.stderr):
            threading.Thread(target=_close, args=(stream,), daemon=True).start()

    def _sweep(self):
        """Processes that carry this run's mark and left its group (only possible without own
        namespaces)."""
        mark = f"MINIDNN_SANDBOX={self.mark}".encode()
        for _ in range(20):
            found = []
            with contextlib.suppress(OSError):
                for entry in os.scandir("/proc"):
                    if entry.name.isdigit():
                        with (
                            contextlib.suppress(OSError),
                            open(f"/proc/{entry.name}/environ", "rb") as file,
                        ):
                            if mark in file.read():
                                found.append(int(entry.name))
            for pid in found:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            if not found:
                return


def _close(stream):
    with contextlib.suppress(OSError, ValueError):
        stream.close()
