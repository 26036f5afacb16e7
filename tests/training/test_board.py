"""SummaryWriter: what tensorboardX's own reader finds in the folder."""

import pytest

import minidnn
from minidnn import nn, optim, training
from minidnn.utils.data import DataLoader, TensorDataset

pytest.importorskip("tensorboardX")


def events(folder):
    from tensorboardX.event_file_writer import EventFileWriter  # noqa: F401  it is the package
    from tensorboardX.proto.event_pb2 import Event

    (path,) = folder.glob("events.*")
    data, found = path.read_bytes(), []
    while data:  # a record: length (8 bytes), its checksum (4), the event, its checksum (4)
        size = int.from_bytes(data[:8], "little")
        found.append(Event.FromString(data[12 : 12 + size]))
        data = data[16 + size :]
    return [(v.tag, e.step, v) for e in found for v in e.summary.value]


def test_losses_metrics_and_histograms(tmp_path):
    x, y = minidnn.randn(40, 3), minidnn.randint(0, 2, (40,))
    model = nn.Linear(3, 2)
    board = training.SummaryWriter(tmp_path / "board", every=2, histograms=2)
    history = training.fit(
        model, DataLoader(TensorDataset(x, y), 10), DataLoader(TensorDataset(x, y), 40),
        criterion=nn.CrossEntropyLoss(), optimizer=optim.SGD(model.parameters(), 0.1),
        epochs=2, callbacks=[board], progress=False,
    )  # fmt: skip
    found = events(tmp_path / "board")
    losses = {step: v.simple_value for tag, step, v in found if tag == "batch/loss"}
    assert losses == pytest.approx({i: history.losses[i] for i in (0, 2, 4, 6)})
    means = [v.simple_value for tag, _, v in found if tag == "epoch/val_loss"]
    assert means == pytest.approx(history["val_loss"])
    assert {tag for tag, _, v in found if v.HasField("histo")} == {"weight", "bias"}
