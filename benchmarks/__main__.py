"""`python -m benchmarks`: measures the workloads alternately with PyTorch, floors and peers.

Prints one table per kind of measurement and writes speed.png and speed.json into --out.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

import minidnn
import minidnn.nn
import minidnn.optim
from minidnn import threads

from . import floors, memory, overhead, peers, report
from .measure import alternate
from .workloads import WORKLOADS


def main(arguments=None):
    options = parser().parse_args(arguments)
    torch = library("torch")
    print(report.header(threads.cores(), torch))
    if torch is None:
        print("PyTorch is not installed: no ratios to it")
    workloads = [w for w in WORKLOADS if any(part in w.name for part in options.only)]
    results = speed(workloads, torch, options)
    if results:
        print("\n" + report.table([report.speed_row(r) for r in results]))
        rows = report.peer_rows(results)
        if rows:
            print("\n" + report.table(rows))
    if options.overhead:
        print("\n" + report.table(overheads(torch, options.rounds)))
    if options.memory:
        print("\n" + report.table(memories(workloads, torch)))
    options.out.mkdir(parents=True, exist_ok=True)
    save(results, options.out)
    return 0


def parser():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="PART", help="workloads whose names hold a part"
    )
    parser.add_argument("--rounds", type=int, default=5, help="undisturbed samples of each")
    parser.add_argument("--out", type=Path, default=Path("runs/benchmarks"), help="folder")
    flag = argparse.BooleanOptionalAction
    parser.add_argument("--peers", action=flag, default=True, help="other libraries")
    parser.add_argument("--overhead", action=flag, default=True, help="microseconds of small ops")
    parser.add_argument("--memory", action=flag, default=True, help="peak memory")
    return parser


def library(name):
    """The imported library, or None."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def speed(workloads, torch, options):
    """[{"workload", "times": {way: Times}}] of all workloads."""
    found, missing = peers.peers() if options.peers else ({}, [])
    for sentence in missing:
        print(sentence)
    results = []
    for workload in workloads:
        print(f"measuring: {workload.name}", file=sys.stderr, flush=True)
        multiply, copy = floors.floors(workload.make, minidnn)
        ways = {"minidnn": workload.make(minidnn)}
        if torch is not None:
            ways["PyTorch"] = workload.make(torch)
        ways |= {"products": multiply, "copies": copy}
        ways |= {name: make() for name, make in found.get(workload.name, {}).items()}
        results.append({"workload": workload, "times": alternate(ways, options.rounds)})
    return results


def overheads(torch, rounds):
    """Rows: microseconds of one recorded op on 16x16 arrays, forward and backward."""
    ways = {("minidnn", name): step for name, step in overhead.chains(minidnn).items()}
    if torch is not None:
        ways |= {("PyTorch", name): step for name, step in overhead.chains(torch).items()}
    times = alternate(ways, rounds)
    rows = []
    for name in overhead.chains(minidnn):
        mine = times["minidnn", name].median
        row = {"op, 16x16": name, "minidnn": f"{mine / overhead.CHAIN * 1e6:.2f} µs"}
        if torch is not None:
            other = times["PyTorch", name].median
            row |= {
                "PyTorch": f"{other / overhead.CHAIN * 1e6:.2f} µs",
                "ratio": f"{mine / other:.2f}",
            }
        rows.append(row)
    return rows


def memories(workloads, torch):
    """Rows: peak memory above the imports, each in a process of its own."""
    rows = []
    for workload in workloads:
        index = WORKLOADS.index(workload)
        mine = memory.peak("minidnn", index)
        other = memory.peak("torch", index) if torch is not None else None
        rows.append(
            {
                "peak memory": workload.name,
                "minidnn": megabytes(mine),
                "PyTorch": megabytes(other),
                "ratio": f"{mine / other:.2f}" if mine and other else "-",
            }
        )
    return rows


def megabytes(size):
    return "-" if size is None else f"{size:.0f} MB"


def save(results, folder):
    """The picture, and all samples as JSON."""
    if any("PyTorch" in r["times"] for r in results):
        report.picture(results, folder / "speed.png")
    samples = {
        r["workload"].name: {
            name: {"seconds": t.clean, "disturbed": t.disturbed} for name, t in r["times"].items()
        }
        for r in results
    }
    (folder / "speed.json").write_text(json.dumps(samples, indent=1), encoding="utf-8")
    print(f"\nwritten: {folder / 'speed.json'} and speed.png")


if __name__ == "__main__":
    sys.exit(main())
