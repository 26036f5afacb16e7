"""A process that has Python and NumPy loaded and forks a child for each run: a start in
milliseconds.

Both sides of one socket stand here. The server's side runs inside `child.py --serve`; it never
reads a job, and never runs a student's code. The grader's side is `start`, which gives something
with the methods of a Popen. Where there is no fork (Windows, macOS), each run is a new program.
"""

import atexit
import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = "MINIDNN_SANDBOX"
MARK_LENGTH = 40
START = 30.0  # seconds until the server is there; NumPy on a slow disk takes its time
FORKS = sys.platform.startswith("linux")


# --- the server's side


def serve(prepare, run):
    """Fork for every request on descriptor 0; the end of the socket is the end of the server."""
    channel = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    prepare()
    channel.send(b"ready")
    while True:
        text, fds, _, _ = socket.recv_fds(channel, 4096, 4)
        if not text:
            return
        request = json.loads(text)
        if "ended" in request:
            os.waitpid(request["ended"], 0)
            continue
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                channel.close()
                _become(request, fds)
                run()
                code = 0
            finally:
                os._exit(code)
        for fd in fds:
            os.close(fd)
        channel.send(str(pid).encode())


def _become(request, fds):
    """The fork takes its own pipes, folder, session and mark; descriptor 3 says that it lives."""
    os.setsid()
    spare = [os.dup(fd) for fd in fds]  # 3 may be among them
    for target, fd in enumerate(spare):
        os.dup2(fd, target)
    os.closerange(4, 256)
    _write_mark(request["environment"][MARK])
    for name, value in request["environment"].items():
        if name != MARK:
            os.environ[name] = value
    os.chdir(request["folder"])


def _write_mark(mark):
    """Into the memory that /proc/PID/environ shows, so that a run's processes can be told apart."""
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_void_p
    place = libc.getenv(MARK.encode())
    raw = mark.encode().ljust(MARK_LENGTH, b".")[:MARK_LENGTH]
    ctypes.memmove(place, raw, MARK_LENGTH)


# --- the grader's side


class Fork:
    """A forked child, used like a Popen with three pipes."""

    def __init__(self, server, pid, pipes, alive):
        self.server, self.pid, self.alive, self.over = server, pid, alive, False
        self.stdin, self.stdout, self.stderr = pipes

    def wait(self, timeout=None):
        """Until the keeper is gone: then nobody holds the other end of `alive`."""
        if self.over:
            return
        if not select.select([self.alive], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("the sandbox", timeout or 0.0)
        os.close(self.alive)
        self.over = True

    def send_signal(self, number):
        if not self.over:  # until `ended` its number is not given to anybody else
            os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def ended(self):
        """The last word: the server may forget the number."""
        self.server.forget(self.pid)


class _Server:
    """One server of this process; several threads may ask it."""

    def __init__(self, environment):
        self.lock = threading.Lock()
        self.owner = os.getpid()
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-B", os.path.join(HERE, "child.py"), "--serve"],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment | {MARK: "." * MARK_LENGTH},
                start_new_session=True,
            )
        self.socket.settimeout(START)
        if self.socket.recv(100) != b"ready":
            raise OSError("the sandbox's server did not start")

    def fork(self, folder, environment):
        """A new child; OSError when the server is gone."""
        ends = [os.pipe() for _ in range(4)]  # in, out, printed, alive
        theirs = [ends[0][0], ends[1][1], ends[2][1], ends[3][1]]
        mine = [ends[0][1], ends[1][0], ends[2][0], ends[3][0]]
        text = json.dumps({"folder": folder, "environment": environment}).encode()
        try:
            with self.lock:
                socket.send_fds(self.socket, [text], theirs)
                pid = int(self.socket.recv(100) or b"-1")
            if pid < 0:
                raise OSError("the sandbox's server is gone")
        except (OSError, ValueError) as error:
            for fd in mine:
                os.close(fd)
            raise OSError(str(error)) from None
        finally:
            for fd in theirs:
                os.close(fd)
        pipes = [os.fdopen(mine[0], "wb"), os.fdopen(mine[1], "rb"), os.fdopen(mine[2], "rb")]
        return Fork(self, pid, pipes, mine[3])

    def forget(self, pid):
        with contextlib.suppress(OSError), self.lock:
            self.socket.send(json.dumps({"ended": pid}).encode())

    def close(self):
        self.socket.close()
        if self.owner == os.getpid():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(2)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()


_servers: dict = {}  # the environment -> its server
_guard = threading.Lock()


def start(folder, environment, base):
    """A child with this environment: a fork, or a program of its own where forks are unknown.

    `base` is what all runs have in common.
    """
    if not FORKS:
        return subprocess.Popen(
            [sys.executable, "-I", "-B", os.path.join(HERE, "child.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=base | environment,
            start_new_session=True,
        )
    try:
        return _server(base).fork(folder, environment)
    except OSError:
        close()  # a student's process killed it: possible where there are no locks
        return _server(base).fork(folder, environment)


def _server(base):
    key = (os.getpid(), *sorted(base.items()))
    with _guard:
        if key not in _servers:
            _servers[key] = _Server(base)
        return _servers[key]


@atexit.register
def close():
    """End this process's servers; those that a parent process started are only forgotten."""
    with _guard:
        while _servers:
            _servers.popitem()[1].close()
