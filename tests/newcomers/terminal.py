"""A terminal of 80 columns: commands as a person types them, and what then stands on the screen."""

import os
import re
import select
import shlex
import struct
import subprocess
import sys
import time
from pathlib import Path

import minidnn

ROOT = str(Path(minidnn.__file__).parents[1])
COLUMNS = 80  # a line may fill them


def environment(folder, **more):
    """Of a process in a folder: this minidnn, one thread, no data of this computer."""
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "MINIDNN_DATA", "LINES")}
    return kept | {
        "PYTHONPATH": ROOT,
        "OMP_NUM_THREADS": "1",
        "TERM": "xterm",
        "MINIDNN_HOME": str(Path(folder) / "home"),
        **more,
    }


def program(command):
    """The words to run for a line that begins with minidnn, quoted as for a shell."""
    first, *words = shlex.split(command)
    assert first == "minidnn", command
    return [sys.executable, "-m", "minidnn", *words]


def piped(command, folder, **more):
    """(exit code, what came out, what came out beside it), of a command before a pipe."""
    done = subprocess.run(
        program(command), cwd=folder, env=environment(folder, **more), capture_output=True
    )
    encoding = more.get("PYTHONIOENCODING", "utf-8")
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding)


def called(command, capsys):
    """(exit code, what came out, beside it), in this process and its folder: quick."""
    from minidnn.cli import main

    try:
        code = main(program(command)[3:])
    except SystemExit as leaving:
        code = leaving.code
    return (code, *capsys.readouterr())


def typed(command, folder, stop_at=None):
    """(exit code, lines on the screen) of a command in a terminal.

    stop_at: Ctrl-C is pressed as soon as this text has come.
    """
    import fcntl
    import pty
    import termios

    child, screen = pty.fork()
    if child == 0:
        os.chdir(folder)
        words = program(command)
        os.execve(words[0], words, environment(folder))
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    came, deadline = b"", time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                piece = os.read(screen, 65536)
            except OSError:  # the other side has closed
                break
            if not piece:
                break
            came += piece
        if stop_at is not None and stop_at.encode() in came:
            os.write(screen, b"\x03")
            stop_at = None
    os.close(screen)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, lines_of(came.decode())


def lines_of(text):
    """What stays on the screen: a carriage return writes over what the line had."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n")
    lines = []
    for line in text.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return lines


def commands_in(text):
    """The commands that a text advises to type: behind a colon at its end, or in back quotes."""
    found = re.findall(r"`(minidnn [^`]*)`", text)
    for line in text.splitlines():
        _, colon, command = line.partition(": minidnn ")
        if colon:
            found.append(f"minidnn {command}".strip().rstrip(")"))
        elif line.startswith("minidnn "):
            found.append(line.strip())
    return found
