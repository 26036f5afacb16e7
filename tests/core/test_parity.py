"""Tensors against PyTorch: one program, the same numbers, shapes, dtypes and gradients."""

import numpy as np
import pytest

import minidnn

torch = pytest.importorskip("torch")


def inputs(shapes, dtype, positive=False):
    rng = np.random.default_rng(7)
    arrays = [np.asarray(rng.standard_normal(shape)) for shape in shapes]
    return [(np.abs(a) + 0.3 if positive else a).astype(dtype) for a in arrays]


def leaves(lib, arrays):
    if lib is torch:
        return [torch.tensor(a, requires_grad=True) for a in arrays]
    return [minidnn.tensor(a, requires_grad=True) for a in arrays]


def results(program, lib, arrays):
    """The outputs and the gradients of a random weighting of all floating ones."""
    xs = leaves(lib, arrays)
    ys = program(lib, *xs)
    ys = list(ys) if isinstance(ys, tuple | list) else [ys]
    floating = [y for y in ys if y.requires_grad]
    rng = np.random.default_rng(1)
    total = 0
    for y in floating:
        dy = np.asarray(rng.standard_normal(tuple(y.shape))).astype(arrays[0].dtype)
        total = (
            total + (y * (torch.from_numpy(dy) if lib is torch else minidnn.from_numpy(dy))).sum()
        )
    if floating:
        total.backward()
    grads = [None if x.grad is None else x.grad.numpy() for x in xs]
    return [y.detach().numpy() for y in ys], grads


