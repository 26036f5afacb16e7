"""The pictures of the course: drawn by tools/make_pictures.py, shown by the pages, taken along."""

import configparser
import importlib.util
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from minidnn.grading import pages, registry, workspace

ROOT = Path(__file__).parents[2]
ART = re.compile(r"^[^`\n]*(--+>|<--+|\+---|`-\.|[─│┌└]{2}).*$", re.M)


@pytest.fixture(scope="module")
def tool():
    path = ROOT / "tools" / "make_pictures.py"
    spec = importlib.util.spec_from_file_location("make_pictures", path)
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_they_are_as_the_script_draws_them(tool):
    assert not tool.stale(), "run: python tools/make_pictures.py"
    shown = {Path(n).name for n in pages.pictures()}
    assert shown == {Path(n).name for n in tool.PICTURES}


@pytest.mark.parametrize("name", pages.pictures())
def test_a_picture_is_plain_and_made_for_both_themes(name):
    text = pages.pictures()[name]
    root = ElementTree.fromstring(text)
    tags = {e.tag.split("}")[1] for e in root.iter()}
    assert not tags & {"script", "image", "foreignObject", "a"}
    assert "prefers-color-scheme: dark" in text and 'class="paper"' in text
    assert len(text) < 12_000
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    for e in root.iter():  # nothing stands outside the paper
        if e.tag.endswith("}text"):
            assert 0 <= float(e.get("x")) <= width and 0 <= float(e.get("y")) <= height


def test_every_page_shows_pictures_in_place_of_drawn_letters():
    for part in registry.parts():
        for path in pages.sources(part)[1]:
            text = path.read_text("utf-8")
            assert not ART.findall(text), path
            for alt, name in re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", text):
                assert (path.parent / name).is_file(), f"{path}: {name}"
                assert len(alt) > 40, f"{path}: say in words what {name} shows"


def test_students_and_packages_get_them(tmp_path):
    workspace.start(tmp_path / "mine")
    text = (tmp_path / "mine" / "part1_prediction.py").read_text("utf-8")
    names = re.findall(r"\]\((pictures/[\w-]+\.svg)\)", text)
    assert len(names) == 4
    assert all((tmp_path / "mine" / n).read_text("utf-8").startswith("<svg") for n in names)
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    assert "*.svg" in setup["options.package_data"]["*"]


def test_one_name_twice_is_told(tmp_path, monkeypatch):
    for exercise in ("e1_one", "e2_two"):
        folder = tmp_path / "part40_own" / exercise
        folder.mkdir(parents=True)
        (folder / "exercise.py").write_text("")
        (folder / "page.md").write_text("![Some words](p.svg)\n")
        (folder / "p.svg").write_text("<svg/>")
    monkeypatch.setattr(registry, "roots", lambda: {tmp_path: "own"})
    with pytest.raises(ValueError, match="two pictures are called p.svg"):
        pages.pictures()
    (tmp_path / "part40_own" / "e2_two" / "p.svg").unlink()
    with pytest.raises(ValueError, match="which is not beside it"):
        pages.pictures()
