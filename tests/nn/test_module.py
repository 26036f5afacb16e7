"""Module: what it finds among its attributes, its state dict, modes, hooks, devices, text."""

import copy
import pickle

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from tests import device_stub


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3))
        self.gain = nn.Parameter(minidnn.ones(1))
        self.register_buffer("offset", minidnn.zeros(3))
        self.register_buffer("scratch", minidnn.zeros(2), persistent=False)
        self.skip = None
        self.numbers = [1, 2]

    def forward(self, x):
        return self.body(x) * self.gain + self.offset


NAMES = ["gain", "body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias"]
STATE = [
    "gain",
    "offset",
    "body.0.weight",
    "body.0.bias",
    "body.1.weight",
    "body.1.bias",
    "body.1.running_mean",
    "body.1.running_var",
    "body.1.num_batches_tracked",
]


def test_names():
    block = Block()
    assert [name for name, _ in block.named_parameters()] == NAMES
    assert [name for name, _ in block.named_parameters("net", recurse=False)] == ["net.gain"]
    assert list(block.state_dict()) == STATE
    assert "scratch" in dict(block.named_buffers())
    assert [name for name, _ in block.named_modules()] == ["", "body", "body.0", "body.1"]
    assert list(block.children()) == [block.body]
    assert len(list(block.modules())) == 4
    assert block.get_submodule("body.1") is block.body[1]
    assert block.get_submodule("") is block
    assert block.get_parameter("body.0.weight") is block.body[0].weight
    assert block.get_buffer("offset") is block.offset


def test_a_module_needs_no_init_call():
    class Bare(nn.Module):
        def __init__(self):
            self.weight = nn.Parameter(minidnn.ones(2))

        def forward(self, x):
            return x * self.weight

    bare = Bare()
    assert bare.training and list(bare.state_dict()) == ["weight"]
    assert bare(minidnn.ones(2)).tolist() == [1, 1]


