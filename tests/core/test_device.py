"""A whole training step away from the host: no transfer, no wait, the host's numbers."""

import numpy as np
import pytest

import minidnn
from minidnn import backend, models, nn, optim
from minidnn.utils.data import DataLoader, TensorDataset, default_collate
from tests.device_stub import DeviceArray


def mlp():
    return nn.Sequential(
        nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid()
    )


def cnn():
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.LeakyReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, stride=2, padding="valid", groups=2),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(24, 8),
        nn.BatchNorm1d(8),
        nn.Sigmoid(),
        nn.Linear(8, 4),
    )


class Reader(nn.Module):
    """Every layer of sequence models in one network: classes of token sequences."""

    def __init__(self):
        self.tokens = nn.Embedding(7, 8, padding_idx=0)
        self.bags = nn.EmbeddingBag(7, 8, mode="mean")
        self.norm = nn.LayerNorm(8)
        layer = nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2)
        self.lstm = nn.LSTM(8, 6, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(12, 5, batch_first=True)
        self.rnn = nn.RNN(5, 4, batch_first=True)
        self.cell = nn.LSTMCell(4, 4)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, index):
        x = self.norm(self.tokens(index) + self.bags(index).unsqueeze(1))
        x = self.encoder(x, src_key_padding_mask=index == 0)
        x, _ = self.rnn(self.gru(self.lstm(x)[0])[0])
        y, weights = self.attention(x, x, x)
        causal = nn.functional.scaled_dot_product_attention(x, x, x, is_causal=True)
        return self.cell((y + causal)[:, -1])[0] + weights.sum()


class Translator(nn.Module):
    """A transformer with masks, packed sequences, projections, cells and the other norms."""

    def __init__(self):
        self.tokens = nn.Embedding(7, 8)
        self.transformer = nn.Transformer(8, 2, 1, 1, 16, 0.0, batch_first=True)
        self.register_buffer("later", nn.Transformer.generate_square_subsequent_mask(5))
        self.register_buffer("hidden", minidnn.eye(5).bool())
        options = {"add_bias_kv": True, "add_zero_attn": True, "batch_first": True}
        self.attention = nn.MultiheadAttention(8, 2, **options)
        self.lstm = nn.LSTM(8, 6, 2, bidirectional=True, batch_first=True, proj_size=4)
        self.norms = nn.Sequential(nn.GroupNorm(1, 5), nn.InstanceNorm1d(5), nn.RMSNorm(8))
        self.cells = nn.ModuleList([nn.GRUCell(8, 4), nn.RNNCell(4, 4)])

    def forward(self, index):
        x, padding = self.tokens(index), index == 0
        x = self.transformer(x, x, tgt_mask=self.later, src_key_padding_mask=padding)
        masks = {"attn_mask": self.hidden, "key_padding_mask": padding}
        x = x + self.attention(x, x, x, need_weights=False, **masks)[0]
        rnn = nn.utils.rnn
        packed = rnn.pack_padded_sequence(x, [5, 4, 4, 3, 2, 1], batch_first=True)
        x, _ = rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        h = self.norms(x)[:, 0]
        for cell in self.cells:
            h = cell(h)
        return h


def token_lists(n):
    rng = np.random.default_rng(0)
    index = rng.integers(0, 7, (n, 5))
    index[:, 0] = 3  # a sequence of padding alone has no key at all
    return index, rng.integers(0, 4, n)


def next_tokens(n):
    tokens = np.random.default_rng(0).integers(0, 7, (n, 6))
    return tokens[:, :-1].copy(), tokens[:, 1:].copy()


def binary(n):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, 5)).astype(np.float32)
    return x, (x[:, :1] > 0).astype(np.float32)


def images(n):
    rng = np.random.default_rng(0)
    return rng.standard_normal((n, 3, 12, 12)).astype(np.float32), rng.integers(0, 4, n)


def scored(criterion):
    return lambda model, x, y: criterion(model(x), y)


