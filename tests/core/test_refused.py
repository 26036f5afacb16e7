"""What PyTorch refuses is refused here too, with a sentence: value, expectation, way out."""

import numpy as np
import pytest

import minidnn
from minidnn import nn

F = nn.functional


def program(text):
    """A program that runs under both libraries, from its text."""
    return lambda lib: eval(text, {"lib": lib, "nn": lib.nn, "F": lib.nn.functional})


X = "lib.ones(2, 3)"
IMAGE = "lib.ones(1, 1, 4, 4)"
REFUSED = {
    # integers and other types where floating numbers are due
    "nn.Linear(3, 2)(lib.ones(2, 3, dtype=lib.int64))": r"linear: .*int64.*float32.*\.to\(",
    "nn.Linear(3, 2)(lib.ones(2, 3, dtype=lib.float64))": r"linear: .*float64.*float32.*\.to\(",
    "nn.Conv2d(1, 2, 3)(lib.ones(1, 1, 4, 4, dtype=lib.int64))": r"conv2d: .*int64.*float32",
    "lib.ones(2, 2) @ lib.ones(2, 2, dtype=lib.float64)": "matmul: .*float32.*float64",
    "nn.BatchNorm1d(3)(lib.ones(2, 3, dtype=lib.int64))": "batch_norm: .*int64",
    "lib.ones(2, dtype=lib.int64).mean()": "mean: expected a floating tensor",
    "lib.ones(2, dtype=lib.int64).requires_grad_()": "only floating tensors",
    # no tensors
    "nn.Linear(3, 2)([[1.0, 2.0, 3.0]])": "linear: expected a tensor; got list",
    "nn.Linear(3, 2)(None)": "linear: expected a tensor; got NoneType",
    "nn.Conv2d(1, 2, 3)(None)": "conv2d: expected a tensor; got NoneType",
    "nn.MaxPool2d(2)([1])": "max_pool2d: expected a tensor; got list",
    "nn.ReLU()([1])": "relu: expected a tensor; got list",
    "lib.cat([1, 2])": "cat: expected tensors; got int",
    "lib.stack([1, 2])": "stack: expected tensors; got int",
    f"{X} + [1, 2, 3]": "expected a tensor, array or number; got list",
    f"{X} * None": "expected a tensor, array or number; got NoneType",
    f"{X} + 'a'": "expected a tensor, array or number; got str",
    # sizes
    "nn.Conv2d(1, 1, 3, stride=0)(lib.ones(1, 1, 4, 4))": "stride must be at least 1",
    "nn.Conv2d(1, 1, 3, dilation=0)(lib.ones(1, 1, 4, 4))": "dilation must be at least 1",
    f"F.conv2d({IMAGE}, lib.ones(1, 1, 2, 2), stride=0)": "stride must be at least 1",
    f"F.conv2d({IMAGE}, lib.ones(1, 1, 2, 2), dilation=0)": "dilation must be at least 1",
    f"F.conv2d({IMAGE}, lib.ones(1, 1, 2, 2), padding=-1)": "padding must not be negative",
    f"F.max_pool2d({IMAGE}, 0)": "kernel and stride must be at least 1",
    f"F.max_pool2d({IMAGE}, 2, 0)": "stride",
    f"F.max_pool2d({IMAGE}, 2, dilation=0)": "dilation must be at least 1",
    f"F.avg_pool2d({IMAGE}, 2, 0)": "stride",
    f"F.avg_pool2d({IMAGE}, 2, divisor_override=0)": "divisor_override must not be 0",
    f"F.adaptive_avg_pool2d({IMAGE}, -1)": "output_size must",
    "nn.BatchNorm1d(3, eps=-1.0)(lib.ones(4, 3))": "eps must be positive",
    "lib.arange(0, 3, 0)": "arange: step must not be 0",
    "lib.arange(0, 3, -1)": "arange: .*sign",
    "lib.arange(3, 0)": "arange: .*sign",
    f"{X}.reshape(-2, 3)": "reshape: a length must be at least 0, or -1 once",
    f"{X}.reshape(-1, -1)": "reshape: ",
    f"{X}.view(5)": "reshape: ",
    "lib.ones(2).expand(3)": "expand: ",
    "lib.zeros(-1)": "must not be negative",
    "lib.eye(-1)": "must not be negative",
    "lib.linspace(0, 1, -1)": "must not be negative",
    "lib.randperm(-1)": "must not be negative",
    "lib.randint(3, 3, (2,))": "randint: ",
    "nn.Dropout(1.5)": "p must be in",
    f"F.dropout({X}, -0.1)": "p must be in",
    f"{X}.t().view(6)": "view: .*use .reshape",
    f"lib.chunk({X}, 0)": "pieces must be positive",
    f"lib.split({X}, [1, 1, 3], dim=1)": "must add up to",
    f"{X}.flatten(1, 0)": "start_dim",
    f"{X}.permute(0, 0)": "permute: ",
    f"{X}.transpose(0, 2)": "out of range",
    f"{X}.sum(2)": "axis 2",
    f"{X}.unsqueeze(4)": "out of range",
    f"{X}.topk(4)": "k must lie in",
    # indices
    f"{X}.gather(1, lib.tensor([[-1], [0]]))": r"gather: the index holds -1.*\[0, 3\)",
    f"{X}.gather(1, lib.tensor([[3], [0]]))": r"gather: the index holds 3.*\[0, 3\)",
    f"{X}.gather(1, lib.tensor([[1.0], [0.0]]))": "gather: the index must hold integers",
    f"{X}.index_select(1, lib.tensor([-1]))": r"index_select: the index holds -1.*\[0, 3\)",
    f"{X}.index_select(1, lib.tensor([3]))": r"index_select: the index holds 3",
    f"{X}.scatter(1, lib.tensor([[-1]]), 1.0)": r"scatter: the index holds -1",
    f"{X}.index_add(1, lib.tensor([3]), lib.ones(2, 1))": r"index_add: the index holds 3",
    f"{X}[2]": "out of bounds",
    f"{X}[0, 0, 0]": "too many indices",
    f"{X}[lib.tensor([0.5])]": "an index must hold integers or booleans",
    f"{X}[lib.tensor([True, False, True])]": "boolean index",
    "F.one_hot(lib.tensor([-1]), 3)": "one_hot: .*-1",
    "F.one_hot(lib.tensor([3]), 3)": "one_hot: .*3",
    "F.one_hot(lib.tensor([1.0]), 3)": "one_hot: .*integers",
    f"{X}.masked_fill(lib.tensor([1, 0, 1]), 0.0)": "masked_fill: the mask must be boolean",
    f"{X}.masked_select(lib.tensor([1, 0, 1]))": "masked_select: the mask must be boolean",
    f"lib.where(lib.tensor([1.5, 0.0, 1.0]), {X}, {X})": "where: the condition must be boolean",
    # division of integers by zero
    "lib.tensor([1]) // lib.tensor([0])": "ZeroDivisionError",
    "lib.tensor([1]) % 0": "ZeroDivisionError",
    "lib.tensor([1, 2]) ** -1": "negative",
    # bits of floating numbers
    f"{X} & {X}": "bitwise_and: expected integers or booleans",
    f"~{X}": "bitwise_not: expected integers or booleans",
    # products
    "lib.ones(2, 3) @ lib.ones(2, 3)": "matmul",
    "lib.mm(lib.ones(2), lib.ones(2))": "mm: expected tensors of 2 dimensions",
    "lib.bmm(lib.ones(2, 3, 4), lib.ones(3, 4, 5))": "bmm: the batches differ",
    "lib.ones(2, 3) + lib.ones(2)": "add: ",
    "lib.cat([lib.ones(2, 3), lib.ones(3, 2)])": "cat",
    "lib.stack([lib.ones(2), lib.ones(3)])": "stack",
    "lib.einsum('ij,jk->ik', lib.ones(2, 3), lib.ones(2, 3))": "einsum",
    # numbers of tensors
    f"float({X})": "one element",
    f"bool({X})": "ambiguous",
    f"{X}.item()": "one element",
    "lib.tensor([[1, 2], [3]])": "the lists must be equally long",
    "lib.from_numpy([1, 2])": "from_numpy: expected a NumPy array",
    f"{X}.requires_grad_().numpy()": "requires a gradient",
    # losses
    f"F.cross_entropy({X}, lib.tensor([0, 3]))": "labels must be integers in",
    f"F.nll_loss({X}, lib.tensor([0, -1]))": "labels must be integers in",
    f"F.cross_entropy({X}, lib.tensor([0]))": "labels must be",
    f"F.binary_cross_entropy({X} * 2, {X})": r"must be in \[0, 1\]",
    f"F.mse_loss({X}, {X}, reduction='average')": "reduction must be",
    f"F.huber_loss({X}, {X}, delta=0)": "delta must be above 0",
    f"F.cross_entropy({X}, lib.tensor([0, 1]), lib.ones(2))": "weight must be",
    # optimizers
    "lib.optim.SGD([], lr=0.1)": "got no parameters",
    f"lib.optim.SGD([{X}.requires_grad_()], lr=-1)": "lr",
    f"lib.optim.SGD([{X}.requires_grad_() * 2], lr=1)": "result of an operation",
    f"lib.optim.Adam([{X}.requires_grad_()], betas=(1.0, 0.9))": "beta",
    "lib.optim.SGD([1.0], lr=0.1)": "SGD: ",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    with pytest.raises((RuntimeError, TypeError, ValueError, IndexError), match=REFUSED[text]):
        program(text)(minidnn)


@pytest.mark.parametrize("text", REFUSED)
def test_pytorch_refuses_it_too(text):
    torch = pytest.importorskip("torch")
    with pytest.raises((RuntimeError, TypeError, ValueError, IndexError, NotImplementedError)):
        program(text)(torch)


ACCEPTED = [
    "F.avg_pool2d(lib.ones(1, 1, 4, 4), [3, 3], [], [1])",
    "F.max_pool2d(lib.ones(1, 1, 4, 4), [2])",
    "F.max_pool2d(lib.ones(1, 1, 4, 4), 2, [1], (0,))",
    "lib.tensor([3.0, 1.0, 2.0]).sort(stable=True)[1]",
    "lib.tensor([3.0, 1.0, 2.0]).sort(descending=True)[0]",
    "lib.tensor([3.0, 1.0]).argsort(stable=True)",
    "lib.tensor(3.0).sum(0)",
    "lib.tensor(3.0).max(0)[0]",
    "lib.ones(2, 3).sum(())",
    "lib.ones(2, 3).sum([0, 1])",
    "lib.ones(2, 0).sum(1)",
    "lib.ones(2, 3)[..., None].shape[2] + lib.ones(1)",
    "lib.arange(5.0)",
    "lib.arange(3, 3)",
    "lib.tensor([1, 2]) / 2",
    "lib.tensor([1, 2]) * 0.5",
    "lib.tensor([True, False]) + lib.tensor([True, True])",
    "lib.tensor([7, -7]) // 2",
    "lib.tensor([7.5, -7.5]) % 2",
    "lib.tensor([2, 3]) ** 2",
    "lib.where(lib.tensor([True, False]), 1.0, 0.0)",
    "lib.tensor([[1.0, 2.0]]).expand(3, -1)",
    "lib.tensor([1.0]).squeeze(0)",
    "F.one_hot(lib.tensor([0, 2]))",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted_as_in_pytorch(text):
    torch = pytest.importorskip("torch")
    ours, theirs = program(text)(minidnn), program(text)(torch)
    assert str(ours.dtype) == str(theirs.dtype).replace("torch.", "")
    assert tuple(ours.shape) == tuple(theirs.shape)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy())


def test_parameters_without_dimensions():
    p = minidnn.tensor(3.0, requires_grad=True)
    for optimizer in (
        minidnn.optim.SGD([p], lr=0.1, momentum=0.9),
        minidnn.optim.Adam([p], lr=0.1),
        minidnn.optim.RMSprop([p], lr=0.1),
    ):
        before = p.item()
        optimizer.zero_grad()
        (p * p).backward()
        optimizer.step()
        assert p.shape == ()
        assert p.item() < before


def test_numbers_are_not_rounded_on_the_way_to_double():
    double = {"dtype": minidnn.float64}
    assert minidnn.tensor([0.1], **double).item() == 0.1
    assert minidnn.tensor(0.1, **double).item() == 0.1
    assert minidnn.full((1,), 0.1, **double).item() == 0.1
    assert minidnn.arange(0, 1, 0.1, **double)[1].item() == 0.1
    assert minidnn.linspace(0, 1, 11, **double)[1].item() == 0.1
    assert minidnn.DoubleTensor([0.1]).item() == 0.1
    assert minidnn.as_tensor([0.1], **double).item() == 0.1


def test_the_norm_of_double_gradients_is_computed_in_double():
    p = minidnn.tensor([1.0, 2.0], dtype=minidnn.float64, requires_grad=True)
    p.grad = minidnn.tensor([3e100, 4e100], dtype=minidnn.float64)
    norm = nn.utils.clip_grad_norm_([p], 1.0)
    assert norm.dtype == np.float64
    assert norm.item() == pytest.approx(5e100)


@pytest.mark.parametrize("make", [
    lambda: minidnn.zeros(2.5), lambda: minidnn.rand(1.5), lambda: minidnn.ones("a"),
    lambda: minidnn.ones(4).view(2.0, 2), lambda: minidnn.ones(4).reshape(2, 2.5),
])  # fmt: skip
def test_a_length_is_a_whole_number(make):
    with pytest.raises(TypeError, match="a shape takes whole numbers; got"):
        make()


def test_arange_takes_numbers():
    with pytest.raises(TypeError, match="arange: expected numbers; got 0, 'a', 1"):
        minidnn.arange("a")
