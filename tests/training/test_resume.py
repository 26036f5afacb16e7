"""Resume: a run that was killed at any moment ends as if nothing had happened, bit for bit."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim, training
from minidnn.training.resume import CheckpointMismatch, read
from minidnn.utils.data import DataLoader, TensorDataset

SCRIPT = Path(__file__).with_name("killed.py")
KILLS = int(os.environ.get("MINIDNN_KILLS", "3"))  # 20 were run by hand


def command(*arguments):
    root = str(Path(minidnn.__file__).parents[1])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": root}
    return subprocess.Popen([sys.executable, str(SCRIPT), *map(str, arguments)], env=environment)


def everything(path):
    """All that must be equal at the end; seconds are not."""
    state = read(path)
    state["history"]["columns"].pop("seconds")
    state["sums"] = state["sums"][:3]
    return state


def assert_same(a, b, where="state"):
    if isinstance(a, dict):
        assert a.keys() == b.keys(), where
        for key in a:
            assert_same(a[key], b[key], f"{where}[{key!r}]")
    elif isinstance(a, list | tuple):
        assert len(a) == len(b), where
        for i, (x, y) in enumerate(zip(a, b)):
            assert_same(x, y, f"{where}[{i}]")
    elif hasattr(a, "shape"):
        assert np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True), where
    else:
        assert a == b or a != a, where


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "whole.minidnn"
    assert command(path).wait() == 0
    return everything(path)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(KILLS))
def test_killed_run_ends_like_an_uninterrupted_one(number, uninterrupted, tmp_path):
    path, moment = tmp_path / "run.minidnn", random.Random(number)
    process = command(path)
    begun = time.monotonic()
    while not path.exists() and process.poll() is None and time.monotonic() - begun < 60:
        time.sleep(0.005)
    time.sleep(moment.uniform(0.0, 0.7))
    process.kill()
    killed = process.wait() == -signal.SIGKILL
    before = read(path)
    print("killed", killed, "in epoch", before["epoch"], "after batch", before["batch"])
    assert killed or before["finished"]
    assert command(path, "resume").wait() == 0
    assert_same(everything(path), uninterrupted)


# Within one process


def parts(seed=0, lr=0.1):
    minidnn.manual_seed(seed)
    rng = np.random.default_rng(5)
    x = rng.standard_normal((40, 3)).astype(np.float32)
    data = TensorDataset(x, (x.sum(axis=1) > 0).astype(np.int64))
    model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
    return model, DataLoader(data, 7, shuffle=True), optim.SGD(model.parameters(), lr, momentum=0.9)


def run(epochs, path=None, resume=False, callbacks=(), **options):
    model, loader, optimizer = parts()
    history = training.fit(
        model,
        loader,
        loader,
        criterion=nn.CrossEntropyLoss(),
        optimizer=optimizer,
        epochs=epochs,
        progress=False,
        checkpoint=path,
        resume=resume,
        callbacks=callbacks,
        **options,
    )
    return model, history


class StopAt(training.Callback):
    """Sends Ctrl-C after a step."""

    def __init__(self, step):
        self.step = step

    def after_step(self, run):
        if run.step == self.step:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("accumulate", [1, 4])
@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6, 7])
def test_ctrl_c_saves_and_resume_goes_on_exactly(step, accumulate, tmp_path):
    path, options = tmp_path / "run.minidnn", {"accumulate": accumulate}  # 6 batches an epoch
    whole, history = run(4, **options)
    _, stopped = run(4, path, callbacks=[StopAt(step)], **options)
    assert stopped.interrupted
    assert len(stopped.losses) < len(history.losses)
    model, resumed = run(4, path, resume=True, callbacks=[StopAt(0)], **options)
    assert not resumed.interrupted
    assert resumed.losses == history.losses
    assert_same(model.state_dict(), whole.state_dict())


@pytest.fixture
def own_handler():
    """Python's own handler of Ctrl-C, also where the parent of these tests ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_ignored_ctrl_c_stays_ignored():
    """A job that was started in the background: Ctrl-C in its terminal is not for it."""

    class Once(training.Callback):
        def after_step(self, run):
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _, history = run(1, callbacks=[Once()])
    finally:
        signal.signal(signal.SIGINT, before)
    assert not history.interrupted


def test_second_ctrl_c_leaves_at_once(own_handler):
    class Twice(training.Callback):
        def after_step(self, run):
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run(4, callbacks=[Twice()])
    with pytest.raises(KeyboardInterrupt):  # Python's own handler is back
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)


def test_a_callback_that_fails_leaves_ctrl_c_as_it_was():
    class Broken(training.Callback):
        def begin(self, run):
            raise RuntimeError("broken")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RuntimeError, match="broken"):
        run(1, callbacks=[Broken()])
    assert signal.getsignal(signal.SIGINT) is before


def test_a_finished_run_can_be_made_longer(tmp_path):
    path = tmp_path / "run.minidnn"
    whole, _ = run(5)
    run(2, path)
    model, history = run(5, path, resume=True)
    assert len(history) == 5
    assert_same(model.state_dict(), whole.state_dict())


def test_resume_of_a_finished_run_changes_nothing(tmp_path):
    path = tmp_path / "run.minidnn"
    first, _ = run(2, path)
    again, history = run(2, path, resume=True)
    assert len(history) == 2
    assert_same(first.state_dict(), again.state_dict())


def test_resume_without_a_file_starts_anew(tmp_path):
    _, history = run(1, tmp_path / "none.minidnn", resume=True)
    assert len(history) == 1


def test_loader_without_state_is_passed_over(tmp_path):
    def fit(path, resume, callbacks):
        model, loader, optimizer = parts()
        batches = list(DataLoader(loader.dataset, 7))
        training.fit(
            model,
            batches,
            criterion=nn.CrossEntropyLoss(),
            optimizer=optimizer,
            epochs=3,
            progress=False,
            checkpoint=path,
            resume=resume,
            callbacks=callbacks,
        )
        return model

    whole = fit(tmp_path / "a", False, [])
    fit(tmp_path / "b", False, [StopAt(8)])
    assert_same(fit(tmp_path / "b", True, []).state_dict(), whole.state_dict())


def test_checkpoint_of_another_training_is_refused(tmp_path):
    path = tmp_path / "run.minidnn"
    run(1, path)
    model, loader, optimizer = parts()
    options = {"criterion": nn.CrossEntropyLoss(), "epochs": 1, "checkpoint": path, "resume": True}
    adam = optim.Adam(model.parameters())
    with pytest.raises(CheckpointMismatch, match="trained with SGD, this run uses Adam"):
        training.fit(model, loader, optimizer=adam, progress=False, **options)
    other = nn.Sequential(nn.Linear(3, 2))
    sgd = optim.SGD(other.parameters(), 0.1)
    with pytest.raises(CheckpointMismatch, match="does not fit this model"):
        training.fit(other, loader, optimizer=sgd, progress=False, **options)
    minidnn.save(model.state_dict(), path)
    with pytest.raises(CheckpointMismatch, match="is no checkpoint of a training"):
        training.fit(model, loader, optimizer=optimizer, progress=False, **options)


def test_resume_needs_a_checkpoint():
    with pytest.raises(ValueError, match="resume=True needs checkpoint="):
        run(1, resume=True)
