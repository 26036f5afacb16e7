"""fit and evaluate in ranks: one history, one checkpoint, the numbers of one process."""

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn import distributed as dist
from minidnn import nn, optim
from minidnn.nn.parallel import DistributedDataParallel as DDP
from minidnn.training import Callback, evaluate, fit
from minidnn.training.resume import CheckpointMismatch, read
from minidnn.utils.data import (
    DataLoader,
    DistributedEvalSampler,
    DistributedSampler,
    TensorDataset,
)

JOINED = 8  # samples of a batch, all ranks together


def sets():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((72, 6))
    y = (x[:, :2].argmax(axis=1) + 2 * (x[:, 2] > 0)) % 3
    return [TensorDataset(minidnn.from_numpy(x[p]), minidnn.from_numpy(y[p])) for p in PARTS]


PARTS = (slice(0, 61), slice(61, None))  # 61: the last batch is short, some samples come twice


def network(dropout=0.0):
    minidnn.manual_seed(5)
    layers = [nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(dropout)]
    return nn.Sequential(*layers, nn.Linear(16, 3)).double()


class Order:
    """What DistributedSampler's ranks visit together, for one process."""

    def __init__(self, data):
        self.sampler = DistributedSampler(data, dist.get_world_size(), 0, seed=3)
        self.set_epoch = self.sampler.set_epoch

    def __iter__(self):
        return iter(self.sampler.order().tolist())

    def __len__(self):
        return self.sampler.total_size


def in_ranks(data, test):
    part = JOINED // dist.get_world_size()
    return (
        DataLoader(data, part, sampler=DistributedSampler(data, seed=3)),
        DataLoader(test, 2, sampler=DistributedEvalSampler(test)),
    )


def run(model, loaders, **options):
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    return fit(
        model,
        *loaders,
        criterion=nn.CrossEntropyLoss(),
        optimizer=optimizer,
        progress=False,
        **options,
    )


def together(dropout=0.0):
    model = DDP(nn.SyncBatchNorm.convert_sync_batchnorm(network(dropout)))
    minidnn.manual_seed(50 + dist.get_rank())
    return model


def check_fit_gives_the_numbers_of_one_process():
    data, test = sets()
    alone = network()
    expected = run(
        alone, (DataLoader(data, JOINED, sampler=Order(data)), DataLoader(test, 3)), epochs=3
    )
    model = together()
    history = run(model, in_ranks(data, test), epochs=3)
    np.testing.assert_allclose(history.losses, expected.losses, rtol=1e-10)
    for got, wanted in zip(history.rows, expected.rows):
        for name in set(wanted) - {"seconds"}:
            assert got[name] == pytest.approx(wanted[name], rel=1e-10), name
    for got, wanted in zip(model.module.state_dict().values(), alone.state_dict().values()):
        np.testing.assert_allclose(got.numpy(), wanted.numpy(), rtol=1e-10, atol=1e-12)


def check_evaluation_counts_every_sample_once():
    _, test = sets()
    model = network()
    alone = evaluate(model, DataLoader(test, 4), nn.CrossEntropyLoss())
    found = evaluate(model, in_ranks(test, test)[1], nn.CrossEntropyLoss())
    assert found == pytest.approx(alone)
    one = TensorDataset(*(t[:1] for t in test.tensors))  # most ranks have nothing
    loader = DataLoader(one, sampler=DistributedEvalSampler(one))
    found = evaluate(model, loader, nn.CrossEntropyLoss())
    assert found == pytest.approx(evaluate(model, DataLoader(one), nn.CrossEntropyLoss()))


class CtrlC(Callback):
    """Stands for Ctrl-C at the last rank, in the middle of the second epoch."""

    def after_step(self, run):
        if run.step == 12 and dist.get_rank() == dist.get_world_size() - 1:
            run.interrupted = True


def shared_folder():
    folders = [tempfile.mkdtemp() if dist.get_rank() == 0 else None]
    dist.broadcast_object_list(folders)
    return Path(folders[0])


def check_a_stopped_run_goes_on_with_the_same_bits():
    data, test = sets()
    whole = together(0.3)
    run(whole, in_ranks(data, test), epochs=3)
    file = shared_folder() / "run.minidnn"
    model = together(0.3)
    history = run(model, in_ranks(data, test), epochs=3, checkpoint=file, callbacks=[CtrlC()])
    assert history.interrupted and len(history.losses) == 12
    dist.barrier()
    size = dist.get_world_size()
    state = read(file)
    assert len(state.get("ranks", [0])) == size and "0.weight" in state["model"]
    model = together(0.3)
    history = run(model, in_ranks(data, test), epochs=3, checkpoint=file, resume=True)
    assert len(history.rows) == 3
    for got, wanted in zip(model.state_dict().values(), whole.state_dict().values()):
        np.testing.assert_array_equal(got.numpy(), wanted.numpy())
    dist.barrier()
    if size > 1:
        with pytest.raises(CheckpointMismatch, match=f"saved by {size} processes .* run has 1"):
            run(network(), (DataLoader(data, 8), None), epochs=4, checkpoint=file, resume=True)
    dist.barrier()
    if dist.get_rank() == 0:
        os.remove(file)
