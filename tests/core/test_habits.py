"""Names that real programs use around the mathematics: checkpoint, compile, jit, profiler, hub …"""

import re

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.utils.checkpoint import checkpoint, checkpoint_sequential


def gradients(wrap):
    """(loss, gradients of input, of an outer result, of parameters) of a net with dropout."""
    minidnn.manual_seed(3)
    net = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Dropout(0.5), nn.Linear(6, 3))
    x = minidnn.randn(5, 4, requires_grad=True)
    scale = minidnn.ones(1, requires_grad=True)
    outer = scale * 2

    def part(a, times=1.0):
        return net(a * outer) * times + outer

    y = wrap(part, x * outer)
    loss = (y * y).sum() + net(x).sum() + outer.sum()
    loss.backward()
    return [loss, x.grad, scale.grad, *(p.grad for p in net.parameters())]


def test_a_checkpoint_has_the_gradients_of_the_plain_call():
    plain = gradients(lambda part, x: part(x, times=3.0))
    saved = gradients(lambda part, x: checkpoint(part, x, use_reentrant=False, times=3.0))
    for a, b in zip(saved, plain):
        np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-6)


def test_a_checkpoint_keeps_nothing_and_adds_nothing_where_it_must_not():
    calls = []
    w = minidnn.ones(3, requires_grad=True)

    def part(a):
        calls.append(len(calls))
        return (a * w).exp().sum()

    x = minidnn.ones(3, requires_grad=True)
    y = checkpoint(part, x)
    assert len(calls) == 1 and y.requires_grad
    (dx,) = minidnn.autograd.grad(y, x)
    assert len(calls) == 2 and w.grad is None and dx.tolist() == pytest.approx([np.e] * 3)
    with minidnn.no_grad():
        assert not checkpoint(part, x).requires_grad
    assert checkpoint(lambda a: a, x) is x
    several = checkpoint(lambda a: (a * 2, a * 3), x)
    (several[0] + several[1]).sum().backward()
    assert x.grad.tolist() == [5, 5, 5]


def test_a_checkpoint_says_what_it_cannot():
    x = minidnn.ones(2, requires_grad=True)
    y = checkpoint(lambda a: (a**3).sum(), x)
    with pytest.raises(RuntimeError, match="create_graph=True. are not offered"):
        minidnn.autograd.grad(y, x, create_graph=True)
    state = [True]

    def changing(a):
        return (a * x).sum() if state.pop() else (a * 2).sum()

    other = minidnn.ones(2, requires_grad=True)
    y = checkpoint(changing, other)
    state.append(False)
    with pytest.raises(RuntimeError, match="computed something else the second time"):
        y.backward()


@pytest.mark.parametrize("segments", [1, 2, 3, 7])
def test_a_sequential_in_segments(segments):
    net = nn.Sequential(*(nn.Linear(3, 3) for _ in range(5)))
    x = minidnn.randn(2, 3, requires_grad=True)
    net(x).sum().backward()
    wanted, x.grad = x.grad, None
    checkpoint_sequential(net, segments, x, use_reentrant=False).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), wanted.numpy(), rtol=1e-5)


def test_what_is_compiled_is_itself():
    net = nn.Linear(2, 2)
    assert minidnn.compile(net) is net and minidnn.compile(mode="max-autotune")(net) is net
    assert minidnn.jit.script(net) is net and minidnn.jit.trace(net, minidnn.ones(1, 2)) is net

    @minidnn.compile
    def f(x):
        return x + 1

    @minidnn.jit.ignore
    def g(x):
        return x

    assert f(1) == 2 and g(3) == 3 and not minidnn.jit.is_scripting()
    assert not minidnn.compiler.is_compiling()


def test_backends_answer():
    b = minidnn.backends
    b.cudnn.benchmark = True
    b.cudnn.benchmark = False
    b.cuda.matmul.allow_tf32 = True
    assert not (b.mps.is_available() or b.mps.is_built() or b.cudnn.is_available())
    assert not (minidnn.mps.is_available() or minidnn.xpu.is_available())
    assert minidnn.xpu.device_count() == 0 and b.cudnn.version() is None
    import minidnn.backends.cudnn as cudnn

    assert cudnn.enabled and b.cpu.get_cpu_capability() == "DEFAULT"


