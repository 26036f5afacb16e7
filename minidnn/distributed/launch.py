"""`minidnn launch -n 4 train.py`: starts the ranks through mpiexec, and says which one died."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .mpi import communicator, mpiexec

TAIL = 4000  # characters at the end of the output in which MPI's last words are looked for
DIED = re.compile(r"PID (\d+) RUNNING AT (\S+)\s+=\s+EXIT CODE: (\d+)")


def launch(
    program: Sequence[str],
    ranks: int,
    hostfile: str | os.PathLike[str] | None = None,
    mpi_arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a program (its path, or "-m", "package"; then its arguments) as so many ranks.

    hostfile: a text with one machine a line (`name` or `name:ranks`); they are reached by ssh and
    need the same Python and program in the same places.
    The cores are shared among the ranks of this machine, unless OMP_NUM_THREADS is set.
    Returns 0, or the exit code of the rank that failed.
    """
    if ranks < 1:
        raise ValueError(f"launch: the number of ranks must be at least 1; got {ranks}")
    if program[0] != "-m" and not Path(program[0]).is_file():
        raise ValueError(f"launch: there is no program {program[0]}")
    if hostfile is not None and not Path(hostfile).is_file():
        raise ValueError(f"launch: there is no host file {hostfile}")
    communicator_is_there()
    runner = [sys.executable, "-m", "minidnn.distributed.run", *program]
    command = [*starter(ranks, hostfile), *mpi_arguments, *runner]
    with tempfile.TemporaryDirectory(prefix="minidnn-launch-") as folder:
        values = {**os.environ, "MINIDNN_LAUNCH": folder, **(environment or {})}
        if hostfile is None:
            values.setdefault("OMP_NUM_THREADS", str(max(1, cores() // ranks)))
        code, tail = run(command, values)
        if code and code != 128 + signal.SIGINT:
            print(f"minidnn launch: {reason(code, tail, Path(folder))}", file=sys.stderr)
        return code


def starter(ranks: int, hostfile: Any) -> list[str]:
    """mpiexec with the number of ranks and the machines."""
    command = mpiexec()
    text = subprocess.run([command, "--version"], capture_output=True, text=True).stdout
    openmpi = "Open MPI" in text or "OpenRTE" in text
    found = [command, "-n", str(ranks)]
    if openmpi:
        found += ["--oversubscribe"] + (["--allow-run-as-root"] if os.geteuid() == 0 else [])
    if hostfile is not None:
        found += ["--hostfile" if openmpi else "-f", str(hostfile)]
    return found


def run(command: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the end of the output, which is passed on as it comes."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C then reaches the ranks once, by way of mpiexec
    )
    tail = b""

    def pass_on(number, frame):
        process.send_signal(number)

    before = {n: signal.signal(n, pass_on) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        while chunk := os.read(process.stdout.fileno(), 65536):  # type: ignore[union-attr]
            sys.stdout.write(chunk.decode(errors="replace"))
            sys.stdout.flush()
            tail = (tail + chunk)[-TAIL:]
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if process.poll() is None:
            process.kill()
        process.stdout.close()  # type: ignore[union-attr]
    return (128 - code if code < 0 else code), tail.decode(errors="replace")


def reason(code: int, tail: str, folder: Path) -> str:
    """Why the job ended, in a sentence."""
    died = DIED.search(tail)
    if died is None:
        return f"the job failed with exit code {code}; the failing rank's own error is above"
    process, machine, number = died[1], died[2], int(died[3])
    file = folder / process
    who = f"rank {file.read_text().split()[0]}" if file.exists() else "a rank"
    if "signal" not in tail.lower() or number > 64:
        how = f"ended with exit code {number}; its own error is above"
    else:
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        how = f"was killed ({name})"
        if number == signal.SIGKILL:
            how += ": by somebody, or by the system for want of memory"
    return f"{who} (process {process} on {machine}) {how}. All other ranks were ended."


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def communicator_is_there() -> None:
    """Raises RuntimeError without mpi4py, in words, before four ranks say it in tracebacks."""
    import importlib.util

    if importlib.util.find_spec("mpi4py") is None:
        communicator()
