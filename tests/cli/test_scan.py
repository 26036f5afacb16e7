"""Folders of photographs as people have them: hidden files, parts, odd formats, wrong folders."""

import os

import numpy as np
import pytest
from PIL import Image

from minidnn.cli import main, photo
from minidnn.cli import scan as module
from minidnn.cli.scan import scan


@pytest.fixture
def photos(tmp_path):
    """cat/ and dog/ with two photographs each."""
    for kind in ("cat", "dog"):
        fill(tmp_path / "photos" / kind, 2)
    return tmp_path / "photos"


def fill(folder, count, ending=".png"):
    folder.mkdir(parents=True)
    for i in range(count):
        shade = sum(map(ord, f"{folder.parent.name}/{folder.name}")) % 256
        Image.new("RGB", (20, 20), (i * 40, shade, 200)).save(folder / f"{i}{ending}")


def test_hidden_files_and_rubbish_are_passed_over(photos):
    for name in (".git", "__MACOSX", ".ipynb_checkpoints"):
        fill(photos / name, 1)
    (photos / "cat" / "._0.png").write_bytes(b"\0\5\x16\7")
    (photos / "dog" / "Thumbs.db").write_bytes(b"x")
    found = scan(str(photos))
    assert (found.classes, len(found.samples), found.notes) == (["cat", "dog"], 4, [])


def test_what_is_left_out_is_named(photos):
    (photos / "cat" / "a.HEIC").write_bytes(b"x")
    (photos / "cat" / "list.txt").write_text("x")
    (photos / "dog" / "list.txt").write_text("x")
    (photos / "later").mkdir()
    Image.new("RGB", (9, 9)).save(photos / "dog" / "moving.gif")
    found = scan(str(photos))
    assert len(found.samples) == 5  # the first picture of a GIF is taken
    assert found.notes == [
        "left out: 1 file .heic; convert them to JPEG or PNG",
        "left out: 2 files .txt, by their names no images",
        "left out: folders without photographs: later",
    ]


def test_a_folder_with_parts(tmp_path, capsys):
    for part, count in (("train", 3), ("val", 2), ("test", 1)):
        for kind in ("cat", "dog"):
            fill(tmp_path / "pets" / part / kind, count)
    found = scan(str(tmp_path / "pets"))
    assert found.classes == ["cat", "dog"]
    assert (len(found.samples), len(found.held_out)) == (6, 4)
    assert found.notes[0] == "the folder is parted: train to train, val to test"
    assert "not used: " in found.notes[1]
    words = ["train", str(tmp_path / "pets"), "--size", "16", "--epochs", "1", "--no-plot"]
    out = tmp_path / "run"
    assert main([*words, "--quiet", "--out", str(out)]) == 0
    text = capsys.readouterr().out
    assert "6 samples to train, 4 to test" in text
    assert "note       the folder is parted: train to train, val to test" in text
    assert main(["evaluate", str(out / "model.minidnn")]) == 0
    assert "the photographs held out in training, 4 test samples" in capsys.readouterr().out
    assert main(["evaluate", str(out / "model.minidnn"), str(tmp_path / "pets" / "test")]) == 0
    assert "all photographs, 2 test samples" in capsys.readouterr().out


def test_a_class_of_one_part_only(tmp_path):
    fill(tmp_path / "train" / "cat", 1)
    fill(tmp_path / "val" / "cow", 1)
    with pytest.raises(ValueError, match="has the classes cow, and .* has not"):
        scan(str(tmp_path))


def test_one_more_folder_around_the_classes(photos):
    found = scan(str(photos.parent))
    assert found.classes == ["cat", "dog"]
    assert found.notes == [f"the classes are the folders in {photos}"]


def test_results_of_earlier_runs_are_no_class(photos, monkeypatch):
    fill(photos / "runs" / "first", 1)
    (photos / "runs" / "first" / "model.minidnn").write_bytes(b"x")
    monkeypatch.chdir(photos)
    found = scan(".")
    assert found.classes == ["cat", "dog"]
    assert found.notes == ["left out: results of earlier runs in runs"]


def test_links_that_lead_back_end(photos):
    os.symlink(photos, photos / "cat" / "again")
    assert len(scan(str(photos)).samples) == 4


@pytest.mark.parametrize("place, said", [("/", "is a disk"), ("~", "is the home folder")])
def test_a_disk_or_the_home_folder_is_refused(place, said):
    with pytest.raises(ValueError, match=said):
        scan(os.path.expanduser(place))


def test_a_folder_that_is_plainly_another(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MANY", 50)
    (tmp_path / "texts").mkdir()
    for i in range(60):
        (tmp_path / "texts" / f"{i}.txt").write_text("x")
    with pytest.raises(ValueError, match="does not look like .* of the first 50 files 0 are"):
        scan(str(tmp_path))


def test_a_long_look_shows_progress(photos, monkeypatch, capsys):
    monkeypatch.setattr(module, "SECONDS", -1.0)
    scan(str(photos))
    err = capsys.readouterr().err
    assert f"looking through {photos}: 3 files ..." in err
    assert "4 photographs in 4 files" in err


@pytest.mark.parametrize("ending", [".png", ".tif"])
def test_sixteen_bits_are_scaled(tmp_path, ending):
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    Image.fromarray(ramp).save(tmp_path / f"ramp{ending}")
    grey = np.asarray(photo.read(str(tmp_path / f"ramp{ending}")))[..., 0]
    assert abs(grey.ravel() - np.arange(256.0)).max() <= 1


def test_numbers_that_are_no_colours_are_refused(tmp_path):
    Image.fromarray(np.full((4, 4), 1e7, dtype=np.float32)).save(tmp_path / "heat.tif")
    with pytest.raises(ValueError, match=r"numbers from 1e\+07 to 1e\+07, no colours"):
        photo.read(str(tmp_path / "heat.tif"))
