"""`minidnn train FOLDER`, `evaluate`, `predict`: photographs of one's own, frozen networks."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.cli import main
from minidnn.training.resume import read
from minidnn.utils.download import DownloadError
from minidnn.vision import models
from minidnn.vision.models.weights import WeightsEnum

SMALL = ("--size", 32, "--no-plot", "--quiet")
CHECKPOINT = "runs/photos/model.minidnn"


def call(capsys, *argv):
    """(exit code, stdout, stderr)"""
    capsys.readouterr()
    try:
        code = main([str(a) for a in argv])
    except SystemExit as leave:
        code = leave.code
    out, err = capsys.readouterr()
    return code, out, err


def photographs(folder, counts, seed=0):
    """Noisy images, a brightness for each class."""
    rng = np.random.default_rng(seed)
    for number, (kind, count) in enumerate(counts.items()):
        (folder / kind).mkdir(parents=True)
        for i in range(count):
            pixels = rng.integers(0, 80, (40, 50, 3)) + 150 * number
            Image.fromarray(pixels.astype(np.uint8)).save(folder / kind / f"{i:02}.png")
    return folder


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder of its own with photographs of two classes; no data sets, caches or network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINIDNN_DATA", raising=False)
    return photographs(tmp_path / "photos", {"bright_less": 10, "bright_more": 12})


@pytest.fixture
def trained(capsys, place):
    """A frozen network with a new head, on cached features."""
    options = ("--freeze", "--cache-features", "--epochs", 40, "--lr", 0.02)
    code, out, err = call(capsys, "train", "photos", *options, *SMALL)
    assert (code, err) == (0, "")
    return out


def test_a_frozen_network_on_cached_features(capsys, trained):
    assert "data       photos: 18 samples to train, 4 to test" in trained
    assert "network    resnet18, 11,177,538 parameters" in trained
    assert "frozen     11,176,512 of them; 1,026 are trained" in trained
    assert "the frozen layers are RANDOM" in trained
    assert "accuracy 100.0%" in trained
    about = read(CHECKPOINT)["about"]
    assert about["classes"] == ["bright_less", "bright_more"]
    assert len(about["prepare"]["held_out"]) == 4

    code, out, _ = call(capsys, "evaluate", CHECKPOINT, "photos")
    assert code == 0
    assert "photos: the photographs held out in training, 4 test samples" in out
    assert "accuracy  100.0%" in out


def test_evaluating_other_photographs(capsys, trained, tmp_path):
    photographs(tmp_path / "others", {"bright_more": 3}, seed=9)
    code, out, _ = call(capsys, "evaluate", CHECKPOINT, "others")
    assert code == 0
    assert "others: all photographs, 3 test samples" in out
    (tmp_path / "others" / "bright_more").rename(tmp_path / "others" / "sand")
    code, _, err = call(capsys, "evaluate", CHECKPOINT, "others")
    assert code == 1
    assert "others has the classes sand; the model knows bright_less, bright_more" in err
    code, _, err = call(capsys, "evaluate", CHECKPOINT, "nowhere")
    assert "nowhere is not there; give the folder with the photographs" in err


def test_single_photographs(capsys, trained, tmp_path):
    code, out, _ = call(capsys, "predict", CHECKPOINT, "photos/bright_more/00.png", "--json")
    assert code == 0
    line = json.loads(out)
    assert line["prediction"] == "bright_more"
    assert sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff no image")
    code, out, err = call(
        capsys, "predict", CHECKPOINT, "broken.jpg", "photos/bright_less/00.png", "--show"
    )
    assert code == 1
    assert "broken.jpg cannot be read as an image" in err
    assert "photos/bright_less/00.png: bright_less" in out


def test_a_prediction_is_prepared_as_the_photographs_held_out_were(capsys, trained):
    """The checkpoint's transform and classes: the same probability as in a batch of the folder."""
    from minidnn.cli import checkpoint, folder, photo
    from minidnn.cli.predict import probabilities

    known = checkpoint.load(CHECKPOINT, "cpu")
    data = folder.tested("photos", known).test
    x, label = data[0]
    path = Path("photos") / data.names[0]
    own = photo.prepared(photo.read(str(path)), known.shape, known.prepare)
    np.testing.assert_array_equal(own, x.array)
    assert known.classes[label] == path.parent.name
    assert probabilities(known.model, own, "cpu").shape == (2,)


def test_freezing_leaves_the_backbone_as_it_was(capsys, place):
    file = "weights.pth"
    model = models.resnet18()
    minidnn.save(model.state_dict(), file)
    options = ("--freeze", "--weights", file, "--epochs", 1)
    code, out, err = call(capsys, "train", "photos", *options, *SMALL)
    assert (code, err) == (0, "")
    assert "RANDOM" not in out
    state = read(CHECKPOINT)["model"]
    before = dict(model.named_parameters())
    for name, value in state.items():
        if name.startswith("fc"):
            assert value.shape[0] == 2
        elif name in before:
            assert np.array_equal(value.array, before[name].array), name
    assert state["bn1.num_batches_tracked"].item() == 2  # batch norm goes on, as in PyTorch