PROGRAMS = [
    ("add", lambda m, x, y: x + y * 2, [(3, 4), (4,)]),
    ("alpha", lambda m, x, y: m.add(x, y, alpha=3) - m.sub(x, y, alpha=0.5), [(3,), (3,)]),
    ("radd", lambda m, x: 1 + x - (2 - x) * 3 / (x + 10), [(3,)]),
    ("rdiv", lambda m, x: 1 / x, [(3, 2)]),
    ("pow", lambda m, x: x**3 + x**2, [(3,)]),
    ("maximum", lambda m, x, y: m.maximum(x, y) + m.minimum(x, y * 2), [(3, 2), (2,)]),
    ("clamp", lambda m, x: x.clamp(-0.5, 0.5) + m.clamp(x, min=0), [(9,)]),
    ("clamp by tensors", lambda m, x, y: m.clamp(x, min=y), [(9,), (9,)]),
    ("functions", lambda m, x: x.exp() + x.sigmoid() + x.tanh() + x.sin() * x.cos(), [(3, 3)]),
    ("relu", lambda m, x: x.relu() + x.abs() - x.neg(), [(3, 3)]),
    ("square", lambda m, x: m.square(x), [(4,)]),
    ("softmax", lambda m, x: (x.softmax(dim=1), x.log_softmax(dim=0)), [(3, 4)]),
    ("logsumexp", lambda m, x: (m.logsumexp(x, 1), x.logsumexp((0, 1), keepdim=True)), [(3, 4)]),
    ("matmul", lambda m, x, y: x @ y, [(2, 3, 4), (4, 5)]),
    ("matmul 1-D", lambda m, x, y: m.matmul(x, y), [(4,), (2, 4, 3)]),
    ("mm bmm", lambda m, x, y: m.bmm(x, y)[0] @ m.mm(x[0], y[1]).t(), [(2, 3, 4), (2, 4, 3)]),
    ("dot outer", lambda m, x, y: (m.dot(x, y), m.outer(x, y)), [(3,), (3,)]),
    ("addmm", lambda m, b, x, y: m.addmm(b, x, y, beta=0.5, alpha=2), [(3,), (2, 4), (4, 3)]),
    ("einsum", lambda m, x, y: m.einsum("bij,bkj->bik", x, y), [(2, 3, 4), (2, 5, 4)]),
    ("einsum implicit", lambda m, x, y: m.einsum("ij,jk", x, y), [(2, 3), (3, 4)]),
    ("sum", lambda m, x: (x.sum(), x.sum(1), x.sum(dim=(0, 2), keepdim=True)), [(2, 3, 4)]),
    ("mean", lambda m, x: (x.mean(), x.mean(-1), x.mean((0, 1))), [(2, 3, 4)]),
    ("var", lambda m, x: (x.var(), x.var(1), x.var(0, unbiased=False), x.std(1)), [(3, 4)]),
    ("std", lambda m, x: (m.std(x, dim=1, keepdim=True), m.std(x, correction=0)), [(3, 4)]),
    ("max", lambda m, x: (x.max(), x.min(), *x.max(dim=1), *m.min(x, 0, keepdim=True)), [(3, 4)]),
    ("max pair", lambda m, x, y: m.max(x, y), [(3,), (3,)]),
    ("amax", lambda m, x: (x.amax(1), m.amin(x, dim=(0, 1))), [(3, 4)]),
    ("prod", lambda m, x: (x.prod(), x.prod(dim=1)), [(3, 4)]),
    ("cumsum", lambda m, x: x.cumsum(1), [(3, 4)]),
    ("norm", lambda m, x: (x.norm(), x.norm(p=1, dim=1), m.norm(x, dim=0, keepdim=True)), [(3, 4)]),
    ("arg", lambda m, x: (x.argmax(), x.argmin(1), x.argmax(dim=0, keepdim=True)), [(3, 4)]),
    ("sort", lambda m, x: (*x.sort(), *m.sort(x, dim=0, descending=True), x.argsort(1)), [(3, 4)]),
    ("topk", lambda m, x: (*x.topk(2), *x.topk(1, dim=0, largest=False)), [(3, 4)]),
    ("view", lambda m, x: (x.view(2, 6), x.reshape(-1), x.view((4, 3)), x.flatten(1)), [(3, 4)]),
    ("permute", lambda m, x: (x.permute(2, 0, 1), x.transpose(0, -1), x.mT), [(2, 3, 4)]),
    ("t", lambda m, x: (x.t(), x.T, m.t(x[0])), [(2, 3)]),
    (
        "squeeze",
        lambda m, x: (x.squeeze(), x.squeeze(0), x.squeeze(1), x.unsqueeze(-1)),
        [(1, 3, 1)],
    ),
    ("expand", lambda m, x: (x.expand(2, 3, 4), x.expand(-1, 4), x.expand_as(x)), [(3, 1)]),
    ("flatten", lambda m, x: (x.flatten(), m.flatten(x, 1), x.flatten(0, 1)), [(2, 3, 4)]),
    ("unflatten", lambda m, x: x.unflatten(1, (2, 3)), [(2, 6)]),
    ("movedim", lambda m, x: m.movedim(x, 0, -1), [(2, 3, 4)]),
    (
        "cat",
        lambda m, x, y: (m.cat([x, y], dim=1), m.cat((x, x)), m.stack([x, x], 1)),
        [(2, 3), (2, 1)],
    ),
    ("split", lambda m, x: (*x.split(2), *x.split([1, 4]), *x.chunk(3), *x.unbind(1)), [(5, 2)]),
    ("index", lambda m, x: (x[0], x[:, 1:], x[..., -1], x[None], x[1, 2], x[::2]), [(3, 4)]),
    ("index list", lambda m, x: (x[[0, 0, 2]], x[:, [1, 2]], x[m.tensor([2, 1])]), [(3, 4)]),
    ("index mask", lambda m, x: x[x.detach() > 0], [(3, 4)]),
    ("gather", lambda m, x: x.gather(1, m.tensor([[0, 1], [3, 3], [2, 0]])), [(3, 4)]),
    ("index_select", lambda m, x: x.index_select(1, m.tensor([3, 0, 3])), [(3, 4)]),
    ("where", lambda m, x, y: m.where(x > 0, x, y) + x.where(x > 0, y * 2), [(3, 4), (4,)]),
    ("where number", lambda m, x: m.where(x > 0, x, 0.0), [(3, 4)]),
    ("masked_fill", lambda m, x: x.masked_fill(x.detach() > 0, 7), [(3, 4)]),
    ("masked_select", lambda m, x: m.masked_select(x, x.detach() > 0), [(3, 4)]),
    (
        "flip roll",
        lambda m, x: (x.flip(0), m.flip(x, (0, 1)), x.roll(1, 0), x.roll((1, 2), (0, 1))),
        [(3, 4)],
    ),
    ("repeat", lambda m, x: (x.repeat(2, 3), x.repeat(2, 1, 2)), [(3, 4)]),
    ("tril", lambda m, x: (x.tril(), x.triu(1)), [(3, 4)]),
    ("compare", lambda m, x, y: (x == y, x < y, x >= 0, (x > 0) & (y > 0), ~(x > 0)), [(3,), (3,)]),
    ("round", lambda m, x: (x.round().detach(), x.floor().detach(), x.sign().detach()), [(5,)]),
    ("all any", lambda m, x: ((x > 0).all(), (x > 0).any(dim=1)), [(3, 4)]),
    ("clone", lambda m, x: x.clone().contiguous(), [(3,)]),
    ("to", lambda m, x: x.to(m.float64) * 2, [(3,)]),
    ("iterate", lambda m, x: sum(row.sum() * i for i, row in enumerate(x)), [(3, 4)]),
]
POSITIVE = [
    ("log", lambda m, x: x.log() + x.sqrt() + x.rsqrt(), [(3, 4)]),
    ("pow", lambda m, x, y: x**y + x**0.5 + 2**x + x**-1, [(3, 4), (4,)]),
    ("div", lambda m, x, y: x / y, [(3, 4), (3, 1)]),
    (
        "floordiv",
        lambda m, x, y: ((x * 3).detach() // y.detach(), x.detach() % y.detach()),
        [(5,), (5,)],
    ),
]


@pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-10), (np.float32, 1e-5)])
@pytest.mark.parametrize(
    "program, shapes, positive",
    [pytest.param(p, s, False, id=name) for name, p, s in PROGRAMS]
    + [pytest.param(p, s, True, id=f"positive {name}") for name, p, s in POSITIVE],
)
def test_programs(program, shapes, positive, dtype, tolerance):
    arrays = inputs(shapes, dtype, positive)
    theirs, their_grads = results(program, torch, arrays)
    ours, our_grads = results(program, minidnn, arrays)
    assert len(ours) == len(theirs)
    for i, (got, expected) in enumerate(zip(ours, theirs)):
        assert got.shape == expected.shape, f"output {i}"
        assert got.dtype == expected.dtype, f"output {i}"
        scale = max(1.0, np.abs(expected.astype(float)).max(initial=0))
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance * scale)
    for i, (got, expected) in enumerate(zip(our_grads, their_grads)):
        assert (got is None) == (expected is None), f"gradient {i}"
        if got is not None:
            assert got.dtype == expected.dtype
            scale = max(1.0, np.abs(expected).max(initial=0))
            np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance * scale)


