"""The CPU time of `minidnn train breast-cancer` with all cores, and with half a core's quota.

The quota is a control group's, which takes an administrator (version 1 of control groups, or 2).
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")


def row(quota=0.5):
    """Seconds of CPU alone and within the quota. Raises: OSError where there can be no quota."""
    alone = min(train(None) for _ in range(2))
    with group(quota) as tasks:
        limited = min(train(tasks) for _ in range(2))
    return {"cores": f"{quota} of {os.cpu_count()}", "alone": alone, "within": limited}


def train(tasks):
    """CPU seconds of a training run, in the control group with this list of tasks."""

    def enter():
        if tasks is not None:
            tasks.write_text(str(os.getpid()))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "minidnn", "train", "breast-cancer", "--quiet"]
        command += ["--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, preexec_fn=enter)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def group(quota):
    """A control group with a quota of so many cores; yields its list of tasks."""
    old = (GROUPS / "cpu").is_dir()
    folder = (GROUPS / "cpu" if old else GROUPS) / f"minidnn-{os.getpid()}"
    folder.mkdir()
    try:
        if old:
            (folder / "cpu.cfs_period_us").write_text("100000")
            (folder / "cpu.cfs_quota_us").write_text(str(int(quota * 100_000)))
        else:
            (folder / "cpu.max").write_text(f"{int(quota * 100_000)} 100000")
        yield folder / ("tasks" if old else "cgroup.procs")
    finally:
        time.sleep(0.1)  # the last process may still be leaving
        folder.rmdir()
