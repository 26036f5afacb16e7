"""How many cores this process has: what its variables say, its affinity, its container's quota."""

import math
import os
from pathlib import Path


def cores():
    """How many threads: MINIDNN_THREADS, OMP_NUM_THREADS, or the cores this process may use."""
    for name in ("MINIDNN_THREADS", "OMP_NUM_THREADS"):
        value = os.environ.get(name, "")
        if value.isdigit() and int(value) > 0:
            return int(value)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, quota())


def quota(system=Path("/")):
    """The cores that the control groups of this process grant it, rounded up; inf: no limit.

    A container with half a core sees all cores of its host; their threads would use up in a
    moment what it may have in a tenth of a second, and then stand still.
    """
    granted = math.inf
    for line in lines(system / "proc/self/cgroup"):
        _, controllers, path = (line + "::").split(":")[:3]
        if controllers and "cpu" not in controllers.split(","):
            continue
        root = system / "sys/fs/cgroup" / controllers
        inside = root / path.strip("/")
        for group in [inside, *inside.parents]:  # a group has no more than those around it
            if not group.is_relative_to(root):
                break
            limit = lines(group / "cpu.max")  # version 2: "50000 100000", "max 100000"
            if not limit:
                limit = lines(group / "cpu.cfs_quota_us") + lines(group / "cpu.cfs_period_us")
            numbers = " ".join(limit).split()
            if len(numbers) == 2 and numbers[0].isdigit() and int(numbers[1]):
                granted = min(granted, max(1, math.ceil(int(numbers[0]) / int(numbers[1]))))
    return granted


def lines(path):
    """The lines of a file, none if it cannot be read."""
    try:
        return path.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return []
