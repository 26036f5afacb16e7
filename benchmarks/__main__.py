"""`python -m benchmarks`: minidnn beside PyTorch, each in a process of its own, in turn.

Prints tables, quiet and beside a busy process; writes speed.png and speed.json into --out. About
six minutes; `--short` takes two.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from minidnn.cores import cores

from . import container, measure, memory, peers, report
from .worker import Worker
from .workloads import WORKLOADS


def main(arguments=None):
    options = parser().parse_args(arguments)
    print(f"{cores()} cores of {report.machine()}\n", flush=True)
    with_torch = importlib.util.find_spec("torch") is not None
    workloads = [w for w in WORKLOADS if any(part in w.name for part in options.only)]
    ways = ["minidnn"] + ([f"torch:{n}" for n in sorted({1, cores()})] if with_torch else [])
    results = compared(workloads, ways + ["products"] * options.products, options)
    print(report.table([report.speed_row(*r) for r in results]), flush=True)
    if options.busy and with_torch:
        loud = [w for w in workloads if w.busy]
        with busy_neighbour():
            beside = compared(loud, ["minidnn", "torch"], options)
        print("\n" + report.table([report.busy_row(*r) for r in beside]), flush=True)
    if options.container:
        rows = container.rows()
        print("\n" + (rows if isinstance(rows, str) else report.table(rows)), flush=True)
    if options.peers:
        print("\n" + peer_table(workloads, options), flush=True)
    if options.memory:
        print("\n" + report.table(memories(workloads, with_torch)), flush=True)
    save(results, options.out, with_torch)
    return 0


def parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="PART", help="workloads whose names hold a part"
    )
    parser.add_argument("--rounds", type=int, default=4, help="samples of each")
    parser.add_argument("--seconds", type=float, default=1.0, help="of a sample, at least a step")
    parser.add_argument("--short", action="store_true", help="2 samples of 0.5 seconds")
    parser.add_argument("--out", type=Path, default=Path("runs/benchmarks"), help="folder")
    flag = argparse.BooleanOptionalAction
    parser.add_argument("--busy", action=flag, default=True, help="beside a busy process too")
    parser.add_argument("--container", action=flag, default=True, help="with half a core too")
    parser.add_argument("--products", action=flag, default=False, help="the bare matrix products")
    parser.add_argument("--peers", action=flag, default=False, help="other libraries")
    parser.add_argument("--memory", action=flag, default=False, help="peak memory")
    return parser


def compared(workloads, ways, options):
    """[(workload, {way: Times})], a process for every way."""
    rounds, seconds = (2, 0.5) if options.short else (options.rounds, options.seconds)
    workers = [Worker(way) for way in ways]
    results = []
    for workload in workloads:
        print(f"measuring: {workload.name}", file=sys.stderr, flush=True)
        results.append((workload, measure.alternate(workers, workload.name, rounds, seconds)))
    for worker in workers:
        worker.close()
    return results


@contextmanager
def busy_neighbour():
    """Within it a process keeps one core busy."""
    neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        neighbour.kill()
        neighbour.wait()


def peer_table(workloads, options):
    """The other libraries beside minidnn."""
    results = []
    for workload in workloads:
        others = [name for name, known in peers.makers().items() if workload.name in known]
        if others:
            results += compared([workload], ["minidnn", *others], options)
    return report.table(report.peer_rows(results)) if results else "no other library is installed"


def memories(workloads, with_torch):
    """Rows: peak memory above the imports, each in a process of its own."""
    rows = []
    for workload in workloads:
        index = WORKLOADS.index(workload)
        mine = memory.peak("minidnn", index)
        other = memory.peak("torch", index) if with_torch else None
        ratio = f"{mine / other:.2f}" if mine and other else "-"
        row = {"peak memory": workload.name, "minidnn": megabytes(mine)}
        rows.append({**row, "PyTorch": megabytes(other), "ratio": ratio})
    return rows


def megabytes(size):
    return "-" if size is None else f"{size:.0f} MB"


def save(results, folder, with_torch):
    """The picture, and all steps as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    if with_torch and results:
        report.picture(results, folder / "speed.png")
    samples = {
        workload.name: {
            way: {"clean": t.clean, "disturbed": t.disturbed} for way, t in times.items()
        }
        for workload, times in results
    }
    facts = {"machine": report.machine(), "cores": cores(), "load": os.getloadavg()}
    text = json.dumps({**facts, "seconds": samples}, indent=1)
    (folder / "speed.json").write_text(text, encoding="utf-8")
    print(f"\nwritten: {folder / 'speed.json'} and speed.png")


if __name__ == "__main__":
    sys.exit(main())