def test_the_profiler_measures_what_is_named():
    from minidnn.autograd import profiler
    from minidnn.profiler import ProfilerActivity, profile, record_function

    @record_function("inner")
    def work():
        return sum(range(1000))

    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as p:
        for _ in range(3):
            with record_function("outer"):
                work()
            p.step()
    with profiler.record_function("outside"):
        work()
    rows = {name: (calls, seconds) for name, calls, seconds in p.key_averages()}
    assert set(rows) == {"outer", "inner"} and rows["inner"][0] == 3
    assert 0 < rows["inner"][1] <= rows["outer"][1] <= p.total
    table = p.key_averages().table(sort_by="cpu_time_total", row_limit=1)
    assert "outer" in table and "inner" not in table and re.search(r"the whole: \d", table)


def test_hub_and_model_zoo(tmp_path):
    path = tmp_path / "w.pth"
    minidnn.save({"a": minidnn.ones(2)}, path)
    for load in (minidnn.hub.load_state_dict_from_url, minidnn.utils.model_zoo.load_url):
        found = load(path.as_uri() + "?x=1", model_dir=tmp_path, check_hash=False)
        assert found["a"].tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="runs no code from the network; look for resnet18"):
        minidnn.hub.load("pytorch/vision", "resnet18")
    assert minidnn.hub.get_dir()


def test_summary_writer(tmp_path):
    pytest.importorskip("tensorboardX")
    from minidnn.utils.tensorboard import SummaryWriter

    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", minidnn.tensor(0.5), 1)
        writer.add_scalars("both", {"a": minidnn.tensor(1.0), "b": 2.0}, 1)
        writer.add_histogram("weights", minidnn.randn(10, requires_grad=True), 1)
        writer.add_image("picture", minidnn.rand(3, 4, 4), 1)
        with pytest.raises(RuntimeError, match="PyTorch's own graph"):
            writer.add_graph(nn.Linear(1, 1))
    (file,) = (tmp_path / "run").glob("events*")
    data = file.read_bytes()
    assert list((tmp_path / "run").rglob("both/a/events*"))
    assert all(name in data for name in (b"loss", b"weights", b"picture"))
    assert writer.log_dir == str(tmp_path / "run")


def test_without_tensorboardx_one_sentence_says_so(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(ImportError, match="needs the package tensorboardX: pip install tensorb"):
        minidnn.utils.tensorboard.SummaryWriter()


def test_the_error_for_loss_data_0():
    loss = minidnn.tensor(2.0)
    with pytest.raises(IndexError, match=r"invalid index of a 0-dim tensor. Use `tensor.item\(\)`"):
        loss.data[0]
    assert loss[...].item() == loss[None][0].item() == 2


def test_stacked_data_sets():
    from minidnn.utils.data import StackDataset
    from minidnn.utils.data.dataloader import DataLoader

    a, b = [1, 2, 3], [4, 5, 6]
    assert StackDataset(a, b)[1] == (2, 5) and len(StackDataset(x=a)) == 3
    batch = next(iter(DataLoader(StackDataset(x=a, y=b), batch_size=2)))
    assert batch["y"].tolist() == [4, 5]
    with pytest.raises(ValueError, match=r"Size mismatch between datasets: they have \[3, 1\]"):
        StackDataset(a, [1])
    with pytest.raises(ValueError, match="either as arguments or by names"):
        StackDataset()


def test_older_names_of_tensors_on_a_gpu():
    assert repr(minidnn.cuda.LongTensor) == "<class 'minidnn.LongTensor'>"
    assert minidnn.cuda.FloatTensor.device == "cuda"
    with pytest.raises(AttributeError, match="has no attribute 'RockTensor'"):
        minidnn.cuda.RockTensor  # noqa: B018


def test_a_tensor_of_a_shape():
    made = minidnn.Tensor(2, 3)
    assert made.shape == (2, 3) and not made.requires_grad and made.dtype == np.float32
    assert minidnn.Tensor(4).shape == (4,) and minidnn.Tensor().shape == (0,)
    assert minidnn.Tensor(made.size()).shape == (2, 3)
    assert minidnn.Tensor([2, 3]).tolist() == [2, 3] and minidnn.Tensor([1.0], True).requires_grad
    with pytest.raises(TypeError, match=r"or lengths such as Tensor\(2, 3\); got \(2, 3.5\)"):
        minidnn.Tensor(2, 3.5)
