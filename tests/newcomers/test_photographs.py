"""Folders of photographs as people have them, through `minidnn train`, `evaluate`, `predict`."""

import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from .terminal import called, environment, program

TRAIN = "--size 16 --epochs 1 --model linear --no-plot --quiet"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(folder, count=3, shade=0):
    """Different photographs, 0.png, 1.png, ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        colour = (40 * i, len(str(folder)) % 200, shade)
        Image.new("RGB", (20, 20), colour).save(folder / f"{i}.png")


def pets(root, count=3):
    fill(root / "cat", count, 90)
    fill(root / "dog", count, 200)
    return root


def trained(capsys, folder="pets", out="run", more=""):
    """What `minidnn train` prints on a folder."""
    code, told, err = called(f"minidnn train {folder} {TRAIN} --out {out} {more}", capsys)
    assert code == 0, err
    return told


def shares(capsys, *images):
    """The probabilities that the run in `run` sees in images."""
    code, told, err = called(f"minidnn predict run/model.minidnn {' '.join(images)} --json", capsys)
    assert code == 0, err
    return [json.loads(line)["probabilities"] for line in told.splitlines()]


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_sixteen_bits_are_seen_as_eight(ending, place, capsys):
    pets(place / "pets")
    trained(capsys)
    ramp = np.linspace(0, 65535, 400).astype(np.uint16).reshape(20, 20)
    Image.fromarray(ramp).save(f"fine.{ending}")
    Image.fromarray((ramp >> 8).astype(np.uint8)).save(f"coarse.{ending}")
    drawn = []
    for name in ("fine", "coarse"):
        code, told, err = called(
            f"minidnn predict run/model.minidnn {name}.{ending} --show", capsys
        )
        assert code == 0, err
        drawn.append([line for line in told.splitlines() if "%" not in line])
    assert drawn[0] == drawn[1]
    assert len(set("".join(drawn[0]))) >= 4  # shades, not a white square


@pytest.mark.parametrize("names", [("train", "val"), ("Training", "Validation"), ("train", "test")])
def test_parts_are_no_classes(names, place, capsys):
    for part in names:
        pets(place / "pets" / part)
    told = trained(capsys)
    assert f"{names[0]} to train, {names[1]} to test" in " ".join(told.split())
    assert "6 samples to train, 6 to test" in told
    assert shares(capsys, f"pets/{names[0]}/cat/0.png")[0].keys() == {"cat", "dog"}


def test_a_third_part_is_named(place, capsys):
    for part in ("train", "valid", "test"):
        pets(place / "pets" / part)
    told = " ".join(trained(capsys).split())
    assert "not used: pets/test" in told


def test_what_is_hidden_is_passed_over(place, capsys):
    pets(place / "pets")
    for name in (".git", "__MACOSX", ".ipynb_checkpoints"):
        fill(place / "pets" / name)
    (place / "pets" / "cat" / "._0.jpg").write_bytes(b"\0\5\x16\7")
    (place / "pets" / "cat" / "Thumbs.db").write_bytes(b"x")
    trained(capsys)
    assert shares(capsys, "pets/cat/0.png")[0].keys() == {"cat", "dog"}


def test_what_is_left_out_is_named(place, capsys):
    pets(place / "pets")
    (place / "pets" / "cat" / "a.HEIC").write_bytes(b"x")
    (place / "pets" / "cat" / "b.txt").write_bytes(b"x")
    (place / "pets" / "later").mkdir()
    fill(place / "pets", 2)  # directly in the folder, beside the classes
    told = " ".join(trained(capsys).split())
    for said in (
        "1 file .heic; convert them to JPEG or PNG",
        "1 file .txt, by their names no images",
        "folders without photographs: later",
        "left out: 2 beside the folders of the classes",
    ):
        assert said in told


def test_a_gif_is_a_picture(place, capsys):
    pets(place / "pets")
    Image.new("RGB", (9, 9)).save(place / "pets" / "cat" / "moving.gif")
    assert "5 samples to train, 2 to test" in trained(capsys)


def test_pictures_of_earlier_runs_do_not_count(place, capsys, monkeypatch):
    monkeypatch.chdir(pets(place / "pets"))
    words = TRAIN.replace("--no-plot", "")  # so that there is a picture
    for _ in range(2):
        code, told, err = called(f"minidnn train . {words}", capsys)
        assert (code, err) == (0, "")
    assert "4 samples to train, 2 to test" in told
    assert "results of earlier runs in runs" in told


@pytest.mark.parametrize("where, said", [("/", "is a disk"), ("~", "is the home folder")])
def test_a_whole_disk_is_refused_at_once(where, said, place):
    done = subprocess.run(
        program(f"minidnn train {os.path.expanduser(where)}"),
        cwd=place, env=environment(place), capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert done.returncode == 1
    assert said in done.stderr


def test_a_folder_of_other_things_is_given_up(place, capsys):
    (place / "texts" / "all").mkdir(parents=True)
    for i in range(20_001):
        (place / "texts" / "all" / f"{i}.txt").touch()
    code, _, err = called("minidnn train texts", capsys)
    assert (code, "texts does not look like a folder of photographs" in err) == (1, True), err


def test_a_long_look_shows_progress(place, capsys, monkeypatch):
    pets(place / "pets")
    clock = iter(range(0, 10**9, 3))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    called("minidnn train pets --model nothing", capsys)  # ends before it trains
    code, _, err = called(f"minidnn train pets {TRAIN}", capsys)
    assert "looking through pets: 1 files ..." in err


# The neighbours


def test_classes_deep_inside_are_found(place, capsys):
    pets(place / "pets" / "a" / "b")
    assert "the classes are the folders in pets/a/b" in " ".join(trained(capsys).split())


def test_links_that_lead_back_count_nothing_twice(place, capsys):
    pets(place / "pets")
    os.symlink("..", place / "pets" / "cat" / "up")
    os.symlink(place / "pets", place / "pets" / "again")
    os.symlink("nothing.png", place / "pets" / "dog" / "broken.png")
    told = trained(capsys)
    assert "4 samples to train, 2 to test" in told
    assert "links that lead back or nowhere" in told


@pytest.mark.parametrize("copy, said", [
    (("cat", "dog"), "in two classes, such as cat/0.png = dog/0.png"),
    (("cat/0.png", "cat/again.png"), "there more than once"),
])  # fmt: skip
def test_the_same_picture_twice_is_told(copy, said, place, capsys):
    fill(place / "pets" / "cat")
    fill(place / "pets" / "dog", 3, 200)
    source, target = (place / "pets" / name for name in copy)
    if source.is_dir():
        shutil.rmtree(target)
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)
    assert said in " ".join(trained(capsys).split())


def test_a_test_part_of_training_pictures_is_told(place, capsys):
    pets(place / "pets" / "train")
    shutil.copytree(place / "pets" / "train", place / "pets" / "val")
    shutil.rmtree(place / "pets" / "val" / "dog")
    told = " ".join(trained(capsys).split())
    assert "pictures are in the training and in the test part" in told
    assert "pets/val has no photographs of dog" in told


def test_a_run_remembers_where_its_photographs_are(place, capsys, monkeypatch):
    pets(place / "pets")
    monkeypatch.chdir(place / "pets")
    trained(capsys, ".", "../run")
    monkeypatch.chdir(place)
    code, told, err = called("minidnn evaluate run/model.minidnn", capsys)
    assert code == 0, err
    assert "pets: the photographs held out in training, 2 test samples" in told


def test_photographs_of_the_same_names_are_not_those_held_out(place, capsys):
    pets(place / "pets")
    trained(capsys)
    pets(place / "others")
    code, told, _ = called("minidnn evaluate run/model.minidnn others", capsys)
    assert (code, "others: all photographs, 6 test samples" in told) == (0, True), told


def test_odd_files_are_read_or_named(place, capsys):
    """Turned by EXIF, CMYK, a palette with transparency, one pixel; empty, cut, huge."""
    pets(place / "pets")
    trained(capsys)
    picture = Image.new("RGB", (30, 20), (200, 40, 40))
    turned = picture.getexif()
    turned[0x0112] = 6
    picture.save("turned.jpg", exif=turned)
    picture.convert("CMYK").save("cmyk.jpg")
    picture.convert("P").save("palette.png", transparency=0)
    picture.resize((1, 1)).save("one.png")
    picture.save("naïve собака.webp")
    assert len(shares(capsys, "turned.jpg", "cmyk.jpg", "palette.png", "one.png")) == 4
    assert len(shares(capsys, "'naïve собака.webp'")) == 1
    (place / "empty.jpg").touch()
    (place / "cut.png").write_bytes((place / "palette.png").read_bytes()[:60])
    (place / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic")
    Image.new("L", (12_000, 9_000)).save("huge.png", compress_level=1)
    for name, said in {
        "empty.jpg": "is empty",
        "cut.png": "cannot be read as an image",
        "phone.heic": "(.heic); convert it to JPEG or PNG",
        "huge.png": "pixels; make it smaller",
    }.items():
        code, _, err = called(f"minidnn predict run/model.minidnn {name}", capsys)
        assert (code, err.count("\n")) == (1, 1), err
        assert said in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_class_whose_name_breaks_the_line(place, capsys):
    fill(place / "pets" / "two\nlines")
    fill(place / "pets" / "кот", 3, 99)
    trained(capsys)
    assert shares(capsys, "pets/кот/0.png")[0].keys() == {"two lines", "кот"}