def test_shared_parts_count_once_but_are_saved_under_every_name():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    assert [n for n, _ in net.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    everything = net.named_parameters(remove_duplicate=False)
    assert [n for n, _ in everything] == ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_none_takes_a_parameter_away():
    layer = nn.Linear(2, 2)
    layer.bias = None
    assert list(layer.state_dict()) == ["weight"]
    assert layer(minidnn.ones(1, 2)).shape == (1, 2)
    layer.register_parameter("extra", None)
    assert layer.extra is None


def test_tensors_in_the_place_of_buffers_and_parameters():
    block = Block()
    block.offset = block.offset + 1
    assert isinstance(block.offset, nn.Buffer) and block.offset.tolist() == [1, 1, 1]
    with pytest.raises(TypeError, match="Block.gain is a parameter; a plain tensor would not be"):
        block.gain = minidnn.ones(1)
    block.gain = nn.Parameter(minidnn.zeros(1))
    assert list(block.state_dict()) == STATE


def test_the_state_goes_round():
    a, b = Block(), Block()
    assert not np.array_equal(a.body[0].weight.detach().numpy(), b.body[0].weight.detach().numpy())
    before = b.body[0].weight
    result = b.load_state_dict(a.state_dict())
    assert result.missing_keys == [] and result.unexpected_keys == []
    assert b.body[0].weight is before
    for name, value in a.state_dict().items():
        assert np.array_equal(value.numpy(), b.state_dict()[name].numpy())
    assert not a.state_dict()["gain"].requires_grad
    arrays = {name: value.numpy() for name, value in a.state_dict().items()}
    assert b.load_state_dict(arrays) == ([], [])


def test_every_wrong_name_is_told_at_once_and_nothing_is_changed():
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    kept = {name: value.numpy().copy() for name, value in net.state_dict().items()}
    wrong = {
        "0.weight": minidnn.zeros(3, 2),
        "0.bias": minidnn.zeros(4),
        "1.weight": minidnn.zeros(1, 2),
        "head.weight": minidnn.zeros(1),
        "tail": minidnn.zeros(1),
    }
    for kind in (ValueError, RuntimeError):
        with pytest.raises(kind) as caught:
            net.load_state_dict(wrong)
    text = str(caught.value)
    assert "the state does not fit Sequential" in text
    assert "missing: 1.bias; unexpected: head.weight, tail; wrong shape: " in text
    assert "0.bias (file (4,), module (3,)), 1.weight (file (1, 2), module (1, 3))" in text
    with pytest.raises(ValueError, match=r"fit Sequential: wrong shape: 0.bias"):
        net.load_state_dict(wrong, strict=False)
    for name, value in net.state_dict().items():
        assert np.array_equal(value.numpy(), kept[name])
    del wrong["0.bias"], wrong["1.weight"]
    result = net.load_state_dict(wrong, strict=False)
    assert result.missing_keys == ["0.bias", "1.weight", "1.bias"]
    assert result.unexpected_keys == ["head.weight", "tail"]
    assert net[0].weight.detach().numpy().sum() == 0


def test_values_that_are_no_numbers():
    layer = nn.Linear(1, 1, bias=False)
    with pytest.raises(
        TypeError, match="weight must be a tensor or an array of numbers, got .*str"
    ):
        layer.load_state_dict({"weight": "1.0"})
    with pytest.raises(TypeError, match="expected a dictionary, got .*list"):
        layer.load_state_dict([1.0])


def test_old_files_lack_the_number_of_batches():
    norm = nn.BatchNorm2d(2)
    state = norm.state_dict()
    del state["num_batches_tracked"]
    assert norm.load_state_dict(state) == ([], [])


def test_assign_takes_the_arrays_with_their_dtype():
    layer = nn.Linear(2, 1, bias=False)
    weight = layer.weight
    layer.load_state_dict({"weight": np.ones((1, 2))}, assign=True)
    assert layer.weight is weight and layer.weight.dtype == np.float64
    assert layer.weight.requires_grad


def test_modes():
    block = Block()
    assert block.eval() is block and not block.body[1].training
    assert block.train().body[1].training
    block.requires_grad_(False)
    assert not any(p.requires_grad for p in block.parameters())
    assert not block(minidnn.ones(2, 3)).requires_grad
    block.requires_grad_()
    block(minidnn.randn(4, 3)).sum().backward()
    block.zero_grad(set_to_none=False)
    assert block.gain.grad.tolist() == [0]
    block.zero_grad()
    assert block.gain.grad is None


def test_apply_visits_the_parts_first():
    order = []
    block = Block()
    assert block.apply(lambda module: order.append(type(module).__name__)) is block
    assert order == ["Linear", "BatchNorm1d", "Sequential", "Block"]


def test_types():
    block = Block().double()
    weight = block.body[0].weight
    assert weight.dtype == np.float64
    assert block.body[1].num_batches_tracked.dtype == np.int64
    block(minidnn.randn(4, 3).double()).sum().backward()
    assert block.float() is block and block.body[0].weight is weight
    assert weight.dtype == np.float32 and weight.grad.dtype == np.float32
    assert block.to(minidnn.zeros(1, dtype=minidnn.float64)).gain.dtype == np.float64
    assert block.to(minidnn.float32).to("cpu").cpu().gain.dtype == np.float32


def test_copies():
    block = Block()
    twin = copy.deepcopy(block)
    again = pickle.loads(pickle.dumps(block))
    with minidnn.no_grad():
        block.gain.fill_(5)
    for other in (twin, again):
        assert list(other.state_dict()) == STATE
        assert isinstance(other.gain, nn.Parameter) and isinstance(other.offset, nn.Buffer)
        assert other.gain.tolist() == [1] and other.gain.requires_grad


def test_hooks():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    seen = []
    handle = net[0].register_forward_hook(
        lambda m, args, y: seen.append((m, args[0].shape, y.shape))
    )
    net(minidnn.ones(4, 2))
    assert seen == [(net[0], (4, 2), (4, 3))]
    handle.remove()
    handle.remove()
    net(minidnn.ones(4, 2))
    assert len(seen) == 1
    with net.register_forward_hook(lambda m, args, y: y * 0 + 7):
        assert net(minidnn.ones(1, 2)).tolist() == [[7, 7, 7]]
    with net.register_forward_pre_hook(lambda m, args: args[0] * 0):
        zero = net(minidnn.ones(1, 2))
    assert np.array_equal(zero.tolist(), net(minidnn.zeros(1, 2)).tolist())


def test_a_removed_hook_leaves_no_graph_behind():
    net = nn.Linear(2, 1)
    with net.register_forward_hook(lambda m, args, y: y.retain_grad()):
        y = net(minidnn.ones(3, 2))
        (y * 2).sum().backward()
    assert y.grad.tolist() == [[2], [2], [2]]


def test_repr():
    assert repr(nn.Module()) == "Module()"
    assert repr(nn.Sequential()) == "Sequential()"
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2, bias=False))
    assert repr(net) == (
        "Sequential(\n  (0): Flatten(start_dim=1, end_dim=-1)\n"
        "  (1): Linear(in_features=4, out_features=2, bias=False)\n)"
    )
    assert repr(nn.Parameter(minidnn.ones(1))).startswith("Parameter containing:\ntensor([1.]")
    assert repr(nn.Buffer(minidnn.ones(1))) == "Buffer containing:\ntensor([1.])"


