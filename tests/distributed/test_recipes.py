"""The recipes of docs/scaling.md for Ray and Dask, really run on their schedulers, on one machine.

The page's program is taken as it stands; only the cluster's address and the training are others.
"""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .jobs import needs_mpi

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
import minidnn, minidnn.distributed as dist
dist.init_process_group("mpi")
x = minidnn.ones(3) * (dist.get_rank() + 1)
dist.all_reduce(x)
if dist.get_rank() == 0:
    open(sys.argv[1], "w").write(str(x.tolist()))
"""
# Ray: no tokens, no statistics, and time to start where other processes want the cores too
QUIET = {"RAY_AUTH_MODE": "disabled", "RAY_raylet_start_wait_time_s": "120"}
QUIET["RAY_USAGE_STATS_ENABLED"] = "0"
# name: what of the page's program is replaced for a cluster on this machine
LOCAL = {
    "ray": {'address="auto"': "num_cpus=2, include_dashboard=False", "num_cpus=4": "num_cpus=2"},
    "dask": {
        '"scheduler:8786"': 'n_workers=1, processes=False, resources={"slots": 1}, '
        "dashboard_address=None"
    },
}


def recipe(name):
    """The page's program that imports a package."""
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (found,) = [b for b in blocks if re.search(rf"\b(import|from) .*\b{name}\b", b)]
    return found


@needs_mpi
@pytest.mark.parametrize("name", LOCAL)
def test_the_pages_program_trains_on_a_scheduler_of_this_machine(name, tmp_path):
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"needs {name} (pip install 'minidnn[clusters]')")
    out = tmp_path / "out.txt"
    (tmp_path / "sum.py").write_text(PROGRAM, encoding="utf-8")
    text = recipe(name)
    assert len(text.splitlines()) <= 20
    words = f'["{tmp_path / "sum.py"}", "{out}"]'
    changes = {**LOCAL[name], '["train.py", "--epochs", "3"]': words, '"-n", "4"': '"-n", "2"'}
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "recipe.py").write_text(text, encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, str(tmp_path / "recipe.py")],
        env={**os.environ, "PATH": path, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **QUIET},
        capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split()[-1:] == ["0"] or "\n0" in done.stdout
    assert out.read_text() == "[3.0, 3.0, 3.0]"
