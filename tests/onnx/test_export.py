"""export: whole networks equal in onnxruntime; what cannot be exported says so."""

import numpy as np
import pytest

import minidnn
from minidnn import functional as F
from minidnn import nn
from minidnn.cli.models import MODELS, build
from minidnn.vision import models

package = pytest.importorskip("onnx")
ort = pytest.importorskip("onnxruntime")

from minidnn import onnx  # noqa: E402

from .test_ops import run  # noqa: E402


def equal(model, path, *shape):
    model.eval()
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    with minidnn.no_grad():
        wanted = model(minidnn.tensor(x)).array
    (got,) = run(path, x)
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5 * max(1, np.abs(wanted).max()))


@pytest.mark.parametrize(
    "make", [models.resnet18, models.resnet50, models.mobilenet_v2, models.lenet5]
)
def test_vision_models(make, tmp_path):
    minidnn.manual_seed(0)
    size = (1, 28, 28) if make is models.lenet5 else (3, 64, 64)
    model = make()
    path = onnx.export(model, minidnn.zeros(1, *size), tmp_path / "m.onnx", verify=False)
    equal(model, path, 3, *size)


def lived(model, *shape):
    """A network whose running statistics are those of some numbers: else its scores fade to 0.

    Channels that are nearly still in so few numbers would magnify roundings: none is.
    """
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    with minidnn.no_grad():
        model.train()(minidnn.randn(4, *shape))
    for norm in norms:
        norm.running_var += norm.running_var.mean()
    return model.eval()


FAMILIES = (
    "squeezenet1_1", "densenet121", "googlenet", "shufflenet_v2_x0_5", "mobilenet_v3_small",
    "efficientnet_b0", "resnext50_32x4d",
)  # fmt: skip
LARGE = ("alexnet", "convnext_tiny", "wide_resnet50_2")


@pytest.mark.parametrize(
    "name", [*FAMILIES, *(pytest.param(n, marks=pytest.mark.slow) for n in LARGE)]
)
def test_a_network_of_every_family(name, tmp_path):
    minidnn.manual_seed(0)
    options = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {}
    model = lived(models.get_model(name, num_classes=10, **options), 3, 64, 64)
    path = onnx.export(model, minidnn.zeros(1, 3, 64, 64), tmp_path / "m.onnx", verify=False)
    equal(model, path, 3, 3, 64, 64)


@pytest.mark.slow
@pytest.mark.parametrize("make", [models.vgg11, models.vgg16_bn, models.resnet152])
def test_large_vision_models(make, tmp_path):
    minidnn.manual_seed(0)
    model = make()
    path = onnx.export(model, minidnn.zeros(1, 3, 64, 64), tmp_path / "m.onnx", verify=False)
    equal(model, path, 2, 3, 64, 64)


@pytest.mark.parametrize("name", ["linear", "relu", "mlp", "cnn", "deep-cnn"])
def test_networks_of_the_command(name, tmp_path):
    assert name in MODELS
    model = build(name, (1, 28, 28), 10)
    path = onnx.export(model, minidnn.zeros(1, 1, 28, 28), tmp_path / "m.onnx")
    equal(model, path, 5, 1, 28, 28)


def test_the_file_says_what_it_is(tmp_path):
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Dropout(0.5), nn.Linear(3, 2)).train()
    path = onnx.export(
        model, minidnn.zeros(7, 4), tmp_path / "m.onnx", input_names=["x"], output_names=["y"]
    )
    assert model.training and model[2].training
    file = package.load(path)
    assert (file.ir_version, file.opset_import[0].version) == (onnx.IR_VERSION, onnx.OPSET)
    assert [n.op_type for n in file.graph.node] == ["Shape", "Gather", "Gemm", "Relu", "Gemm",
                                                    "Identity"]  # fmt: skip
    assert sorted(t.name for t in file.graph.initializer if "." in t.name) == sorted(
        model.state_dict()
    )
    (x,), (y,) = file.graph.input, file.graph.output
    assert (x.name, y.name) == ("x", "y")
    assert x.type.tensor_type.shape.dim[0].dim_param == "N"
    assert x.type.tensor_type.shape.dim[1].dim_value == 4


