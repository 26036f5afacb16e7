"""RNN, LSTM, GRU, their cells and packing against PyTorch: outputs, gradients, states, errors."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

torch = pytest.importorskip("torch")

from .parity import close, load_from_torch  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported")
rng = np.random.default_rng(4)
T, N, I, H = 4, 3, 3, 5


def draw(*shape):
    return rng.standard_normal(shape)


def compare(ours, theirs, inputs, run, dtype):
    """run(library, module, tensors) -> tensors; all of them, and all gradients, are PyTorch's."""
    ours = ours.double() if dtype == np.float64 else ours.float()
    theirs = theirs.double() if dtype == np.float64 else theirs.float()
    load_from_torch(ours, theirs)
    arrays = [x.astype(dtype) for x in inputs]
    mine = [minidnn.tensor(x, requires_grad=True) for x in arrays]
    other = [torch.tensor(x, requires_grad=True) for x in arrays]
    ys, wanted = run(minidnn, ours, *mine), run(torch, theirs, *other)
    assert len(ys) == len(wanted)
    total, goal = 0.0, 0.0
    for i, (y, w) in enumerate(zip(ys, wanted)):
        close(y.detach().numpy(), w, dtype, f"output {i}")
        dy = draw(*w.shape).astype(dtype)
        total, goal = total + (y * minidnn.tensor(dy)).sum(), goal + (w * torch.tensor(dy)).sum()
    total.backward()
    goal.backward()
    for i, (a, b) in enumerate(zip(mine, other)):
        close(a.grad.numpy(), b.grad, dtype, f"gradient of input {i}")
    for (name, p), q in zip(ours.named_parameters(), theirs.parameters()):
        close(p.grad.numpy(), q.grad, dtype, f"gradient of {name}")


def run_layer(library, module, x, *states):
    """(output, last states) of a layer; with two states it is an LSTM."""
    if len(states) == 2:
        y, (h, c) = module(x, states)
        return y, h, c
    y, last = module(x, *states)
    return (y, *last) if isinstance(last, tuple) else (y, last)


VARIANTS = [
    {"num_layers": layers, "bidirectional": both, "batch_first": first}
    for layers in (1, 2)
    for both in (False, True)
    for first in (False, True)
] + [{}, {"bias": False, "num_layers": 2}]
EXTRA = {
    "RNN": [{"nonlinearity": "relu", "num_layers": 2}],
    "LSTM": [{"proj_size": 2, "num_layers": 2, "bidirectional": True}],
    "GRU": [],
}
CASES = [(kind, v) for kind in EXTRA for v in [*VARIANTS, *EXTRA[kind]]]