CASES = {
    "bce sgd": (mlp, binary, scored(nn.BCELoss()), optim.SGD, {"lr": 0.1}),
    "bce momentum": (
        mlp,
        binary,
        scored(nn.BCEWithLogitsLoss()),
        optim.SGD,
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 1e-3},
    ),
    "mse rmsprop": (mlp, binary, scored(nn.MSELoss()), optim.RMSprop, {"lr": 0.01}),
    "l1 adagrad": (mlp, binary, scored(nn.L1Loss()), optim.Adagrad, {"lr": 0.01}),
    "huber adamw": (mlp, binary, scored(nn.HuberLoss()), optim.AdamW, {"lr": 0.01}),
    "smooth l1": (mlp, binary, scored(nn.SmoothL1Loss()), optim.SGD, {"lr": 0.01}),
    "cross-entropy adam": (cnn, images, scored(nn.CrossEntropyLoss()), optim.Adam, {"lr": 0.01}),
    "smoothed amsgrad": (
        cnn,
        images,
        scored(nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=2)),
        optim.Adam,
        {"lr": 0.01, "amsgrad": True},
    ),
    "sequences": (Reader, token_lists, scored(nn.CrossEntropyLoss()), optim.AdamW, {"lr": 0.01}),
    "translation": (
        Translator,
        token_lists,
        scored(nn.CrossEntropyLoss()),
        optim.AdamW,
        {"lr": 0.01},
    ),
    "gpt": (
        lambda: models.GPT(7, 5, 2, 2, 8),
        next_tokens,
        lambda model, x, y: model(x, y)[1],
        optim.AdamW,
        {"lr": 0.01},
    ),
    "nll": (
        cnn,
        images,
        lambda model, x, y: nn.NLLLoss()(nn.LogSoftmax(dim=1)(model(x)), y),
        optim.Adam,
        {"lr": 0.01, "weight_decay": 0.1},
    ),
}


def steps(case, device, n=3):
    """The losses and the state after n training steps in float64 (Adam would magnify rounding)."""
    build, data, loss_of, optimizer, options = CASES[case]
    minidnn.manual_seed(0)
    model = build().double()
    optimizer = optimizer(model.parameters(), **options)
    model.to(device)  # after the optimizer was made
    x, y = (minidnn.from_numpy(widened(a)).to(device) for a in data(6))
    losses = []
    for _ in range(n):
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    model.eval()
    with minidnn.no_grad():
        losses.append(loss_of(model, x, y))
    return losses, [p.array for p in model.state_dict().values()]


def widened(array):
    return array.astype(np.float64) if array.dtype == np.float32 else array


def check_device(case, device, rtol):
    expected_losses, expected = steps(case, "cpu")
    losses, state = steps(case, device)
    for got, wanted in zip(losses, expected_losses):
        assert got.item() == pytest.approx(wanted.item(), rel=rtol)
    for got, wanted in zip(state, expected):
        np.testing.assert_allclose(backend.to_host(got), wanted, rtol=rtol, atol=rtol)


@pytest.mark.parametrize("case", CASES)
def test_training_on_the_stub_gives_the_hosts_numbers(case, stub):
    check_device(case, "stub", 1e-9)


@pytest.mark.gpu
@pytest.mark.parametrize("case", CASES)
def test_training_on_a_gpu_gives_the_hosts_numbers(case):
    check_device(case, "cuda", 1e-7)


@pytest.mark.parametrize("case", CASES)
def test_a_training_step_copies_nothing_and_waits_for_nothing(case, stub):
    build, data, loss_of, optimizer, options = CASES[case]
    model = build().to("stub")
    optimizer = optimizer(model.parameters(), **options)
    x, y = (minidnn.from_numpy(a).to("stub") for a in data(6))
    tensors = [*model.parameters(), *model.buffers()]  # a shared one once
    assert stub.transfers == len(tensors) + 2
    for _ in range(2):  # the optimizer makes its state in the first
        stub.reset()
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        optimizer.step()
        assert (stub.transfers, stub.waits, stub.uploads) == (0, 0, 0), stub
    loss.item()
    assert stub.transfers + stub.waits == 1
    for name, value in model.state_dict().items():
        assert isinstance(value.array, DeviceArray), name
    for p in model.parameters():
        assert isinstance(p.grad.array, DeviceArray)
        assert p.dtype == p.grad.dtype == np.float32