def test_external_data(tmp_path):
    model = nn.Sequential(nn.Linear(40, 30), nn.ReLU(), nn.Linear(30, 20))
    path = onnx.export(model, minidnn.zeros(1, 40), tmp_path / "m.onnx", external_data=True)
    weights = tmp_path / "m.onnx.data"
    assert weights.stat().st_size >= 30 * 40 * 4
    assert path.stat().st_size < 3000
    equal(model, path, 3, 40)


def test_several_outputs_in_a_dict(tmp_path):
    def forward(x):
        return {"sum": x.sum(1), "pair": [x * 2, x]}

    path = onnx.export(forward, minidnn.zeros(1, 3), tmp_path / "m.onnx")
    x = np.ones((2, 3), np.float32)
    total, double, same = run(path, x)
    assert total.tolist() == [3, 3] and (double == 2).all() and (same == x).all()


def unknown(x):
    """An op of one's own that ONNX has not."""
    return x + 1, lambda dy: dy


def item(x):
    return x * float(x.array.sum())


REFUSED = {
    "the op unknown cannot be exported": lambda x: minidnn.tape.apply(unknown, x),
    "was called with": lambda x: F.clamp(x, max=float(x.array.max())),
    "depends on the input": lambda x: x + minidnn.tensor(np.tanh(x.array)),
    "takes another way": lambda x: F.exp(x) if len(x) == 2 else F.sin(x),
    "forward must return tensors": lambda x: 3,
    "use where": lambda x: x[x > 0],
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_exported_says_so(text, tmp_path):
    with pytest.raises(onnx.ExportError, match=text):
        onnx.export(REFUSED[text], minidnn.zeros(2, 3), tmp_path / "m.onnx")
    assert not (tmp_path / "m.onnx").exists()


def test_a_norm_of_the_batch_itself(tmp_path):
    layer = nn.BatchNorm1d(3, track_running_stats=False)
    path = onnx.export(layer, minidnn.zeros(2, 3), tmp_path / "m.onnx", verify=False)
    equal(layer, path, 5, 3)


def test_random_forwards_are_refused(tmp_path):
    with pytest.raises(onnx.ExportError, match="depends on the input"):
        onnx.export(lambda x: x + minidnn.rand(3), minidnn.zeros(2, 3), tmp_path / "m.onnx")


def test_a_wrong_rule_is_found(tmp_path):
    @onnx.rule("unknown")
    def wrong(g, out, x):
        return g.node("Identity", x)

    try:
        with pytest.raises(onnx.ExportError, match="differs from the network's"):
            onnx.export(lambda x: minidnn.tape.apply(unknown, x), minidnn.zeros(2, 3),
                        tmp_path / "m.onnx")  # fmt: skip
    finally:
        del onnx.RULES["unknown"]


def test_a_rule_of_ones_own(tmp_path):
    @onnx.rule("unknown")
    def right(g, out, x):
        return g.node("Add", x, g.number(1.0, out.dtype))

    try:
        path = onnx.export(lambda x: minidnn.tape.apply(unknown, x), minidnn.zeros(2, 3),
                           tmp_path / "m.onnx")  # fmt: skip
        assert run(path, np.zeros((4, 3), np.float32))[0].tolist() == [[1.0] * 3] * 4
    finally:
        del onnx.RULES["unknown"]


def test_bad_arguments(tmp_path):
    path = tmp_path / "m.onnx"
    with pytest.raises(TypeError, match="example must be a tensor"):
        onnx.export(nn.Linear(2, 2), [[1.0, 2.0]], path)
    with pytest.raises(ValueError, match="no dimension 3"):
        onnx.export(nn.Linear(2, 2), minidnn.zeros(1, 2), path, batch_axis=3)
    with pytest.raises(ValueError, match="2 dimensions for 1 inputs"):
        onnx.export(nn.Linear(2, 2), minidnn.zeros(1, 2), path, batch_axis=[0, 1])
    with pytest.raises(ValueError, match="expected 1 different names"):
        onnx.export(nn.Linear(2, 2), minidnn.zeros(1, 2), path, input_names=["a", "b"])
