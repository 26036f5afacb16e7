"""fit, evaluate, predict, callbacks, logs: what they compute, what they say when it goes wrong."""

import csv
import io
import json

import numpy as np
import pytest

import minidnn
from minidnn import datasets, nn, optim, training
from minidnn.training.progress import Progress
from minidnn.utils.data import DataLoader, TensorDataset


def points(n=60, seed=0):
    x = np.random.default_rng(seed).standard_normal((n, 4)).astype(np.float32)
    return TensorDataset(x, (x[:, 0] + x[:, 1] > 0).astype(np.int64))


def network(seed=0, outputs=2):
    minidnn.manual_seed(seed)
    return nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, outputs))


def fit(model, data=None, *, epochs=3, batch_size=20, lr=0.1, optimizer=None, **options):
    options = {"criterion": nn.CrossEntropyLoss(), "progress": False, **options}
    loader = (
        data if isinstance(data, list | DataLoader) else DataLoader(data or points(), batch_size)
    )
    optimizer = optimizer or optim.SGD(model.parameters(), lr)
    return training.fit(model, loader, optimizer=optimizer, epochs=epochs, **options)


def test_fit_is_the_loop_written_by_hand():
    data, by_hand, fitted = points(), network(), network()
    optimizer, criterion = optim.SGD(by_hand.parameters(), 0.1), nn.CrossEntropyLoss()
    losses = []
    for _ in range(3):
        for x, y in DataLoader(data, 20):
            loss = criterion(by_hand(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
    history = fit(fitted, data, val_loader=DataLoader(data, 30))
    assert history.losses == losses
    for a, b in zip(by_hand.parameters(), fitted.parameters()):
        assert np.array_equal(a.array, b.array)
    assert history["loss"] == pytest.approx([np.mean(losses[i : i + 3]) for i in (0, 3, 6)])
    predicted = fitted(data.tensors[0]).array.argmax(axis=1)
    assert history["val_accuracy"][-1] == (predicted == data.tensors[1].array).mean()
    assert [row["epoch"] for row in history.rows] == [1, 2, 3]
    assert history.names()[:4] == ["epoch", "batches", "lr", "loss"]
    assert history.best()["val_loss"] == min(history["val_loss"])


def test_the_tutorials_network_gives_the_tutorials_numbers():
    from minidnn import tutorial
    from minidnn.cli.models import from_tutorial

    x, y, x_val, y_val = (minidnn.tensor(a.astype(np.float64)) for a in tutorial.load_data())
    tutorial.reset_seed(123)
    model = from_tutorial(tutorial.Model())
    history = fit(
        model,
        [(x, y)],
        epochs=1000,
        lr=1e-2,
        criterion=nn.BCELoss(),
        val_loader=[(x_val, y_val)],
    )
    assert f"{history.losses[-1]:.4f}" == "0.1409"
    assert history["val_accuracy"][-1] == 59 / 64
    own = tutorial.Model()
    tutorial.reset_seed(123)
    own.__init__()
    losses = [tutorial.train(own, *tutorial.load_data()[:2], 1e-2) for _ in range(20)]
    assert history.losses[:20] == pytest.approx(losses, rel=1e-10)


@pytest.mark.slow
def test_fit_learns_the_shipped_digits():
    table = datasets.load_digits()
    order = np.random.RandomState(1).permutation(1797)
    x, y = table.images[order, None] / 16, table.target[order]
    minidnn.manual_seed(0)
    model = nn.Sequential(
        *(nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU()),
        *(nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.3), nn.Linear(512, 10)),
    )
    optimizer = optim.Adam(model.parameters(), 3e-3)
    loader = DataLoader(TensorDataset(x[:1500], y[:1500]), 32, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[1500:], y[1500:]), 297)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 12)
    history = fit(
        model, loader, epochs=12, optimizer=optimizer, val_loader=val_loader, scheduler=scheduler
    )
    assert history["val_accuracy"][-1] >= 0.97


def test_accumulated_batches_make_one_step():
    data, one, three = points(), network(), network()
    whole = fit(one, data, epochs=2, batch_size=60)
    parts = fit(three, data, epochs=2, batch_size=20, accumulate=3)
    assert len(whole.losses) == 2
    assert len(parts.losses) == 6
    for a, b in zip(one.parameters(), three.parameters()):
        assert np.allclose(a.array, b.array, atol=1e-6)


def test_gradients_are_clipped():
    free, held = network(), network()
    start = [p.array.copy() for p in held.parameters()]
    fit(free, epochs=1, batch_size=60, lr=1.0)
    fit(held, epochs=1, batch_size=60, lr=1.0, clip_grad_norm=1e-3)
    moved = np.sqrt(sum(((p.array - s) ** 2).sum() for p, s in zip(held.parameters(), start)))
    assert moved == pytest.approx(1e-3, rel=1e-3)
    model = network()
    fit(model, epochs=1, batch_size=60, lr=1.0, clip_grad_value=1e-3)
    assert max(abs(p.array - s).max() for p, s in zip(model.parameters(), start)) <= 1.0001e-3


