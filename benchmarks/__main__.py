"""`python -m benchmarks [PART ...]`: minidnn beside PyTorch, each in a process of its own, in turn.

Parts: steps, busy (beside a busy process), container (half a core), ops, peers, sizes, memory,
kernels (of a step on a GPU, counted without one: docs/gpu.md). The first three, without any named,
take six minutes. Every row is kept in --file at once: the same command goes on where it was
stopped, `--again` measures anew. `python -m benchmarks.page` writes tables and pictures into
docs/performance.md.
"""

import argparse
import importlib.util
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from minidnn.cores import cores

from . import container, kernels, measure, memory, ops, peers, report, sizes
from .results import Results
from .worker import Worker
from .workloads import WORKLOADS

PARTS = ("steps", "busy", "container", "ops", "peers", "sizes", "memory", "kernels")


def main(arguments=None):
    options = parser().parse_args(arguments)
    results = Results(options.file, options.again, options.limit)
    print(f"{cores()} cores of {report.machine()}\n", flush=True)
    for part in options.parts or PARTS[:3]:
        names = [n for n in names_of(part) if any(piece in n for piece in options.only)]
        rows = MEASURES[part](results.wanted(part, names), options)
        for name, row in rows:
            results.put(part, name, row)
        measured = {n: row for n, row in results.parts.get(part, {}).items() if n in names}
        if measured:
            print(report.TABLES[part](measured) + "\n", flush=True)
    for left in results.left:
        print(f"not measured for want of time: {left}")
    print(f"written: {results.path}")
    return 3 if results.left else 0


def parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*PARTS, []], help="see above")
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="PIECE", help="rows whose names hold a piece"
    )
    parser.add_argument("--rounds", type=int, default=4, help="samples of each")
    parser.add_argument("--seconds", type=float, default=1.0, help="of a sample, at least a step")
    parser.add_argument("--short", action="store_true", help="2 samples")
    default = Path("runs/benchmarks/results.json")
    parser.add_argument("--file", type=Path, default=default, help="where the results are kept")
    parser.add_argument("--again", action="store_true", help="measure what the file has already")
    parser.add_argument("--products", action="store_true", help="the bare matrix products too")
    parser.add_argument(
        "--limit", type=float, default=float("inf"), help="seconds; the rest is left for next time"
    )
    return parser


def names_of(part):
    """The rows of a part."""
    if part == "peers":
        return list(dict.fromkeys(n for known in peers.makers().values() for n in known))
    return {
        "busy": [w.name for w in WORKLOADS if w.busy],
        "container": ["breast-cancer"],
        "ops": list(ops.OPS),
        "kernels": list(kernels.NETWORKS),
        "sizes": [f"{name} {n}" for name, sweep in sizes.SWEEPS.items() for n in sweep.sizes],
    }.get(part) or [w.name for w in WORKLOADS]


def torch_ways():
    """PyTorch with one thread, and with all cores."""
    if importlib.util.find_spec("torch") is None:
        return []
    return [f"torch:{n}" for n in sorted({1, cores()})]


def compared(names, options, ways=None, rounds=None, seconds=None, shared=False):
    """(name, {way: numbers}) of each row, a process for every way.

    New ones for each row, so that none finds the memory that another row's work has left behind;
    shared: the same ones for all rows, which takes less time.
    """
    rounds = 2 if options.short else rounds or options.rounds
    seconds = seconds or options.seconds
    workers = []
    for name in names:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        ways = ways or ["minidnn", *torch_ways(), *["products"] * options.products]
        workers = workers or [Worker(way) for way in ways]
        times = measure.alternate(workers, name, rounds, seconds)
        yield name, {way: t.numbers() for way, t in times.items()}
        if not shared:
            while workers:
                workers.pop().close()
    for worker in workers:
        worker.close()


def beside(names, options):
    """The rows beside a busy process, both libraries at their defaults."""
    ways = ["minidnn", "torch"] if torch_ways() else ["minidnn"]
    with busy_neighbour():
        yield from compared(names, options, ways)


@contextmanager
def busy_neighbour():
    """Within it a process keeps one core busy."""
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        neighbour.kill()
        neighbour.wait()


def others(names, options):
    """The rows of the other libraries, beside minidnn."""
    for name in names:
        known = [library for library, steps in peers.makers().items() if name in steps]
        for _, row in compared([name], options, ["minidnn", *known]):
            yield name, {peers.titled(way): numbers for way, numbers in row.items()}


def contained(names, options):
    """CPU seconds of a training run, with all cores and with half a core."""
    for name in names:
        try:
            yield name, container.row()
        except OSError as error:
            print(f"no container was measured: {error}")


def memories(names, options):
    """Peak memory above the imports in MB, each in a process of its own."""
    for name in names:
        index = [w.name for w in WORKLOADS].index(name)
        peaks = {"minidnn": memory.peak("minidnn", index)}
        if torch_ways():
            peaks["torch"] = memory.peak("torch", index)
        yield name, peaks


MEASURES = {
    "steps": compared,
    "busy": beside,
    "container": contained,
    "ops": partial(compared, rounds=3, seconds=0.5, shared=True),
    "peers": others,
    "sizes": partial(compared, rounds=2, seconds=0.25, shared=True),
    "memory": memories,
    "kernels": kernels.rows,
}

if __name__ == "__main__":
    sys.exit(main())
