"""Peak memory of a workload above what the imports take, in a process of its own.

`python -m benchmarks.memory minidnn 2` prints it in MB for the third workload.
"""

import importlib
import resource
import subprocess
import sys


def peak(library, index):
    """MB of a workload (its place in WORKLOADS) in a fresh process, or None if that failed."""
    command = [sys.executable, "-m", "benchmarks.memory", library, str(index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def measure(library, index):
    """Import, take a small step that loads everything, then three steps of the workload."""
    lib = importlib.import_module(library)
    for part in ("nn", "optim"):
        importlib.import_module(f"{library}.{part}")
    from .workloads import WORKLOADS

    warm = WORKLOADS[0].make(lib)  # what a library loads on its first step is no part of it
    warm()
    base = highest()
    step = WORKLOADS[index].make(lib)
    for _ in range(3):
        step()
    return highest() - base


def highest():
    """The process' peak resident memory in MB."""
    try:  # getrusage would count what the parent process held when it started this one
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) / 1e3 for line in file if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    print(measure(sys.argv[1], int(sys.argv[2])))
