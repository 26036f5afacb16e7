"""Ranks: time of a data-parallel step with 1, 2, 4 processes, and of its parts.

python -m benchmarks.ranks [--ranks 1 2 4] [--batch 512] [--out FILE.json]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SIZES = [1, 1_000, 10_000, 100_000, 300_000, 567_434, 1_000_000]  # numbers in an all_reduce


def measured_in_rank(options):
    """What one rank measures; rank 0 writes it down."""
    import minidnn
    from benchmarks.models import mnist_mlp
    from minidnn import distributed as dist
    from minidnn import nn, optim
    from minidnn.nn.parallel import DistributedDataParallel

    dist.init_process_group()
    size = dist.get_world_size()
    rng = np.random.default_rng(dist.get_rank())
    result = {"ranks": size, "batch": options.batch}
    for name, batch in (("weak", options.batch), ("strong", options.batch // size)):
        minidnn.manual_seed(0)
        model = mnist_mlp(minidnn)
        optimizer = optim.SGD(model.parameters(), lr=0.01)
        x = minidnn.from_numpy(rng.standard_normal((batch, 784), dtype=np.float32))
        y = minidnn.from_numpy(rng.integers(0, 10, batch))

        def step(model, x=x, y=y, optimizer=optimizer):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()

        result[f"{name} alone"] = timed(lambda step=step, model=model: step(model), dist)
        run = DistributedDataParallel(model)
        result[f"{name} together"] = timed(lambda step=step, run=run: step(run), dist)
    result["all_reduce"] = {}
    os.environ["MINIDNN_DISTRIBUTED_CHECK"] = "0"
    for n in SIZES:
        x = minidnn.ones(n)
        result["all_reduce"][4 * n] = timed(lambda x=x: dist.all_reduce(x), dist, seconds=0.3)
    if dist.get_rank() == 0:
        Path(options.results).write_text(json.dumps(result))


def timed(way, dist, seconds=1.5):
    """Seconds of a call: the best group of five, after a warm start; the ranks begin together.

    The best, because on a machine with as many ranks as cores everything else disturbs.
    """
    for _ in range(3):
        way()
    groups = []
    end = time.perf_counter() + seconds
    while True:
        dist.barrier()
        start = time.perf_counter()
        for _ in range(5):
            way()
        groups.append((time.perf_counter() - start) / 5)
        late = [time.perf_counter() > end]
        dist.broadcast_object_list(late)  # all stop together
        if late[0]:
            return min(groups)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--out")
    parser.add_argument("--results", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.results:
        measured_in_rank(options)
        return
    from minidnn.distributed.launch import launch

    found = []
    for ranks in options.ranks:
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / "results.json")
            words = ["-m", "benchmarks.ranks", "--results", file, "--batch", str(options.batch)]
            if launch(
                words, ranks, environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            ):
                sys.exit(1)
            found.append(json.loads(Path(file).read_text()))
        report(found[-1], found[0])
    if options.out:
        Path(options.out).write_text(json.dumps(found, indent=1))


def report(result, first):
    """Lines for a terminal."""
    ranks, batch = result["ranks"], result["batch"]
    one = batch / first["weak alone"]
    print(f"{ranks} ranks, one thread each")
    for name, samples in (("weak", batch * ranks), ("strong", batch)):
        speed = samples / result[f"{name} together"]
        print(
            f"  {name:6} joined batch {samples:5}: step {1e3 * result[f'{name} together']:7.2f} ms "
            f"(without exchange {1e3 * result[f'{name} alone']:7.2f}), "
            f"{speed:9,.0f} samples/s = {speed / one:.2f} x one process"
        )
    line = ", ".join(f"{int(n):,} B {1e6 * t:.0f}" for n, t in result["all_reduce"].items())
    print(f"  all_reduce, microseconds: {line}", flush=True)


if __name__ == "__main__":
    main()
