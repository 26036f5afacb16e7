"""Kernels: how many a training step starts on a GPU, counted without one.

`python -m benchmarks kernels` prints the table. The step runs on the tests' device stub, which
stands in for CuPy: a call of an elementwise function, a reduction, a product, a copy or one of the
library's kernels is one kernel, a view is none. Beside it stands what PyTorch's profiler sees on
the CPU: the operators that call no other operator and compute something. Each is one kernel or more
on a GPU. PyTorch's optimizer is left out of its count: on a GPU it takes a few kernels for all
parameters, on the CPU some for each.
"""

import collections
import importlib.util

import numpy as np

from . import models


def gpt(lib):
    """Two blocks with causal attention, dropout and layer normalisation; classes of 16 numbers."""
    nn = lib.nn

    class GPT(nn.Module):
        def __init__(self):
            super().__init__()
            options = {"dropout": 0.1, "batch_first": True, "norm_first": True}
            layers = [nn.TransformerEncoderLayer(16, 2, 32, **options) for _ in range(2)]
            self.blocks = nn.ModuleList(layers)
            self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(8))
            self.head = nn.Linear(16, 10)

        def forward(self, x):
            for block in self.blocks:
                x = block(x, src_mask=self.mask)
            return self.head(x[:, -1])

    return GPT()


def lstm(lib):
    """An LSTM of 8 steps, whose last output is classified."""
    nn = lib.nn

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.head = nn.LSTM(16, 16, batch_first=True), nn.Linear(16, 10)

        def forward(self, x):
            return self.head(self.rnn(x)[0][:, -1])

    return Recurrent()


# name: (network, shape of a batch)
NETWORKS = {
    "MLP 784-512-256-128-10, dropout": (models.mnist_mlp, (8, 784)),
    "CNN, two convolutions": (models.small_cnn, (4, 1, 28, 28)),
    "ResNet-18": (models.resnet18, (2, 3, 32, 32)),
    "LSTM of 8 steps": (lstm, (4, 8, 16)),
    "GPT, two blocks of 8 positions": (gpt, (4, 8, 16)),
}
# operators of PyTorch that make memory or another view of it
VIEWS = """
    empty empty_like empty_strided new_empty resize_ view as_strided t transpose expand reshape
    detach detach_ slice select unsqueeze squeeze permute alias split narrow unbind item
    _local_scalar_dense result_type resolve_conj resolve_neg is_nonzero set_data lift_fresh unfold
    _has_compatible_shallow_copy_type _reshape_alias view_as flatten unflatten chunk
"""


def a_step(lib, name, where=None):
    """(forward and backward, optimizer.step) of a network with Adam, after a first step."""
    build, shape = NETWORKS[name]
    lib.manual_seed(0)
    model, rng = build(lib), np.random.default_rng(0)
    x = lib.tensor(rng.standard_normal(shape).astype(np.float32))
    labels = lib.tensor(rng.integers(0, 10, shape[0]))
    if where is not None:
        model, x, labels = model.to(where), x.to(where), labels.to(where)
    optimizer = lib.optim.Adam(model.parameters(), lr=1e-3)

    def gradients():
        optimizer.zero_grad()
        loss = lib.nn.functional.cross_entropy(model(x), labels)
        loss.backward()

    gradients()
    optimizer.step()
    return gradients, optimizer.step


def counted(name, kernels=True):
    """(kernels, waits, transfers) of the second step on the stub; kernels: the library's own."""
    import minidnn
    import minidnn.nn
    import minidnn.optim
    from minidnn import backend
    from tests.device_stub import STUB, counts

    before, backend.PLACES["stub"] = backend.PLACES.get("stub"), STUB
    STUB.with_kernels = kernels
    try:
        gradients, update = a_step(minidnn, name, "stub")
        counts.reset()
        gradients()
        update()
        return counts.kernels, counts.waits, counts.transfers + counts.uploads
    finally:
        STUB.with_kernels = True
        if before is None:
            del backend.PLACES["stub"]


def operators(name):
    """How many operators PyTorch's profiler sees in forward and backward on the CPU."""
    import torch
    from torch.profiler import ProfilerActivity, profile

    (gradients, _), views = a_step(torch, name), set(VIEWS.split())
    with profile(activities=[ProfilerActivity.CPU]) as found:
        gradients()
    seen = collections.Counter(
        event.name
        for event in found.events()
        if event.name.startswith("aten::")
        and not any(child.name.startswith("aten::") for child in event.cpu_children)
    )
    return sum(n for name, n in seen.items() if name.removeprefix("aten::") not in views)


def rows(names, options):
    """The counts of each network."""
    with_torch = importlib.util.find_spec("torch") is not None
    for name in names:
        kernels, waits, transfers = counted(name)
        yield (
            name,
            {
                "kernels": kernels,
                "by formulas alone": counted(name, kernels=False)[0],
                "waits": waits,
                "transfers": transfers,
                "PyTorch's operators, CPU": operators(name) if with_torch else "-",
            },
        )
