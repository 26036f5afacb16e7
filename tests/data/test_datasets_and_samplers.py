"""Data sets, samplers and collation."""

from collections import Counter, namedtuple

import numpy as np
import pytest

import minidnn
from minidnn.tensor import Tensor
from minidnn.utils.data import (
    BatchSampler,
    ChainDataset,
    ConcatDataset,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
    random_split,
    sampler,
)

Pair = namedtuple("Pair", "x y")


def test_tensor_dataset():
    dataset = TensorDataset(minidnn.tensor([[1.0], [2.0], [3.0]]), np.array([4, 5, 6]))
    x, y = dataset[1]
    assert len(dataset) == 3 and x.tolist() == [2.0] and y.item() == 5
    with pytest.raises(ValueError, match=r"same number of rows; got \[2, 3\]"):
        TensorDataset(np.zeros(2), np.zeros(3))


def test_subset_concat_chain():
    whole = ConcatDataset([[10, 11], [20], [30, 31]])
    assert [whole[i] for i in range(5)] == [10, 11, 20, 30, 31]
    assert len(whole) == 5 and whole[-1] == 31 and whole.cumulative_sizes == [2, 3, 5]
    with pytest.raises(IndexError, match="index 5 is outside the 5 items"):
        whole[5]
    assert list(Subset(whole, [4, 0])) == [31, 10]
    with pytest.raises(ValueError, match="got no data sets"):
        ConcatDataset([])
    with pytest.raises(TypeError, match="join streams with ChainDataset"):
        ConcatDataset([ChainDataset([])])
    chain = ChainDataset([range(2), range(1)])
    assert list(chain) == [0, 1, 0] and len(chain) == 3
    assert len(TensorDataset(np.zeros(2)) + TensorDataset(np.zeros(3))) == 5


def test_what_must_be_defined():
    with pytest.raises(NotImplementedError, match="define __getitem__"):
        Dataset()[0]
    with pytest.raises(NotImplementedError, match="define __iter__"):
        iter(IterableDataset())
    with pytest.raises(NotImplementedError, match="define __iter__"):
        iter(Sampler())


def test_random_split():
    generator = np.random.default_rng(4)
    a, b = random_split(range(10), [7, 3], generator=generator)
    assert len(a) == 7 and sorted([*a, *b]) == list(range(10))
    again = random_split(range(10), [7, 3], generator=np.random.default_rng(4))
    assert list(again[0]) == list(a)
    assert [len(p) for p in random_split(range(10), [0.34, 0.33, 0.33])] == [4, 3, 3]
    assert [len(p) for p in random_split(range(155), [0.8, 0.2])] == [124, 31]
    with pytest.raises(ValueError, match=r"lengths \[7, 2\] must be whole numbers with the sum 10"):
        random_split(range(10), [7, 2])
    with pytest.raises(ValueError, match=r"fraction 1.5 at position 0 is outside \[0, 1\]"):
        random_split(range(10), [1.5, -0.5])
    with pytest.warns(UserWarning, match="part 1 is empty"):
        random_split(range(2), [1.0, 0.0])


def test_split_sizes_are_pytorchs():
    torch_data = pytest.importorskip("torch.utils.data")
    for n, parts in [(10, [0.5, 0.5]), (11, [0.5, 0.5]), (100, [0.7, 0.2, 0.1]), (13, [1 / 3] * 3)]:
        theirs = [len(p) for p in torch_data.random_split(range(n), parts)]
        assert [len(p) for p in random_split(range(n), parts)] == theirs


