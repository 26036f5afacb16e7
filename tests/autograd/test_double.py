"""Second derivatives of every differentiable op and layer, against differences of the first."""

import numpy as np
import pytest

import minidnn
from minidnn import autograd, nn

F = nn.functional
rng = np.random.default_rng(0)


def draw(*shape):
    return minidnn.tensor(rng.standard_normal(shape), requires_grad=True)


def positive(*shape):
    return minidnn.tensor(rng.random(shape) + 0.5, requires_grad=True)


def labels(*shape, classes=4):
    return minidnn.tensor(rng.integers(0, classes, shape))


def target(*shape):
    return minidnn.tensor(rng.random(shape))


X, Y, P = draw(3, 4), draw(3, 4), positive(3, 4)
IMAGE = draw(2, 4, 5, 5)
GRU, LSTM = nn.GRU(3, 2, bidirectional=True).double(), nn.LSTM(3, 2).double()
RNN, LSTM_CELL = nn.RNN(3, 2).double(), nn.LSTMCell(3, 2).double()

CASES = {
    "add": (lambda x, y: x + y, X, Y),
    "sub": (lambda x, y: 2 - x - y, X, Y),
    "mul": (lambda x, y: x * y * x, X, draw(4)),
    "div": (lambda x, y: x / y, X, P),
    "pow": (lambda x, y: x**y, P, Y),
    "pow number": (lambda x: x**3, X),
    "neg abs": (lambda x: (-x).abs() * x, X),
    "maximum": (lambda x, y: minidnn.maximum(x, y) ** 2, X, Y),
    "minimum": (lambda x, y: minidnn.minimum(x, y) ** 2, X, Y),
    "clamp": (lambda x: x.clamp(-0.5, 0.5) ** 2, X),
    "remainder": (lambda x, y: minidnn.remainder(x, y) ** 2, X, P),
    "fmod": (lambda x, y: minidnn.fmod(x, y) ** 2, X, P),
    "exp": (minidnn.exp, X),
    "log": (minidnn.log, P),
    "sqrt": (minidnn.sqrt, P),
    "rsqrt": (minidnn.rsqrt, P),
    "sin cos": (lambda x: x.sin() * x.cos(), X),
    "sigmoid": (minidnn.sigmoid, X),
    "tanh": (minidnn.tanh, X),
    "relu": (lambda x: minidnn.relu(x) ** 2, X),
    "leaky_relu": (lambda x: F.leaky_relu(x) ** 2, X),
    "gelu": (F.gelu, X),
    "gelu tanh": (lambda x: F.gelu(x, approximate="tanh"), X),
    "layer_norm": (lambda x, w, b: F.layer_norm(x, (4,), w, b) ** 2, X, draw(4), draw(4)),
    "embedding": (lambda x: F.embedding(labels(2, 3, classes=3), x) ** 2, X),
    "attention": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        draw(2, 3, 2),
        draw(2, 3, 2),
        draw(2, 3, 2),
    ),
    "attention mask": (
        lambda q, m: F.scaled_dot_product_attention(q, q, q, m),
        draw(2, 3, 2),
        draw(3, 3),
    ),
    "gru": (lambda x: GRU(x)[0], draw(3, 2, 3)),
    "lstm": (lambda x: LSTM(x)[0], draw(3, 2, 3)),
    "rnn": (lambda x: RNN(x)[0], draw(3, 2, 3)),
    "lstm cell": (lambda x: LSTM_CELL(x)[1], draw(2, 3)),
    "gru cell": (nn.GRUCell(3, 2).double(), draw(2, 3)),
    "clone": (lambda x: x.clone() ** 2, X),
    "softmax": (lambda x: F.softmax(x, 1), X),
    "log_softmax": (lambda x: F.log_softmax(x, 0), X),
    "logsumexp": (lambda x: minidnn.logsumexp(x, 1), X),
    "matmul": (lambda x, y: x @ y.T, X, Y),
    "matmul batch": (lambda x, y: x @ y, draw(2, 3, 4), draw(4, 2)),
    "matmul vector": (lambda x, y: x @ y, X, draw(4)),
    "addmm": (lambda b, x, y: minidnn.addmm(b, x, y.T), draw(3), X, Y),
    "linear": (F.linear, X, draw(5, 4), draw(5)),
    "einsum": (lambda x, y: minidnn.einsum("ij,kj->ik", x, y), X, Y),
    "einsum diagonal": (lambda x: minidnn.einsum("ii->i", x) ** 2, draw(3, 3)),
    "sum": (lambda x: x.sum(1) ** 2, X),
    "mean": (lambda x: x.mean((0, 1)) ** 2, X),
    "var": (lambda x: x.var(0), X),
    "std": (lambda x: x.std(1), X),
    "prod": (lambda x: x.prod(1), X),
    "amax": (lambda x: x.amax(1) ** 2, X),
    "max": (lambda x: x.max(1)[0] ** 2, X),
    "cumsum": (lambda x: x.cumsum(1) ** 2, X),
    "norm": (lambda x: x.norm(), X),
    "norm 1": (lambda x: x.norm(1) ** 2, X),
    "norm 3": (lambda x: x.norm(3, dim=1), X),
    "norm inf": (lambda x: x.norm(float("inf")) ** 2, X),
    "reshape permute": (lambda x: x.reshape(2, 6).t() ** 2, X),
    "expand": (lambda x: x[:, :1].expand(3, 4) ** 2, X),
    "cat stack": (lambda x, y: minidnn.cat([x, minidnn.stack([y, x])[0]]) ** 2, X, Y),
    "flip roll": (lambda x: x.flip(0).roll(1, 1) ** 2, X),
    "repeat": (lambda x: x.repeat(2, 1) ** 2, X),
    "tril triu": (lambda x: x.tril() ** 2 + x.triu() ** 3, X),
    "slice": (lambda x: x[1:, ::2] ** 2, X),
    "index twice": (lambda x: x[minidnn.tensor([0, 0, 2])] ** 2, X),
    "mask": (lambda x: x[x > 0] ** 2, X),
    "gather": (lambda x: x.gather(1, labels(3, 2)) ** 2, X),
    "index_select": (lambda x: x.index_select(1, labels(3)) ** 2, X),
    "where": (lambda x, y: minidnn.where(x > y, x * y, y), X, Y),
    "masked_fill": (lambda x: x.masked_fill(x > 0, 1.0) ** 2, X),
    "scatter": (lambda x, y: x.scatter(1, labels(3, 1), y[:, :1]) ** 2, X, Y),
    "scatter_add": (lambda x, y: x.scatter_add(0, labels(1, 4, classes=3), y[:1]) ** 2, X, Y),
    "index_add": (lambda x, y: x.index_add(0, labels(2, classes=3), y[:2]) ** 2, X, Y),
    "lerp": (lambda x, y: x.lerp(y, 0.3) ** 2, X, Y),
    "mse_loss": (F.mse_loss, X, Y),
    "l1_loss": (lambda x, y: F.l1_loss(x, y) ** 2, X, Y),
    "huber_loss": (F.huber_loss, X, Y),
    "smooth_l1_loss": (F.smooth_l1_loss, X, Y),
    "bce": (lambda x: F.binary_cross_entropy(x.sigmoid(), target(3, 4)), X),
    "bce logits": (
        lambda x, q: F.binary_cross_entropy_with_logits(x, target(3, 4), pos_weight=P.detach()),
        X,
        Y,
    ),
    "nll_loss": (lambda x: F.nll_loss(F.log_softmax(x, 1), labels(3), P[0].detach()), X),
    "cross_entropy": (lambda x: F.cross_entropy(x, labels(3), P[0].detach()), X),
    "label smoothing": (lambda x: F.cross_entropy(x, labels(3), label_smoothing=0.2), X),
    "soft cross_entropy": (lambda x: F.cross_entropy(x, F.softmax(Y, 1).detach()), X),
    "conv2d": (
        lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=1),
        IMAGE,
        draw(3, 4, 3, 3),
        draw(3),
    ),
    "conv2d groups": (
        lambda x, w: F.conv2d(x, w, groups=2, dilation=2) ** 2,
        IMAGE,
        draw(2, 2, 2, 2),
    ),
    "max_pool2d": (lambda x: F.max_pool2d(x, 3, 2, 1) ** 2, IMAGE),
    "avg_pool2d": (lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False) ** 2, IMAGE),
    "adaptive_avg_pool2d": (lambda x: F.adaptive_avg_pool2d(x, 3) ** 2, IMAGE),
    "batch_norm training": (
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        IMAGE,
        draw(4),
        draw(4),
    ),
    "batch_norm eval": (
        lambda x, w, b: F.batch_norm(x, Y[0].detach(), P[0].detach(), w, b) ** 2,
        IMAGE,
        draw(4),
        draw(4),
    ),
    "normalize": (lambda x: F.normalize(x, dim=1), X),
}


