"""Scaling on paper: what a data-parallel step costs, and the drawings of docs/scaling.md.

python -m benchmarks.scaling [FIGURE.png]
"""

import math
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Wires:
    """How ranks are joined.  latency: seconds of a message; bandwidth: bytes per second."""

    name: str
    latency: float
    bandwidth: float

    def all_reduce(self, ranks, size):
        """Seconds to add up `size` bytes: halves are exchanged, then gathered (Rabenseifner)."""
        if ranks == 1:
            return 0.0
        rounds = 2 * math.ceil(math.log2(ranks))
        return rounds * self.latency + 2 * (ranks - 1) / ranks * size / self.bandwidth


@dataclass(frozen=True)
class Network:
    """A model that is trained.  size: bytes of gradients; per_sample: seconds of compute."""

    name: str
    size: float
    per_sample: float
    fixed: float = 0.0  # seconds of a step that no batch size makes smaller
    backward: float = 2 / 3  # share of the step that buckets can overlap with

    def compute(self, batch):
        return self.fixed + self.per_sample * batch

    def step(self, batch, ranks, wires, overlap=True):
        """Seconds of a step with `batch` samples at every rank."""
        compute, exchange = self.compute(batch), wires.all_reduce(ranks, self.size)
        hidden = min(exchange, self.backward * compute) if overlap else 0.0
        # the last bucket is full only when backward has ended: it is never hidden
        last = wires.all_reduce(ranks, min(self.size, 2**20))
        return compute + max(exchange - hidden, last if ranks > 1 else 0.0)

    def speedup(self, batch, ranks, wires, weak, overlap=True):
        """How many times the samples of one rank in the same time."""
        own = batch if weak else batch / ranks
        return ranks * own / batch * self.compute(batch) / self.step(own, ranks, wires, overlap)


# measured on 2 cores of an AMD EPYC (docs/scaling.md)
SHARED_MEMORY = Wires("shared memory, measured", 4e-6, 1.94e9)
MNIST = Network("MNIST MLP", 2_269_736, 3.05e-5, 0.9e-3)
# assumed, from the makers' data sheets: nobody has measured minidnn on them
NVLINK = Wires("8 GPUs, 300 GB/s (assumed)", 10e-6, 300e9)
ETHERNET = Wires("nodes, 100 Gbit/s (assumed)", 20e-6, 12.5e9)
SLOW = Wires("nodes, 1 Gbit/s (assumed)", 50e-6, 0.125e9)
RESNET = Network("ResNet-50 (assumed 1 ms a sample)", 102e6, 1e-3, 3e-3)
GPT = Network("GPT, 124 million parameters (assumed 10 ms a sample)", 498e6, 10e-3, 5e-3)


def table():
    """Lines of docs/scaling.md: steps and speed-ups."""
    for network, batch, wires, counts in (
        (MNIST, 512, SHARED_MEMORY, (1, 2, 4)),
        (RESNET, 64, NVLINK, (1, 2, 4, 8)),
        (RESNET, 64, ETHERNET, (1, 8, 64)),
        (GPT, 16, ETHERNET, (1, 8, 64)),
        (GPT, 16, SLOW, (1, 8, 64)),
    ):
        for ranks in counts:
            weak, strong = (network.speedup(batch, ranks, wires, w) for w in (True, False))
            exchange = 1e3 * wires.all_reduce(ranks, network.size)
            yield (
                f"| {network.name} | {wires.name} | {ranks} | {exchange:.2f} | "
                f"{weak:.2f} | {strong:.2f} |"
            )


def draw(file):
    """Weak and strong scaling of the lines above."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
    counts = [2**i for i in range(7)]
    lines = ((RESNET, 64, ETHERNET), (GPT, 16, ETHERNET), (GPT, 16, SLOW))
    for axis, weak in zip(axes, (True, False)):
        axis.plot(counts, counts, color="0.7", linestyle="--", label="ideal")
        for network, batch, wires in lines:
            speeds = [network.speedup(batch, n, wires, weak) for n in counts]
            name = f"{network.name.split(' (')[0].split(',')[0]}, {wires.name.split('(')[0]}"
            axis.plot(counts, speeds, marker="o", markersize=3, label=name)
        axis.set(xscale="log", yscale="log", xlabel="ranks", xticks=counts)
        axis.set_xticklabels(counts)
        axis.set_title("weak: the batch grows" if weak else "strong: the batch is shared")
    axes[0].set_ylabel("times one rank")
    axes[1].legend(fontsize=7, frameon=False)
    figure.suptitle("The cost model, with assumed machines", fontsize=10)
    figure.tight_layout()
    figure.savefig(file, dpi=110)


def main():
    print("| network | wires | ranks | all_reduce, ms | weak | strong |")
    print("|---|---|---|---|---|---|")
    print("\n".join(table()))
    if len(sys.argv) > 1:
        draw(sys.argv[1])


if __name__ == "__main__":
    main()
