"""Training in ranks: the numbers of one process with the joined batch."""

import numpy as np
import pytest

import minidnn
from minidnn import distributed as dist
from minidnn import nn, optim
from minidnn.distributed.optim import ZeroRedundancyOptimizer
from minidnn.nn.parallel import DistributedDataParallel as DDP
from minidnn.utils.data import DistributedSampler

SAMPLES = 8


def mlp():
    layers = [nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 3)]
    return nn.Sequential(*layers), (6,)


def cnn():
    blocks = [nn.Conv2d(2, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU()]
    head = [nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.Flatten(), nn.Linear(24, 5)]
    return nn.Sequential(*blocks, *head, nn.BatchNorm1d(5), nn.Linear(5, 3)), (2, 8, 8)


class Attention(nn.Module):
    """One block of a GPT from the ops that every version has."""

    def __init__(self):
        self.embed = nn.Parameter(minidnn.randn(7, 8) * 0.3)
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        h = self.embed[x.long()]
        q, k, v = self.qkv(self.norm(h)).split(8, dim=-1)
        scores = q @ k.transpose(-2, -1) / 8**0.5
        hidden = minidnn.tril(minidnn.ones(*scores.shape[-2:])) == 0
        weights = minidnn.softmax(scores.masked_fill(hidden, -1e9), dim=-1)
        return self.head((h + self.out(weights @ v)).mean(dim=1))


def gpt():
    return Attention(), (5,)


def data(shape, dtype):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((3, SAMPLES, *shape)).astype(dtype)
    if shape == (5,):
        x = rng.integers(0, 7, (3, SAMPLES, *shape)).astype(dtype)
    return minidnn.from_numpy(x), minidnn.from_numpy(rng.integers(0, 3, (3, SAMPLES)))


def trained(build, dtype, together, adam=False, **options):
    """The parameters and buffers after three steps: on all ranks together, or on this one alone."""
    minidnn.manual_seed(3 + (dist.get_rank() if together else 0))  # DDP makes the starts equal
    model, shape = build()
    model = model.to(dtype=dtype)
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model) if together else model
    run = DDP(model, bucket_cap_mb=0.001, **options) if together else model
    kind = optim.Adam if adam else optim.SGD
    rates = {"lr": 0.01} if adam else {"lr": 0.1, "momentum": 0.9}
    make = (lambda p, **o: ZeroRedundancyOptimizer(p, kind, **o)) if together and adam else kind
    optimizer = make(run.parameters(), **rates)
    own = slice(dist.get_rank(), None, dist.get_world_size()) if together else slice(None)
    for x, y in zip(*data(shape, dtype)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(run(x[own]), y[own]).backward()
        optimizer.step()
    return {name: t.numpy() for name, t in model.state_dict().items()}, optimizer


def same_as_one_process(build, tolerance=None, **options):
    for dtype, limit in (("float64", 1e-12), ("float32", 1e-6)):
        alone, _ = trained(build, dtype, False, adam=options.get("adam", False))
        together, _ = trained(build, dtype, True, **options)
        for name in alone:
            np.testing.assert_allclose(
                together[name], alone[name], rtol=limit, atol=tolerance or limit, err_msg=name
            )
        texts = [None] * dist.get_world_size()
        dist.all_gather_object(texts, {name: a.tobytes() for name, a in together.items()})
        assert all(text == texts[0] for text in texts), "the ranks differ"


def check_an_mlp_gives_the_numbers_of_one_process():
    same_as_one_process(mlp)


def check_a_cnn_with_batch_norm_gives_the_numbers_of_one_process():
    same_as_one_process(cnn)


def check_a_gpt_gives_the_numbers_of_one_process():
    same_as_one_process(gpt)


def check_gradients_as_views_of_the_buckets():
    same_as_one_process(mlp, gradient_as_bucket_view=True)


def check_zero_gives_the_numbers_of_adam():
    for dtype, limit in (("float64", 1e-9), ("float32", 1e-4)):  # Adam magnifies rounding
        alone, plain = trained(mlp, dtype, False, adam=True)
        together, zero = trained(mlp, dtype, True, adam=True)
        for name in alone:
            np.testing.assert_allclose(together[name], alone[name], rtol=limit, atol=limit)
        size = dist.get_world_size()
        count = [None] * size
        dist.all_gather_object(count, len(zero.optim.state))
        assert sum(count) == len(plain.state) and max(count) < len(plain.state) + (size == 1)
        zero.consolidate_state_dict(to=0)
        if dist.get_rank() == 0:
            state, wanted = zero.state_dict(), plain.state_dict()
            assert state["param_groups"][0]["params"] == wanted["param_groups"][0]["params"]
            for i, entry in wanted["state"].items():
                np.testing.assert_allclose(
                    state["state"][i]["exp_avg"].numpy(), entry["exp_avg"].numpy(), atol=limit
                )
        elif size > 1:
            with pytest.raises(RuntimeError, match="has not been consolidated on this rank"):
                zero.state_dict()
        zero.load_state_dict(plain.state_dict())
        assert len(zero.optim.state) == count[dist.get_rank()]


def check_no_sync_adds_up_and_averages_once():
    rank, size = dist.get_rank(), dist.get_world_size()
    model = nn.Linear(2, 1, bias=False).double()
    run = DDP(model)
    with run.no_sync():
        run(minidnn.full((1, 2), 1.0 + rank, dtype="float64")).sum().backward()
    assert model.weight.grad.tolist() == [[1 + rank] * 2]
    run(minidnn.full((1, 2), 10.0, dtype="float64")).sum().backward()
    mean = 10 + sum(range(1, size + 1)) / size
    np.testing.assert_allclose(model.weight.grad.numpy(), [[mean] * 2])


class Branches(nn.Module):
    def __init__(self):
        self.a, self.b, self.c = nn.Linear(2, 1), nn.Linear(2, 1), nn.Linear(2, 1)

    def forward(self, x, which):
        return self.a(x) + (self.b(x) if which else 0)


def check_unused_parameters():
    rank, size = dist.get_rank(), dist.get_world_size()
    x = minidnn.ones(1, 2)
    run = DDP(Branches(), find_unused_parameters=True)
    run(x, rank == 0).sum().backward()
    module = run.module
    assert module.a.weight.grad.tolist() == [[1, 1]]
    np.testing.assert_allclose(module.b.weight.grad.numpy(), np.full((1, 2), 1 / size))
    assert module.c.weight.grad is None
    strict = DDP(Branches())
    strict(x, True).sum().backward()
    with pytest.raises(RuntimeError, match=r"Expected to have finished reduction.*c\.weight"):
        strict(x, True)


def check_models_must_be_alike():
    size = dist.get_world_size()
    if size > 1:
        with pytest.raises(RuntimeError, match="the model of rank 1 is not that of rank 0.*4"):
            DDP(nn.Linear(2, 4 if dist.get_rank() == 1 else 3))
    with pytest.raises(RuntimeError, match="doesn't have any parameter"):
        DDP(nn.ReLU())


def check_ddp_keeps_pytorchs_names():
    run = DDP(cnn()[0])
    assert list(run.state_dict())[0] == "module.0.weight"
    assert run.module.state_dict().keys() == {n[7:] for n in run.state_dict()}
    run.eval()
    assert not run.module.training


def check_buffers_follow_rank_0():
    run = DDP(nn.BatchNorm1d(2))
    run(minidnn.randn(4, 2) + 10 * dist.get_rank())
    run.eval()
    run(minidnn.ones(1, 2))
    found = [None] * dist.get_world_size()
    dist.all_gather_object(found, run.module.running_mean.tolist())
    assert all(mean == found[0] for mean in found) and abs(found[0][0]) < 1


def check_sync_batch_norm_outside_of_training():
    layer = nn.SyncBatchNorm(3)
    layer.eval()
    x = minidnn.randn(2, 3, 4)
    np.testing.assert_allclose(layer(x).detach().numpy(), x.numpy(), rtol=1e-4)
    with pytest.raises(ValueError, match=r"SyncBatchNorm: expected input \(N, 3, ...\)"):
        layer(minidnn.randn(2, 4))


def check_the_sampler_parts_the_data():
    rank, size = dist.get_rank(), dist.get_world_size()
    sampler = DistributedSampler(range(10), seed=1)
    orders = []
    for epoch in (0, 1):
        sampler.set_epoch(epoch)
        parts = [None] * size
        dist.all_gather_object(parts, list(sampler))
        assert {len(part) for part in parts} == {-(-10 // size)} == {len(sampler)}
        assert {i for part in parts for i in part} == set(range(10))
        orders.append(parts)
    assert orders[0] != orders[1]
    assert list(DistributedSampler(range(9), shuffle=False, drop_last=True)) == [
        *range(rank, 9 // size * size, size)
    ]