def small_cnn():
    minidnn.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.2),
        nn.Flatten(),
        nn.Linear(16, 3),
    )


def two_steps(net, device):
    """Two training steps; returns the last loss, still on the device."""
    optimizer = optim.AdamW(net.parameters())
    weight = net[0].weight
    assert net.to(device) is net and net[0].weight is weight
    assert weight.device.type == device
    x = minidnn.randn(5, 1, 4, 4).to(device)
    labels = minidnn.tensor([0, 1, 2, 1, 0]).to(device)
    criterion = nn.CrossEntropyLoss(weight=minidnn.tensor([1.0, 2.0, 3.0])).to(device)
    device_stub.counts.reset()
    for _ in range(2):
        optimizer.zero_grad()
        loss = criterion(net(x), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
    return loss


def test_a_step_on_the_stub_copies_nothing_and_waits_for_nothing(stub):
    net = small_cnn()
    loss = two_steps(net, "stub")
    assert (stub.transfers, stub.waits, stub.uploads) == (0, 0, 0), stub
    assert np.isfinite(loss.item())
    assert net.cpu().state_dict()["0.weight"].numpy().dtype == np.float32


@pytest.mark.gpu
def test_a_step_on_the_gpu():
    here, there = small_cnn(), small_cnn()
    for net in (here, there):
        net[4].p = 0.0
    minidnn.manual_seed(1)
    wanted = two_steps(here, "cpu").item()
    minidnn.manual_seed(1)
    assert two_steps(there, "cuda").item() == pytest.approx(wanted, rel=1e-4)
    for name, value in there.cpu().state_dict().items():
        np.testing.assert_allclose(value.numpy(), here.state_dict()[name].numpy(), 1e-3, 1e-4)


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: nn.Module()(1), NotImplementedError, "Module has no forward: write one"),
        (
            lambda: Block().get_submodule("body.7"),
            AttributeError,
            r"Sequential has no part '7' \(of 'body.7'\); its parts: 0, 1",
        ),
        (lambda: Block().get_parameter("offset"), AttributeError, "no parameter 'offset'"),
        (lambda: Block().get_buffer("gain"), AttributeError, "no buffer 'gain'"),
        (
            lambda: Block().register_buffer("a.b", None),
            KeyError,
            "must be text without a dot, got 'a.b'",
        ),
        (lambda: Block().register_buffer("train", None), KeyError, "has an attribute 'train'"),
        (lambda: Block().register_buffer("x", 1), TypeError, "expected a Tensor or None, got"),
        (
            lambda: Block().register_parameter("x", minidnn.ones(1)),
            TypeError,
            "expected a Parameter or None",
        ),
        (lambda: Block().add_module("x", 1), TypeError, "add_module: expected a Module or None"),
    ],
)
def test_refusals(call, kind, text):
    with pytest.raises(kind, match=text):
        call()
