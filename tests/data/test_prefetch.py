"""DataLoader(prefetch_to=...): batches on a device, one ahead, nothing lost or out of turn."""

import numpy as np
import pytest

import minidnn
from minidnn import backend
from minidnn.utils.data import DataLoader, Dataset, TensorDataset


def data(n=10):
    return TensorDataset(minidnn.arange(float(n)), minidnn.arange(n))


@pytest.mark.parametrize("workers", [0, 2])
def test_batches_come_on_the_device_in_order(workers, stub):
    loader = DataLoader(data(), batch_size=4, num_workers=workers, prefetch_to="stub")
    for _ in range(2):
        found = list(loader)
        assert [str(x.device) for x, _ in found] == ["stub"] * 3
        whole = np.concatenate([x.cpu().numpy() for x, _ in found])
        np.testing.assert_array_equal(whole, np.arange(10.0))


def test_one_batch_travels_ahead(stub):
    place = backend.PLACES["stub"]
    before = place.sent
    iterator = iter(DataLoader(data(), batch_size=2, prefetch_to="stub"))
    next(iterator)
    assert place.sent == before + 4  # two batches of two tensors
    next(iterator)
    assert place.sent == before + 6


def test_a_resume_loses_no_batch(stub):
    loader = DataLoader(data(), batch_size=2, prefetch_to="stub")
    iterator = iter(loader)
    next(iterator), next(iterator)
    state = loader.state_dict()
    again = DataLoader(data(), batch_size=2, prefetch_to="stub")
    again.load_state_dict(state)
    rest = [x.cpu().tolist() for x, _ in again]
    assert rest == [[4, 5], [6, 7], [8, 9]] == [x.cpu().tolist() for x, _ in iterator]


class Breaks(Dataset):
    def __getitem__(self, i):
        if i == 3:
            raise ValueError("sample 3 is damaged")
        return minidnn.tensor(float(i))

    def __len__(self):
        return 6


def test_an_error_waits_for_its_turn(stub):
    iterator = iter(DataLoader(Breaks(), batch_size=2, prefetch_to="stub"))
    assert next(iterator).cpu().tolist() == [0, 1]
    with pytest.raises(ValueError, match="sample 3 is damaged"):
        next(iterator)
    assert next(iterator).cpu().tolist() == [4, 5]
    with pytest.raises(StopIteration):
        next(iterator)


def test_dictionaries_and_the_host():
    samples = [{"x": np.float32(i), "name": str(i)} for i in range(3)]
    loader = DataLoader(samples, batch_size=3, prefetch_to="cpu", pin_memory=True)
    (batch,) = loader
    assert batch["x"].tolist() == [0, 1, 2] and batch["name"] == ["0", "1", "2"]