@pytest.mark.parametrize("name", CASES)
def test_second_derivative(name):
    global rng
    function, *inputs = CASES[name]

    def repeated(*args):
        global rng
        rng = np.random.default_rng(1)  # the same labels at every call
        return function(*args)

    assert autograd.gradcheck(repeated, inputs)
    assert autograd.gradgradcheck(repeated, inputs)


NETWORKS = {
    "MLP": lambda: (nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)), (3, 4)),
    "CNN": lambda: (
        nn.Sequential(
            nn.Conv2d(2, 3, 3, padding=1),
            nn.BatchNorm2d(3),
            nn.Sigmoid(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(12, 2),
        ),
        (3, 2, 4, 4),
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradient_penalty_of_a_network_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    model, shape = NETWORKS[name]()
    model = model.double()
    x = np.random.default_rng(2).standard_normal(shape)
    twin = eval(repr_of(model), {"nn": torch.nn}).double()
    twin.load_state_dict({k: torch.tensor(v.numpy()) for k, v in model.state_dict().items()})
    found = []
    for lib, net in ((minidnn, model), (torch, twin)):
        inputs = lib.tensor(x, requires_grad=True)
        (dx,) = lib.autograd.grad(net(inputs).sum(), inputs, create_graph=True)
        penalty = ((dx.reshape(len(x), -1).norm(2, dim=1) - 1) ** 2).mean()
        penalty.backward()
        grads = [p.grad for p in net.parameters()]
        # the last bias has no part in the slope: None in one library may be 0 in the other
        found.append([0.0 if g is None else g.numpy() for g in [inputs.grad, *grads]])
    for ours, theirs in zip(*found):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-12)


def repr_of(model):
    """The text that builds the model: nn.Sequential(nn.Linear(...), ...)."""
    return f"nn.Sequential({', '.join('nn.' + repr(layer) for layer in model)})"
