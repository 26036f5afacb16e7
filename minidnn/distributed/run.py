"""What every rank of `minidnn launch` runs: the program, with PyTorch's environment variables.

python -m minidnn.distributed.run [-m] PROGRAM ARGUMENTS...

An error that nobody catches, or an exit with a code other than 0, ends all ranks.
"""

import os
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

from .mpi import communicator
from .world import end_all


def main(argv: list[str]) -> None:
    """Run a program as one rank."""
    mpi = communicator()
    comm = mpi.COMM_WORLD
    here = comm.Split_type(mpi.COMM_TYPE_SHARED)
    os.environ.update(
        RANK=str(comm.rank),
        WORLD_SIZE=str(comm.size),
        LOCAL_RANK=str(here.rank),
        LOCAL_WORLD_SIZE=str(here.size),
    )
    os.environ.setdefault("MASTER_ADDR", "localhost")  # programs ask for them; MPI needs none
    os.environ.setdefault("MASTER_PORT", "29500")
    here.Free()
    register(comm.rank)
    try:
        execute(argv)
    except SystemExit as leaving:
        code = exit_code(leaving.code)
        if code:
            sys.stdout.flush()
            sys.stderr.write(f"rank {comm.rank} of {comm.size} left with exit code {code}\n")
            sys.stderr.flush()
            comm.Abort(code)
    except BaseException as error:
        end_all(type(error), error, own_part(error.__traceback__))


def execute(argv: list[str]) -> None:
    """The program as if Python had been started with it."""
    if argv[0] == "-m":
        sys.argv = argv[1:]
        sys.path[0] = os.getcwd()
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = argv
        sys.path[0] = str(Path(argv[0]).resolve().parent)
        runpy.run_path(argv[0], run_name="__main__")


def own_part(trace: Any) -> Any:
    """A traceback from the program on: without this file and Python's runpy."""
    here = (__file__, runpy.__file__)
    part = trace
    while part is not None and part.tb_frame.f_code.co_filename in (*here, "<frozen runpy>"):
        part = part.tb_next
    return part or trace


def register(rank: int) -> None:
    """Tell `minidnn launch` which process is which rank, if it is on this machine."""
    folder = Path(os.environ.get("MINIDNN_LAUNCH", ""))
    if os.environ.get("MINIDNN_LAUNCH") and folder.is_dir():
        (folder / f"{os.getpid()}").write_text(f"{rank} {socket.gethostname()}")


def exit_code(code: Any) -> int:
    """The number that sys.exit(code) means; a text is printed."""
    if code is None or isinstance(code, int):
        return code or 0
    print(code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main(sys.argv[1:])