KINDS = ["bool", "uint8", "int32", "int64", "float32", "float64"]


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("right", KINDS)
@pytest.mark.parametrize("dims", [(1, 1), (1, 0), (0, 1)])
def test_dtype_rules(left, right, dims):
    def program(m):
        values = [np.ones((2,) * d).tolist() for d in dims]
        x = m.tensor(values[0], dtype=getattr(m, left))
        y = m.tensor(values[1], dtype=getattr(m, right))
        return [x + y, x * y, x / y, m.maximum(x, y), m.where(x == y, x, y)]

    for got, expected in zip(program(minidnn), program(torch)):
        assert str(got.dtype) == str(expected.dtype).removeprefix("torch.")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [True, 2, 2.5])
def test_numbers_do_not_promote_within_their_kind(kind, number):
    def program(m):
        x = m.ones(2, dtype=getattr(m, kind))
        results = [x + number, number * x, x / number, m.where(x == 1, x, number)]
        return results if kind == "bool" else [*results, x**number]

    for got, expected in zip(program(minidnn), program(torch)):
        assert str(got.dtype) == str(expected.dtype).removeprefix("torch.")
        np.testing.assert_allclose(got.numpy(), expected.numpy())


def test_integer_functions_become_floating():
    for name in ("exp", "sigmoid", "sqrt", "tanh", "sin"):
        got = getattr(minidnn.tensor([1, 2]), name)()
        expected = getattr(torch.tensor([1, 2]), name)()
        assert str(got.dtype) == str(expected.dtype).removeprefix("torch.")
        np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-6)
    for m in (minidnn, torch):
        assert str(m.tensor([True, True]).sum().dtype).endswith("int64")
        assert m.tensor([1, 2]).sum().item() == 3


