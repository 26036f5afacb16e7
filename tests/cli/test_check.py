"""`minidnn info --check`: all good, one sentence per trouble, a report; never a traceback."""

import importlib
import inspect
import json
import os
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

import minidnn
from minidnn import autograd, ops, tape
from minidnn.cli import check, main, samples


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(check, "timed", lambda work: work() is None and 0.0 or 0.0)


@pytest.mark.parametrize("device", ["cpu", "stub"])
def test_all_good(device, quick, stub, tmp_path, capsys):
    report = tmp_path / "report.txt"
    assert main(["info", "--check", "--device", device, "--report", str(report)]) == 0
    text = capsys.readouterr().out
    assert "all good" in text and "gradients  good" in text and "training   good" in text
    assert "numpy" in report.read_text().lower() and "all good" in report.read_text()


class Wrong(autograd.Function):
    """A rule that is off by 1 in 100."""

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, dy):
        return dy * 2.02


def test_a_wrong_rule_is_a_sentence(quick, tmp_path, capsys, monkeypatch):
    both = {"double": (Wrong.apply, [(3,)]), "relu": samples.samples()["relu"]}
    monkeypatch.setattr(check, "samples", lambda: both)
    report = tmp_path / "report.txt"
    assert main(["info", "--check", "--device", "cpu", "--report", str(report)]) == 1
    text = capsys.readouterr().out
    assert "wrong      double: the gradient of input 0 is off by" in text
    assert "1 trouble(s), see above" in text and "relu:" not in text


def test_other_losses_are_a_sentence(quick, tmp_path, capsys, monkeypatch):
    right = check.losses
    monkeypatch.setattr(
        check, "losses", lambda b, m, d: [x + (d != "cpu") * 1e-3 for x in right(b, m, "cpu")]
    )
    assert list(check.training("stub", print))[0].startswith("mlp with sgd: the losses are off")


@pytest.mark.skipif(minidnn.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("device", ["cuda", "cuda:9", "tpu"])
def test_no_device_is_a_sentence(device, tmp_path, capsys):
    report = tmp_path / "report.txt"
    assert main(["info", "--check", "--json", "--device", device, "--report", str(report)]) == 1
    event = json.loads(capsys.readouterr().out)
    assert len(event["troubles"]) == 1
    assert "device" in event["troubles"][0] and "Traceback" not in report.read_text()


def test_what_nobody_foresaw_is_in_the_report(tmp_path, capsys, monkeypatch):
    def breaks(x):
        raise KeyError("surprise")

    monkeypatch.setattr(check, "samples", lambda: {"odd": (breaks, [(2,)])})
    report = tmp_path / "report.txt"
    assert main(["info", "--check", "--device", "cpu", "--report", str(report)]) == 1
    assert "KeyError: 'surprise'" in capsys.readouterr().out
    assert "Traceback" in report.read_text()


def test_times_are_measured():
    assert 0 <= check.timed(lambda: np.ones(3)) < 1


# functions of the ops' rooms that speak of dy and are no op with a rule: parts of ops
PARTS = """
    sum_to step op channel_sum setitem_rules each_axis give product_at largest once shared_extreme
    reduced reduced_labels refused batch_statistics gelu_tanh
"""


def test_every_op_with_a_rule_has_a_sample(monkeypatch):
    seen = set()
    monkeypatch.setattr(tape, "listeners", [lambda op, i, o, y: (seen.add(op.__name__), y)[1]])
    rng = np.random.default_rng(0)
    for function, specs in samples.samples().values():
        function(*(minidnn.Tensor(samples.filled(spec, rng)) for spec in specs))
    wanted = set()
    for room in pkgutil.iter_modules(ops.__path__):
        module = importlib.import_module(f"minidnn.ops.{room.name}")
        own = {n: f for n, f in vars(module).items() if inspect.isfunction(f)}
        wanted |= {
            name
            for name, f in own.items()
            if f.__module__ == module.__name__ and "dy" in inspect.getsource(f)
        }
    assert wanted - seen - set(PARTS.split()) == set()


@pytest.mark.parametrize("visible", ["", "99"])
def test_hidden_gpus_are_a_sentence(visible, tmp_path):
    values = {**os.environ, "CUDA_VISIBLE_DEVICES": visible}
    words = ["info", "--check", "--device", "cuda", "--report", str(tmp_path / "report.txt")]
    done = subprocess.run(
        [sys.executable, "-m", "minidnn", *words], env=values, capture_output=True, text=True
    )
    assert done.returncode == 1 and "Traceback" not in done.stdout + done.stderr
    assert "wrong      device 'cuda'" in done.stdout and "1 trouble(s)" in done.stdout