def initial(kind, variant, n=N):
    rows = variant.get("num_layers", 1) * (1 + variant.get("bidirectional", False))
    h = draw(rows, n, variant.get("proj_size") or H)
    return [h, draw(rows, n, H)] if kind == "LSTM" else [h]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_layers(kind, variant, dtype):
    build = [getattr(library.nn, kind)(I, H, **variant) for library in (minidnn, torch)]
    assert repr(build[0]) == repr(build[1])
    x = draw(N, T, I) if variant.get("batch_first") else draw(T, N, I)
    compare(*build, [x, *initial(kind, variant)], run_layer, dtype)
    compare(*build, [x], run_layer, dtype)
    one = [h[:, 0] for h in initial(kind, variant)]
    compare(*build, [x[0] if variant.get("batch_first") else x[:, 0], *one], run_layer, dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("lengths", [[4, 3, 1], [2, 4, 2], [4, 4, 4]])
@pytest.mark.parametrize(("kind", "variant"), CASES)
def test_packed(kind, variant, lengths, dtype):
    first = variant.get("batch_first", False)

    def run(library, module, x, *states):
        rnn = library.nn.utils.rnn
        packed = rnn.pack_padded_sequence(x, lengths, first, enforce_sorted=False)
        y, *last = run_layer(library, module, packed, *states)
        padded, found = rnn.pad_packed_sequence(y, first, padding_value=0.5, total_length=6)
        assert found.tolist() == lengths
        return y.data, padded, *last

    build = [getattr(library.nn, kind)(I, H, **variant) for library in (minidnn, torch)]
    x = draw(N, T, I) if first else draw(T, N, I)
    compare(*build, [x, *initial(kind, variant)], run, dtype)
    compare(*build, [x], run, dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("kind", ["RNNCell", "LSTMCell", "GRUCell"])
def test_cells(kind, bias, dtype):
    def run(library, cell, x, *states):
        y = cell(x, states if len(states) == 2 else states[0]) if states else cell(x)
        return y if isinstance(y, tuple) else (y,)

    build = [getattr(library.nn, kind)(I, H, bias=bias) for library in (minidnn, torch)]
    assert repr(build[0]) == repr(build[1])
    h = [draw(N, H), draw(N, H)] if kind == "LSTMCell" else [draw(N, H)]
    compare(*build, [draw(N, I), *h], run, dtype)
    compare(*build, [draw(N, I)], run, dtype)
    compare(*build, [draw(I), *(s[0] for s in h)], run, dtype)


@pytest.mark.parametrize("batch_first", [True, False])
def test_packing_like_torch(batch_first):
    sequences = [draw(n, 2) for n in (5, 2, 2, 1)]
    results = []
    for library in (minidnn, torch):
        rnn = library.nn.utils.rnn
        tensors = [library.tensor(s) for s in sequences]
        packed = rnn.pack_sequence(tensors)
        mixed = rnn.pack_sequence([tensors[1], tensors[0], tensors[3]], enforce_sorted=False)
        left = rnn.pad_sequence(tensors, batch_first, -1.0, padding_side="left")
        padded, lengths = rnn.pad_packed_sequence(mixed, batch_first)
        results.append(
            [packed.data, packed.batch_sizes, mixed.data, mixed.sorted_indices]
            + [mixed.unsorted_indices, left, padded, lengths]
            + list(rnn.unpack_sequence(mixed))
            + list(rnn.unpad_sequence(padded.clone(), lengths, batch_first))
        )
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (lambda: nn.LSTM(3, 4)(minidnn.ones(2, 1, 5)), RuntimeError, r"input_size 3; got"),
        (lambda: nn.LSTM(3, 4)(minidnn.ones(3)), ValueError, r"as a batch, \(T, N, I\); got"),
        (lambda: nn.GRU(3, 4)(minidnn.ones(0, 2, 3)), ValueError, r"got \(0, 2, 3\)"),
        (
            lambda: nn.GRU(3, 4)(minidnn.ones(5, 2, 3), minidnn.ones(1, 3, 4)),
            RuntimeError,
            r"state 0 of shape .* = \(1, 2, 4\); got \(1, 3, 4\)",
        ),
        (
            lambda: nn.LSTM(3, 4)(minidnn.ones(5, 2, 3), minidnn.ones(1, 2, 4)),
            TypeError,
            r"expected the pair \(h_0, c_0\)",
        ),
        (
            lambda: nn.GRU(3, 4)(minidnn.ones(5, 2, 3), minidnn.ones(2, 4)),
            RuntimeError,
            r"must have 3 dimensions; got \(2, 4\)",
        ),
        (lambda: nn.RNN(3, 4)(minidnn.ones(5, 2, 3).double()), RuntimeError, "of one type"),
        (lambda: nn.LSTM(3, 0), ValueError, "must be at least 1"),
        (lambda: nn.LSTM(3, 4, proj_size=4), ValueError, "below hidden_size 4"),
        (lambda: nn.GRU(3, 4, proj_size=2), ValueError, "0 but for an LSTM"),
        (lambda: nn.RNN(3, 4, nonlinearity="gelu"), ValueError, "'tanh' or 'relu', got 'gelu'"),
        (lambda: nn.LSTM(3, 4, 2, dropout=1.5), ValueError, r"p must be in \[0, 1\]"),
        (lambda: nn.LSTMCell(3, 4)(minidnn.ones(2, 4)), RuntimeError, r"expected \(N, 3\)"),
        (lambda: nn.GRUCell(3, 4)(minidnn.ones(2, 2, 3)), ValueError, r"got \(2, 2, 3\)"),
        (
            lambda: nn.GRUCell(3, 4)(minidnn.ones(2, 3), minidnn.ones(1, 4)),
            RuntimeError,
            r"expected 1 state\(s\) of \(2, 4\); got \(1, 4\)",
        ),
    ],
)
def test_refused(call, kind, text):
    with pytest.raises(kind, match=text):
        call()


def test_packing_refuses():
    rnn, x = nn.utils.rnn, minidnn.ones(4, 2, 3)
    with pytest.raises(RuntimeError, match="must not grow"):
        rnn.pack_padded_sequence(x, [2, 3])
    with pytest.raises(RuntimeError, match="from 1 to 4; got .5, 3"):
        rnn.pack_padded_sequence(x, [5, 3])
    with pytest.raises(ValueError, match="expected 2 lengths"):
        rnn.pack_padded_sequence(x, [4, 3, 2])
    with pytest.raises(ValueError, match="total_length 2 is less than the longest"):
        rnn.pad_packed_sequence(rnn.pack_padded_sequence(x, [3, 3]), total_length=2)
    with pytest.raises(TypeError, match="lengths must be integers"):
        rnn.pack_padded_sequence(x, [2.0, 1.0])


@pytest.mark.parametrize("kind", EXTRA)
def test_evaluation_leaves_dropout_out(kind):
    options = {"num_layers": 3, "dropout": 0.4, "bidirectional": True}
    build = [getattr(library.nn, kind)(I, H, **options).eval() for library in (minidnn, torch)]
    assert repr(build[0]) == repr(build[1])
    compare(*build, [draw(T, N, I), *initial(kind, options)], run_layer, np.float64)


def test_dropout_between_layers():
    with pytest.warns(UserWarning, match="only one layer"):
        nn.GRU(3, 4, dropout=0.5)
    layer = nn.LSTM(3, 8, 2, dropout=0.5)
    x = minidnn.ones(5, 2, 3)
    assert not np.allclose(layer(x)[0].detach(), layer(x)[0].detach())
    layer.eval()
    np.testing.assert_array_equal(layer(x)[0].detach(), layer(x)[0].detach())