CREATIONS = [
    lambda m: m.tensor([1.0, 2.0]),
    lambda m: m.tensor([[1, 2], [3, 4]]),
    lambda m: m.tensor(2.5),
    lambda m: m.tensor([True, False]),
    lambda m: m.tensor([1, 2.5]),
    lambda m: m.tensor(np.ones(2)),
    lambda m: m.tensor([]),
    lambda m: m.zeros(2, 3),
    lambda m: m.zeros((2, 3), dtype=m.int64),
    lambda m: m.ones([2]),
    lambda m: m.full((2, 2), 7),
    lambda m: m.full((2,), 0.5),
    lambda m: m.arange(5),
    lambda m: m.arange(1, 2, 0.25),
    lambda m: m.arange(5.0),
    lambda m: m.linspace(0, 1, 5),
    lambda m: m.eye(3),
    lambda m: m.eye(2, 3),
    lambda m: m.zeros_like(m.arange(3)),
    lambda m: m.ones_like(m.eye(2), dtype=m.float64),
    lambda m: m.full_like(m.eye(2), 3),
    lambda m: m.from_numpy(np.arange(3.0)),
    lambda m: m.as_tensor([1.5]),
    lambda m: m.FloatTensor([1, 2]),
    lambda m: m.LongTensor([1, 2]),
    lambda m: m.tensor([1, 2]).type(m.FloatTensor),
    lambda m: m.tensor([1.7, 2.2]).long(),
    lambda m: m.tensor([1, 0]).bool(),
    lambda m: m.tensor([0, 2, 1]).float().double(),
    lambda m: m.nonzero(m.tensor([[0, 1], [2, 0]])),
    lambda m: m.tensor([0.5, 3.0]).to(m.int32),
    lambda m: m.tensor([1.0]).new_zeros(2, 2),
]


@pytest.mark.parametrize("create", CREATIONS)
def test_creation(create):
    got, expected = create(minidnn), create(torch)
    assert str(got.dtype) == str(expected.dtype).removeprefix("torch.")
    assert got.shape == tuple(expected.shape)
    np.testing.assert_allclose(got.numpy(), expected.numpy())


@pytest.mark.parametrize(
    "program",
    [
        lambda m, x: x.view(5),
        lambda m, x: x[7],
        lambda m, x: x @ x,
        lambda m, x: x.item(),
        lambda m, x: bool(x),
        lambda m, x: x.sum(dim=3),
        lambda m, x: x.squeeze(4),
        lambda m, x: m.cat([]),
        lambda m, x: m.cat([x, x[0]]),
        lambda m, x: len(x.sum()),
        lambda m, x: x.permute(0, 0),
        lambda m, x: m.mm(x, x[0]),
        lambda m, x: m.ones(2, dtype=m.int64).requires_grad_(),
        lambda m, x: m.ones(2, requires_grad=True).numpy(),
        lambda m, x: (m.ones(2, requires_grad=True) * 2).requires_grad_(False),
        lambda m, x: m.arange(3).mean(),
        lambda m, x: x.split([1, 5]),
        lambda m, x: x.topk(9),
        lambda m, x: m.tensor([[1, 2], [3]]),
        lambda m, x: m.tensor("text"),
    ],
)
def test_what_pytorch_refuses_is_refused(program):
    for m in (torch, minidnn):
        with pytest.raises((ValueError, TypeError, IndexError, RuntimeError)):
            program(m, m.ones(2, 3))