def test_dropout_and_clipping_stay_on_the_device(stub):
    model = nn.Sequential(nn.Linear(5, 8), nn.Dropout(0.5), nn.Linear(8, 1)).to("stub")
    x = minidnn.ones(4, 5).to("stub")
    stub.reset()
    model(x).sum().backward()
    nn.utils.clip_grad_value_(model.parameters(), 0.1)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    assert (stub.transfers, stub.waits) == (0, 0), stub


@pytest.mark.parametrize("build", [lambda: models.GPT(7, 8, 2, 2, 8), lambda: models.CharRNN(7)])
def test_writing_fetches_the_scores_alone(build, stub):
    model = build()
    wanted = model.generate([1, 2], 5, seed=0).tolist()
    model.to("stub")
    assert model.generate([1, 2], 5, seed=0).tolist() == wanted
    stub.reset()
    model.generate([1, 2], 5, seed=0)
    assert stub.transfers == 2 * 5 and stub.waits == 0  # a token there, its scores back


def test_moving_there_and_back(stub):
    x = minidnn.tensor([1.0, 2.0], requires_grad=True)
    y = x.to("stub")
    assert str(y.device) == "stub"
    assert y.to("stub") is y
    (y * y).sum().backward()
    assert x.grad.tolist() == [2, 4]
    assert isinstance(x.grad.array, np.ndarray)
    with pytest.raises(TypeError, match=r"this tensor is on stub; use .cpu\(\).numpy\(\)"):
        y.detach().numpy()
    with pytest.raises(TypeError, match="Implicit conversion"):
        np.asarray(y.array)
    assert repr(y.detach()) == "tensor([1., 2.], device='stub')"


def test_device_names():
    assert minidnn.device("cuda:1") == minidnn.device("cuda", 1)
    assert str(minidnn.device("cuda:1")) == "cuda:1"
    assert repr(minidnn.device("cpu")) == "device(type='cpu')"
    assert minidnn.ones(1).device == "cpu"
    assert minidnn.device(minidnn.device("cpu")).type == "cpu"
    for wrong in ("gpu", "cuda:x", "cuda:"):
        with pytest.raises(ValueError, match=f"expected one of 'cpu', 'cuda'.*got '{wrong}'"):
            minidnn.device(wrong)


@pytest.mark.skipif(minidnn.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu():
    assert minidnn.cuda.device_count() == 0
    with pytest.raises(RuntimeError, match=r"device 'cuda'.*use device \"cpu\""):
        minidnn.ones(1).to("cuda")


def test_random_state_goes_on_where_it_was():
    state = minidnn.get_rng_state()
    first = minidnn.rand(3).tolist()
    minidnn.set_rng_state(state)
    assert minidnn.rand(3).tolist() == first
    minidnn.manual_seed(5)
    first = minidnn.rand(3).tolist()
    assert minidnn.initial_seed() == 5
    minidnn.manual_seed(5)
    assert minidnn.rand(3).tolist() == first
    g = minidnn.Generator().manual_seed(1)
    assert (
        minidnn.rand(2, generator=g).tolist()
        == minidnn.rand(2, generator=minidnn.Generator().manual_seed(1)).tolist()
    )
    with pytest.raises(TypeError, match="expected an int; got 'one'"):
        minidnn.manual_seed("one")


def test_tensors_on_a_device_stay_there(stub):
    x = minidnn.tensor(np.arange(12.0).reshape(6, 2)).to("stub")
    loader = DataLoader(TensorDataset(x), batch_size=4)
    before = stub.transfers
    (batch,) = next(iter(loader))
    assert str(batch.device) == "stub" and batch.shape == (4, 2)
    assert stub.transfers == before + 1  # the indices
    np.testing.assert_array_equal(batch.cpu().numpy(), np.arange(8.0).reshape(4, 2))
    both = default_collate([x[0], x[1]])
    assert str(both.device) == "stub" and both.shape == (2, 2)