def test_samplers():
    assert sampler.RandomSampler is RandomSampler
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    assert sorted(RandomSampler(range(8))) == list(range(8))
    more = RandomSampler(range(8), num_samples=20)
    assert len(list(more)) == 20 == len(more) and max(Counter(more).values()) == 3
    assert set(RandomSampler(range(3), replacement=True, num_samples=200)) == {0, 1, 2}
    assert sorted(SubsetRandomSampler([5, 7, 9])) == [5, 7, 9]
    drawn = Counter(WeightedRandomSampler([1, 0, 3], 4000))
    assert drawn[1] == 0 and 2.4 < drawn[2] / drawn[0] < 3.7
    assert sorted(WeightedRandomSampler([1, 2, 3], 3, replacement=False)) == [0, 1, 2]
    assert list(BatchSampler(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(BatchSampler(range(5), 2, drop_last=True)) == [[0, 1], [2, 3]]
    assert all(type(i) is int for i in RandomSampler(range(4)))


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (
            lambda: RandomSampler([]),
            ValueError,
            "num_samples should be a positive integer value, but got 0",
        ),
        (
            lambda: RandomSampler([1], replacement=1),
            TypeError,
            "replacement must be True or False; got 1",
        ),
        (
            lambda: WeightedRandomSampler([1], 0),
            ValueError,
            "num_samples should be a positive integer",
        ),
        (
            lambda: WeightedRandomSampler([1], 1, "no"),
            ValueError,
            "replacement must be True or False",
        ),
        (
            lambda: WeightedRandomSampler([[1]], 1),
            ValueError,
            r"one number per item; got shape \(1, 1\)",
        ),
        (
            lambda: WeightedRandomSampler([1, -1], 1),
            ValueError,
            "finite, not negative, and not all zero",
        ),
        (
            lambda: WeightedRandomSampler([1, 0], 2, False),
            ValueError,
            "2 samples without replacement from 1",
        ),
        (
            lambda: BatchSampler([1], 0),
            ValueError,
            "batch_size should be a positive integer value, but got 0",
        ),
    ],
)
def test_bad_samplers(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


BATCHES = [
    [1, 2],
    [1.5, 2.5],
    [True, False],
    ["a", "b"],
    [b"a", b"b"],
    [np.float32(1), np.float32(2)],
    [np.ones((2, 3), np.uint8), np.zeros((2, 3), np.uint8)],
    [{"a": 1, "b": [1.0, 2]}, {"a": 3, "b": [4.0, 5]}],
    [(1, "x"), (2, "y")],
    [Pair(1, 2.0), Pair(3, 4.0)],
]


def plain(value, tensor_type):
    if isinstance(value, tensor_type):
        return str(value.dtype).removeprefix("torch."), value.tolist()
    if isinstance(value, dict):
        return {k: plain(v, tensor_type) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [type(value).__name__, *[plain(v, tensor_type) for v in value]]
    return value


@pytest.mark.parametrize("batch", BATCHES, ids=str)
def test_collate_and_convert_as_pytorch(batch):
    torch = pytest.importorskip("torch")
    theirs = torch.utils.data.default_collate(batch)
    assert plain(default_collate(batch), Tensor) == plain(theirs, torch.Tensor)
    theirs = torch.utils.data.default_convert(batch)
    assert plain(default_convert(batch), Tensor) == plain(theirs, torch.Tensor)


def test_collate_tensors():
    both = default_collate([minidnn.tensor([1.0]), minidnn.tensor([2.0])])
    assert both.tolist() == [[1.0], [2.0]] and not both.requires_grad
    graph = default_collate([minidnn.tensor([1.0], requires_grad=True)] * 2)
    assert graph.requires_grad


@pytest.mark.parametrize(
    ("batch", "kind", "message"),
    [
        ([None], TypeError, "found NoneType"),
        ([np.array(["a"])], TypeError, "arrays of dtype <U1 have no Tensor"),
        ([[1, 2], [1]], RuntimeError, r"should be of equal size; got lengths \[2, 1\]"),
        (
            [np.ones(2), np.ones(3)],
            RuntimeError,
            r"sample 1 of the batch has shape \(3,\), sample 0 has \(2,\)",
        ),
    ],
)
def test_collate_errors(batch, kind, message):
    with pytest.raises(kind, match=message):
        default_collate(batch)


def test_collate_names_the_missing_transform():
    image = pytest.importorskip("PIL.Image")
    with pytest.raises(TypeError, match=r"found Image; add transforms.ToTensor\(\)"):
        default_collate([image.new("L", (2, 2))])