def test_training_and_evaluation_modes_are_switched():
    seen = []

    class Spy(nn.Module):
        def forward(self, x):
            seen.append(self.training)
            return x

    model = nn.Sequential(nn.Linear(4, 2), Spy())
    model[1].eval()
    fit(model, epochs=1, batch_size=60, val_loader=DataLoader(points(), 60))
    assert seen == [True, False]
    model[1].training = False
    training.predict(model, points().tensors[0])
    assert (model.training, model[1].training) == (True, False)  # each as before


def test_evaluate_and_predict():
    data, model = points(), network()
    loader = DataLoader(data, 7)
    metrics = {"wrong": lambda true, pred: float((pred.argmax(axis=1) != true).mean())}
    result = training.evaluate(model, loader, nn.CrossEntropyLoss(), metrics=metrics)
    outputs = training.predict(model, loader)
    assert outputs.shape == (60, 2)
    assert np.allclose(outputs, training.predict(model, data.tensors[0].numpy(), batch_size=11))
    assert np.allclose(outputs, model(data.tensors[0]).array, atol=1e-6)
    loss = nn.CrossEntropyLoss()(model(data.tensors[0]), data.tensors[1]).item()
    assert result["loss"] == pytest.approx(loss)
    assert result["wrong"] == (outputs.argmax(axis=1) != data.tensors[1].array).mean()
    with pytest.raises(ValueError, match="the loader gave no batch"):
        training.evaluate(model, [])
    with pytest.raises(ValueError, match="there is nothing to predict"):
        training.predict(model, [])


def test_default_metrics_follow_the_loss():
    x = points().tensors[0]
    y = minidnn.tensor(points().tensors[1].array[:, None].astype(np.float32))
    logits = fit(network(outputs=1), [(x, y)], criterion=nn.BCEWithLogitsLoss(), epochs=60, lr=0.5)
    assert logits["accuracy"][-1] > 0.9
    regression = fit(network(outputs=1), [(x, y)], criterion=nn.MSELoss(), epochs=1)
    assert "accuracy" not in regression


# What goes wrong


def test_nan_names_step_layer_and_cause():
    model = network()
    with pytest.raises(training.NotFiniteError) as caught:
        fit(model, epochs=50, lr=1e25)
    text = str(caught.value)
    assert "the loss is" in text
    assert "at step" in text
    assert "learning rate below 1, for example 0.01" in text
    assert "parameter" in text or "first layer" in text
    x = points().tensors[0].array.copy()
    x[3, 1] = np.nan
    bad = TensorDataset(x, points().tensors[1])
    with pytest.raises(training.NotFiniteError, match="inputs of this batch already contain NaN"):
        fit(network(), bad)
    huge = TensorDataset(np.full_like(x, 3e38), points().tensors[1])
    with pytest.raises(training.NotFiniteError, match=r"first layer that gives .* is 0 \(Linear\)"):
        fit(network(), huge)

    def log_of_zero(y_pred, y):
        return (y_pred * 0).sum().log()

    with pytest.raises(training.NotFiniteError, match="it happens in the loss"):
        fit(network(), criterion=log_of_zero)


def test_nan_leaves_the_weights_of_before(tmp_path):
    x = points().tensors[0].array.copy()
    x[45] = np.nan  # in the third batch
    model, two = network(), network()
    with pytest.raises(training.NotFiniteError, match=r"step 3 \(epoch 1, batch 3\)"):
        fit(model, TensorDataset(x, points().tensors[1]), checkpoint=tmp_path / "c")
    fit(two, list(DataLoader(points(), 20))[:2], epochs=1)
    for a, b in zip(model.parameters(), two.parameters()):
        assert np.array_equal(a.array, b.array)
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs must be a whole number from 1; got 0"),
        ({"accumulate": 1.5}, "accumulate must be a whole number from 1; got 1.5"),
        ({"clip_grad_norm": 0}, "clip_grad_norm must be a positive number or None; got 0"),
        ({"data": []}, "the training loader gave no batch"),
    ],
)
def test_bad_arguments(options, message):
    data = options.pop("data", None)
    with pytest.raises(ValueError, match=message):
        training.fit(
            model := network(),
            DataLoader(points(), 20) if data is None else data,
            criterion=nn.CrossEntropyLoss(),
            optimizer=optim.SGD(model.parameters(), 0.1),
            progress=False,
            **{"epochs": 1, **options},
        )


# Callbacks and logs