def test_resuming_goes_on_with_the_same_split(capsys, place):
    run = ("train", "photos", "--freeze", "--cache-features", *SMALL)
    call(capsys, *run, "--epochs", 2, "--seed", 7)
    first = read(CHECKPOINT)
    code, out, err = call(capsys, *run, "--epochs", 4, "--resume")
    assert (code, err) == (0, "")
    second = read(CHECKPOINT)
    assert second["epoch"] == 4
    assert second["about"]["prepare"] == first["about"]["prepare"]
    code, _, err = call(capsys, *run, "--resume", "--size", 48)
    assert code == 1
    assert "has --size 32; it cannot go on with 48" in err


def test_weights_of_another_run_and_of_another_network(capsys, trained, place):
    options = ("--weights", CHECKPOINT, "--freeze", "--epochs", 1, "--out", "again")
    code, _, err = call(capsys, "train", "photos", *options, *SMALL)
    assert (code, err) == (0, "")
    minidnn.save({"w": minidnn.zeros(2)}, "other.pth")
    code, _, err = call(capsys, "train", "photos", "--weights", "other.pth", *SMALL)
    assert code == 1
    assert "--weights: other.pth holds no weights of this network" in err


def test_published_weights(capsys, place, monkeypatch):
    """Here random ones in their place; the head is new, the rest is theirs."""
    published = models.resnet18().state_dict()
    monkeypatch.setattr(WeightsEnum, "get_state_dict", lambda *a, **options: published)
    code, out, err = call(capsys, "train", "photos", "--pretrained", "--epochs", 1, *SMALL)
    assert (code, err) == (0, "")
    assert "frozen" not in out
    code, out, err = call(
        capsys, "train", "photos", "--pretrained", "--freeze", "--epochs", 1, *SMALL
    )
    assert "RANDOM" not in out
    state = read("runs/photos-2/model.minidnn")["model"]
    assert np.array_equal(state["conv1.weight"].array, published["conv1.weight"].array)


def test_published_weights_that_cannot_be_had(capsys, place, monkeypatch):
    def offline(*args, **options):
        raise DownloadError("download: could not fetch the file. put it there by hand: ...")

    monkeypatch.setattr(WeightsEnum, "get_state_dict", offline)
    code, out, err = call(capsys, "train", "photos", "--pretrained", *SMALL)
    assert (code, out) == (1, "")
    assert err == "minidnn: download: could not fetch the file. put it there by hand: ...\n"
    assert not Path("runs").exists()


@pytest.mark.parametrize(
    "options, sentence",
    [
        (("--model", "cnn", "--freeze"), "are for resnet18, .*mobilenet_v2; not for cnn"),
        (("--cache-features",), "--cache-features is for frozen networks; add --freeze"),
        (("--pretrained", "--weights", "x.pth"), "give --pretrained or --weights FILE, not both"),
        (("--size", 8), "expected a whole number from 16 to 4096; got '8'"),
        (("--held-out", 1), "expected a number between 0 and 1; got '1'"),
        (("--weights", "x.pth"), "x.pth"),
    ],
)
def test_options_that_do_not_go_together(capsys, options, sentence):
    code, _, err = call(capsys, "train", "photos", *options)
    assert code in (1, 2)
    assert re.search(sentence, err), err


def test_options_of_folders_are_refused_for_data_sets(capsys):
    code, _, err = call(capsys, "train", "digits", "--held-out", 0.3)
    assert code == 1
    assert "--held-out is for a folder of images; digits is none" in err
    code, _, err = call(capsys, "train", "digits", "--model", "resnet18")
    assert "resnet18 takes images of 3 colours; this data has 1" in err
    code, _, err = call(capsys, "train", "nowhere")
    assert "or give a folder of images that has one folder for each class" in err


def test_folders_that_nothing_can_be_learned_from(capsys, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _, err = call(capsys, "train", "empty")
    assert code == 1
    assert "empty has no folder with photographs; expected one folder for each class" in err
    (tmp_path / "empty" / "sand").mkdir()
    code, _, err = call(capsys, "train", "empty")
    (tmp_path / "empty" / "sand" / "list.csv").write_text("x")
    code, _, err = call(capsys, "train", "empty")
    assert "has no folder with photographs" in err
    assert "but there is 1 file .csv" in err
    photographs(tmp_path / "one", {"sand": 3})
    (tmp_path / "one" / "clay").mkdir()
    code, _, err = call(capsys, "train", "one")
    assert "one has photographs of one class only (sand)" in err
    assert "(left out: folders without photographs: clay)" in err
    photographs(tmp_path / "few", {"sand": 3, "clay": 1})
    code, _, err = call(capsys, "train", "few")
    assert "the class clay has 1 readable photograph(s); it needs at least two" in err


def test_a_file_that_is_no_image(capsys, place):
    (place / "bright_less" / "99.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut off")
    options = ("--epochs", 1, "--freeze", "--cache-features", *SMALL)
    code, _, err = call(capsys, "train", "photos", *options)
    assert code == 1
    assert "99.jpg cannot be read as an image" in err
    assert "remove the file, or train with --skip-unreadable" in err
    code, out, err = call(capsys, "train", "photos", *options, "--skip-unreadable")
    assert code == 0
    assert "skipped: photos/bright_less/99.jpg cannot be read" in err
    assert "18 samples to train, 4 to test" in out
