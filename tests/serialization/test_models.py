"""Whole models in a file: their parts, shared and frozen ones, classes of the program."""

import io

import numpy as np
import pytest

import minidnn
from minidnn import nn, optim
from minidnn.serialization import CheckpointError, add_safe_globals, classes, load, save

from .comparing import assert_same, round_trip, small_model


def test_whole_models(tmp_path):
    minidnn.manual_seed(0)
    model = small_model()
    x = minidnn.randn(4, 1, 3, 3)
    model(x)  # moves the running statistics
    model.eval()
    minidnn.save(model, tmp_path / "model.mdn")
    back = minidnn.load(tmp_path / "model.mdn")
    assert repr(back) == repr(model)
    assert not back.training
    assert_same(back.state_dict(), model.state_dict())
    assert [type(p) for p in back.parameters()] == [nn.Parameter] * 6
    assert np.array_equal(back(x).detach().numpy(), model(x).detach().numpy())
    back.train()
    back(x).sum().backward()  # alive: can be trained
    assert back[0].weight.grad is not None


def test_shared_layers_stay_shared():
    layer = nn.Linear(2, 2)
    model = nn.Sequential(layer, nn.ReLU(), layer)
    model[2].bias = model[0].bias
    back = round_trip(model)
    assert back[0] is back[2]
    tied = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    tied[1].weight = tied[0].weight
    back = round_trip(tied)
    assert back[0].weight is back[1].weight


def test_frozen_parameters_stay_frozen():
    model = small_model()
    model[0].requires_grad_(False)
    back = round_trip(model)
    assert [p.requires_grad for p in back.parameters()] == [False, False, True, True, True, True]


def test_hooks_are_left_out():
    model = nn.Linear(2, 2)
    model.register_forward_hook(lambda *_: None)
    back = round_trip(model)
    assert back(minidnn.ones(1, 2)).shape == (1, 2)


def test_a_state_dict_fits_the_model_again():
    model, other = small_model(), small_model()
    other.load_state_dict(round_trip(model.state_dict()))
    assert_same(other.state_dict(), model.state_dict())


def test_training_goes_on_exactly_from_a_checkpoint():
    def step(model, optimizer):
        optimizer.zero_grad()
        model(minidnn.ones(2, 3)).sum().backward()
        optimizer.step()

    def made():
        minidnn.manual_seed(1)
        model = nn.Linear(3, 2)
        return model, optim.Adam(model.parameters(), lr=0.1)

    model, optimizer = made()
    step(model, optimizer)
    saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 1}
    back = round_trip(saved)
    again, again_optimizer = made()
    again.load_state_dict(back["model"])
    again_optimizer.load_state_dict(back["optimizer"])
    for _ in range(3):
        step(model, optimizer)
        step(again, again_optimizer)
    assert_same(again.state_dict(), model.state_dict())


def test_random_state_goes_on():
    state = round_trip(minidnn.get_rng_state())
    drawn = minidnn.randn(3).tolist()
    minidnn.set_rng_state(state)
    assert minidnn.randn(3).tolist() == drawn


# Classes of the program


class Net(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 1)
        self.note = "mine"

    def forward(self, x):
        return self.layer(x)


class Config:
    def __init__(self):
        self.width = 3


@pytest.fixture
def listed(monkeypatch):
    monkeypatch.setattr(classes, "LISTED", {})


def test_own_models_must_be_listed_to_be_loaded(listed):
    file = io.BytesIO()
    save(Net(), file)
    with pytest.raises(CheckpointError, match=r"class '.*Net', which this program has not listed"):
        load(file)
    with pytest.raises(
        CheckpointError, match=r"add_safe_globals\(\[Net\]\) before loading; or sav"
    ):
        load(file)
    add_safe_globals([Net])
    back = load(file)
    assert type(back) is Net
    assert back.note == "mine"
    assert back(minidnn.ones(1, 2)).shape == (1, 1)


def test_other_classes_must_be_listed_to_be_saved(listed):
    with pytest.raises(
        TypeError, match=r"\['config'\] cannot be saved: .*Config.*add_safe_globals"
    ):
        save({"config": Config()}, io.BytesIO())
    add_safe_globals([Config])
    assert round_trip(Config()).width == 3


def test_a_class_may_have_moved(listed):
    file = io.BytesIO()
    save(Net(), file)
    file = io.BytesIO(file.getvalue())
    add_safe_globals([(Net, "old.place.Net")])
    with pytest.raises(CheckpointError, match="not listed"):
        load(file)
    renamed = io.BytesIO()
    save(Net(), renamed)  # saved under the listed name
    assert type(load(renamed)) is Net


def test_a_script_s_class_is_found_under_its_module_s_name(listed, monkeypatch):
    monkeypatch.setattr(Net, "__module__", "__main__")
    file = io.BytesIO()
    save(Net(), file)
    monkeypatch.undo()
    monkeypatch.setattr(classes, "LISTED", {})
    add_safe_globals([Net])
    assert type(load(file)) is Net


def test_files_name_the_public_place_of_a_class():
    assert classes.name_to_save(nn.Linear) == "minidnn.nn.Linear"
    assert classes.class_to_load("minidnn.nn.linear.Linear") is nn.Linear


class Text(str):
    pass


def test_classes_that_are_no_plain_objects(listed):
    add_safe_globals([Text])
    with pytest.raises(CheckpointError, match="Text.* cannot be rebuilt from attributes"):
        round_trip(Text("a"))


def test_only_classes_can_be_listed(listed):
    with pytest.raises(TypeError, match="expected classes; got 'Net'"):
        add_safe_globals([("Net", "Net")])


# Every kind of part

PARTS = [
    nn.Linear(2, 3, bias=False),
    nn.Conv2d(4, 4, (3, 1), stride=2, padding=1, groups=2),
    nn.BatchNorm1d(3, affine=False),
    nn.Dropout(0.25),
    nn.LeakyReLU(0.1),
    nn.MaxPool2d(2),
    nn.AdaptiveAvgPool2d((1, None)),
    nn.Softmax(dim=1),
    nn.CrossEntropyLoss(weight=minidnn.tensor([1.0, 2.0]), label_smoothing=0.1),
    nn.BCEWithLogitsLoss(pos_weight=minidnn.tensor([3.0])),
    nn.ModuleList([nn.ReLU(), nn.Linear(1, 1)]),
    nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()}),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_parts_of_models(part):
    back = round_trip(part)
    assert repr(back) == repr(part)
    assert list(vars(back)) == list(vars(part))
    assert_same(back.state_dict(), part.state_dict())


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "mobilenet_v2"])
def test_published_architectures(name):
    models = pytest.importorskip("minidnn.vision.models")
    model = getattr(models, name)()
    back = round_trip(model)
    assert repr(back) == repr(model)
    assert_same(back.state_dict(), model.state_dict())