def test_early_stopping_and_best_checkpoint(tmp_path):
    model, best = network(), tmp_path / "best.minidnn"
    val = DataLoader(TensorDataset(points().tensors[0], 1 - points().tensors[1].array), 60)
    stopping = training.EarlyStopping(patience=3)
    keeping = training.BestCheckpoint(best)
    history = fit(model, epochs=50, val_loader=val, callbacks=[stopping, keeping])
    place = int(np.argmin(history["val_loss"]))
    assert len(history) == place + 1 + 3
    saved = minidnn.load(best)
    assert saved["row"]["epoch"] == place + 1
    assert not np.array_equal(saved["model"]["0.weight"].array, model[0].weight.array)
    with pytest.raises(ValueError, match="there is no 'val_loss' to watch"):
        fit(network(), callbacks=[training.EarlyStopping()])
    with pytest.raises(ValueError, match="patience must be at least 1; got 0"):
        training.EarlyStopping(patience=0)


def test_schedules_step_per_epoch_or_per_step():
    model = network()
    optimizer = optim.SGD(model.parameters(), 1.0)
    steps = optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
    assert fit(model, optimizer=optimizer, scheduler=steps)["lr"] == [1.0, 0.5, 0.25]
    optimizer = optim.SGD(model.parameters(), 1.0)
    cycle = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=9)
    rates = fit(model, optimizer=optimizer, scheduler=cycle).rates
    assert len(set(rates)) == 9
    optimizer = optim.SGD(model.parameters(), 1e-12)
    plateau = optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, factor=0.1, eps=0)
    rates = fit(model, optimizer=optimizer, scheduler=plateau, epochs=4)["lr"]
    assert rates[-1] < rates[0]
    with pytest.raises(ValueError, match="every must be 'epoch' or 'step'; got 'batch'"):
        training.LRSchedule(plateau, every="batch")


def test_logs(tmp_path):
    table, lines = tmp_path / "log.csv", tmp_path / "log.jsonl"
    stream = io.StringIO()
    logs = [training.CSVLog(table), training.JSONLog(lines), training.JSONLog(stream, every=2)]
    history = fit(network(), epochs=5, callbacks=logs)
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == history["loss"]
    events = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [event["epoch"] for event in events] == [1, 2, 3, 4, 5]
    assert [json.loads(line)["epoch"] for line in stream.getvalue().splitlines()] == [2, 4, 5]


def test_logs_go_on_after_a_resume(tmp_path):
    path, lines = tmp_path / "run", tmp_path / "log.jsonl"
    fit(network(), epochs=2, checkpoint=path, callbacks=[training.JSONLog(lines)])
    with open(lines, "a") as file:
        file.write('{"event": "epoch", "epoch": 3}\n{"half')  # written after the checkpoint
    options = {"checkpoint": path, "resume": True}
    fit(network(), epochs=4, callbacks=[training.JSONLog(lines)], **options)
    events = [json.loads(line) for line in lines.read_text().splitlines()]
    assert [event["epoch"] for event in events] == [1, 2, 3, 4]


def test_progress_in_a_file_and_in_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    text, terminal = io.StringIO(), Terminal()
    fit(network(), epochs=200, batch_size=60, progress=Progress(text))
    lines = text.getvalue().splitlines()
    assert len(lines) == 10
    assert "200/200" in lines[-1]
    assert "loss" in lines[-1]
    assert "\r" not in text.getvalue()
    fit(network(), epochs=2, progress=Progress(terminal))
    assert "epoch 2/2" in terminal.getvalue()
    assert "\r" in terminal.getvalue()


def test_history_says_what_it_has():
    history = fit(network(), epochs=1)
    with pytest.raises(KeyError, match="History has no 'val_loss'; it has epoch, batches"):
        history["val_loss"]
    assert repr(training.History()) == "History(no epoch yet)"
    assert repr(history).startswith("History(1 epochs; the last: batches 3, lr 0.1, loss")


def test_a_step_waits_for_the_device_only_for_its_loss(stub):
    """Per step: x and y go there, the loss comes back; per epoch one wait for the hits."""
    model = network().to("stub")
    optimizer = optim.Adam(model.parameters(), 0.01)
    stub.reset()
    history = fit(
        model, epochs=2, optimizer=optimizer, device="stub", clip_grad_norm=1.0, clip_grad_value=0.5
    )
    assert len(history.losses) == 6
    assert stub.transfers == 6 * 3
    assert stub.waits == 2


def test_evaluate_fetches_from_the_device_once(stub):
    model, loader = network().to("stub"), DataLoader(points(), 10)
    stub.reset()
    training.evaluate(model, loader, nn.CrossEntropyLoss(), device="stub")
    assert stub.transfers == 12 + 2  # the batches; labels and predictions
    assert stub.waits == 1  # the sum of the losses
    assert training.predict(model, loader, device="stub").shape == (60, 2)


def test_checkpoints_of_a_device_go_on_there(stub, tmp_path):
    options = {"device": "stub", "checkpoint": tmp_path / "c"}
    fit(network().to("stub"), epochs=1, **options)
    model = network(1).to("stub")
    history = fit(model, epochs=2, resume=True, **options)
    assert len(history) == 2
    assert str(model[0].weight.device).startswith("stub")
