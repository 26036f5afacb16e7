"""`minidnn export RUN --onnx`: the file gives the trained network's answers."""

import numpy as np
import pytest
from test_cli import call, empty_folder  # noqa: F401

import minidnn
from minidnn.cli import checkpoint

pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")


def test_a_trained_run_is_exported(capsys):
    run = "train", "digits", "--epochs", "1", "--model", "mlp", "--no-plot", "--quiet"
    assert call(capsys, *run)[0] == 0
    code, out, err = call(capsys, "export", "runs/digits", "--onnx")
    assert (code, err) == (0, "")
    assert "written    runs/digits/model.onnx, opset 18" in out
    x = np.random.default_rng(0).random((3, 1, 8, 8), dtype=np.float32)
    session = ort.InferenceSession("runs/digits/model.onnx", providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {"input": x})
    model = checkpoint.load("runs/digits/model.minidnn", "cpu").model
    np.testing.assert_allclose(got, model(minidnn.tensor(x)).detach().numpy(), rtol=1e-5, atol=1e-5)
    code, out, _ = call(capsys, "export", "runs/digits", "--onnx", "--out", "x.onnx", "--json")
    assert code == 0 and '"file": "x.onnx"' in out


def test_mistakes_are_sentences(capsys):
    code, _, err = call(capsys, "export", "nowhere", "--onnx")
    assert code == 1 and "nowhere" in err
    code, _, err = call(capsys, "export", "nowhere")
    assert code == 2 and "--onnx" in err
