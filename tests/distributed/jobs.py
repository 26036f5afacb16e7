"""Starting ranks from tests."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def mpi_is_here():
    if importlib.util.find_spec("mpi4py") is None:
        return False
    from minidnn.distributed.mpi import mpiexec

    try:
        mpiexec()
    except RuntimeError:
        return False
    return True


needs_mpi = pytest.mark.skipif(not mpi_is_here(), reason="needs mpi4py and MPI (extra mpi)")


def launched(ranks, *program, timeout=120, **environment):
    """`minidnn launch -n ranks program...` as a finished process."""
    command = [sys.executable, "-m", "minidnn", "launch", "-n", str(ranks), *map(str, program)]
    values = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        command, env=values, cwd=ROOT, capture_output=True, text=True, timeout=timeout
    )


def results_of(module, ranks, folder):
    """What every check of a module said in so many ranks: {name: [errors]}."""
    file = folder / f"{module}-{ranks}.json"
    done = launched(ranks, ROOT / "tests/distributed/in_ranks.py", module, file)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(file.read_text())


def check_names(module):
    """The names of a module's checks, without importing it."""
    text = (ROOT / (module.replace(".", "/") + ".py")).read_text()
    return [line[4:].split("(")[0] for line in text.splitlines() if line.startswith("def check_")]
