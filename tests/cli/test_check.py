"""`minidnn info --check`: all good, one sentence per trouble, a report; never a traceback."""

import json

import numpy as np
import pytest

import minidnn
from minidnn import autograd
from minidnn.cli import check, main


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
    monkeypatch.setattr(check, "OPS", {"double": (Wrong.apply, [(3,)]), "relu": check.OPS["relu"]})
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

    monkeypatch.setattr(check, "OPS", {"odd": (breaks, [(2,)])})
    report = tmp_path / "report.txt"
    assert main(["info", "--check", "--device", "cpu", "--report", str(report)]) == 1
    assert "KeyError: 'surprise'" in capsys.readouterr().out
    assert "Traceback" in report.read_text()


def test_times_are_measured():
    assert 0 <= check.timed(lambda: np.ones(3)) < 1
