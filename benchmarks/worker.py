"""A library in a process of its own: it takes steps of a workload when it is asked to.

`python -m benchmarks.worker torch:1` answers lines on its input, the name of a workload and the
seconds of a sample, with a line of JSON: the seconds of each step. Between two questions it sleeps.
"""

import contextlib
import importlib
import json
import os
import subprocess
import sys
import time

from . import measure, ops, peers, sizes
from .workloads import WORKLOADS


class Worker:
    """The other side: a process for one way, "minidnn", "torch", "torch:1", "JAX", "products"."""

    def __init__(self, way):
        self.way = way
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", way],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": os.pathsep.join([os.getcwd(), *sys.path]), **os.environ},
        )

    def sample(self, workload, seconds):
        """Seconds of each step, and the part of the time in which others used a core."""
        before, start = measure.busy(), time.perf_counter()
        self.process.stdin.write(f"{seconds} {workload}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.way} failed on {workload}; its message stands above")
        answer = json.loads(line)
        wall = time.perf_counter() - start
        others = 0.0
        if before is not None:  # one tick may belong to the neighbouring samples
            others = measure.busy() - before - answer["cpu"] - 2 / measure.TICK
        return answer["seconds"], max(0.0, others) / wall

    def close(self):
        for end in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(BrokenPipeError):  # it has failed and is gone
                end.close()
        self.process.wait()


def step_of(way, name):
    """The step of a workload, as a function."""
    library, _, threads = way.partition(":")
    known = {w.name: w.make for w in WORKLOADS} | ops.OPS | sizes.points()
    if library in ("minidnn", "torch"):
        lib = importlib.import_module(library)
        for part in ("nn", "optim"):
            importlib.import_module(f"{library}.{part}")
        if threads:
            lib.set_num_threads(int(threads))
        return known[name](lib)
    if library == "products":
        floors = importlib.import_module("benchmarks.floors")
        return floors.floors(known[name], importlib.import_module("minidnn"))[0]
    return peers.makers()[library][name]()


def take(step, seconds):
    """The seconds of each step of a sample, after one unmeasured step."""
    step()
    times, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds or not times:
        begun = time.perf_counter()
        step()
        times.append(time.perf_counter() - begun)
    return times


def main(way):
    known, step = None, None
    for line in sys.stdin:
        seconds, _, name = line.strip().partition(" ")
        cpu = measure.own()
        if name != known:
            step = None  # the memory of the one before
            known, step = name, step_of(way, name)
            step()
        times = take(step, float(seconds))
        print(json.dumps({"seconds": times, "cpu": measure.own() - cpu}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
