"""Submissions that attack the grader: no points, the others are graded, nothing stays behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from minidnn.grading import registry
from minidnn.grading.engine import grade
from tests.grading.hostile import GROUPS, TRICKS, page
from tests.grading.hostile.filing import GOOD
from tests.grading.hostile.settings import SETTINGS, attempt, cannot, lacks, named
from tests.grading.hostile.trying import HONEST, HOSTILE, double

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the locks are Linux's"
)
# tried in every setting at every change: one for each thing that can go wrong
SOME = (
    "endless loop",
    "memory that outlives a process",
    "folders in folders",
    "load the library by path",
    "the grader's memory",
    "the submission next door",
    "write files",
    "change the answer next door",
    "change a file's rights",
    "run a command",
    "kill by another call",
    "use the network",
    "forged reply with the right number",
    "still blank",
)


@pytest.fixture
def two_exercises(monkeypatch):
    monkeypatch.setattr(registry, "_registered", [HOSTILE, HONEST])


def compare(setting, names):
    if reason := cannot(setting) or lacks():
        pytest.skip(f"{setting.words}: {reason}")
    found, layers = attempt(setting, names)
    told, locks = page.stored(), "; ".join(layers)
    if not page.made_here() and locks != page.stored_locks()[setting.name]:
        pytest.skip(f"{setting.words}: the locks of this kernel are others, {locks}")
    assert locks == page.stored_locks()[setting.name]
    assert {n: f for n, f in found.items() if f != told[n][setting.name]} == {}


def test_all_tricks_in_the_setting_of_this_machine():
    """What docs/hostile.md says of this user's setting is so: nothing is achieved."""
    compare(named("root" if os.getuid() == 0 else "user"), tuple(TRICKS))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_some_tricks_in_every_setting(setting):
    compare(setting, SOME)


@pytest.mark.slow
@pytest.mark.skipif("MINIDNN_ALL_TRICKS" not in os.environ, reason="set MINIDNN_ALL_TRICKS=1")
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_all_tricks_in_every_setting(setting):
    compare(setting, tuple(TRICKS))


def test_the_page_lists_every_trick():
    told = page.stored()
    assert set(told) == set(TRICKS), "run: python -m tests.grading.hostile.page"
    assert len(TRICKS) >= 120 and sum(map(len, GROUPS.values())) == len(TRICKS)
    achieved = {s.name: sum(bool(told[n][s.name]) for n in told) for s in SETTINGS}
    nothing = achieved.pop("nothing")
    assert set(achieved.values()) == {0}  # with any of the locks, none works
    assert nothing > 30  # without them many do: the tricks are no straw men


def test_files_beside_the_work_are_not_run(tmp_path):
    """numpy.py, sitecustomize.py, conftest.py and tests of the student's own change nothing."""
    mark = tmp_path / "mark"
    for name in (
        "numpy.py",
        "sitecustomize.py",
        "usercustomize.py",
        "conftest.py",
        "json.py",
        "test_pass.py",
        "locks.py",
        "walls.py",
        "forkserver.py",
    ):
        (tmp_path / name).write_text(f"open({str(mark)!r}, 'w')\ndef test(): pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --co\n")
    (tmp_path / "part98_x.py").write_text("def double(x):\n    return x\n")
    (tmp_path / "part99_x.py").write_text(GOOD)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json, sys; sys.path.insert(0, sys.argv[1]); "
            "from tests.grading.hostile.trying import *; "
            "registry._registered[:] = [HOSTILE, HONEST]; c = grade('.', 5, [HOSTILE, HONEST]); "
            "print(json.dumps([e.points for e in c.exercises]))",
            str(Path(__file__).parents[2]),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "PYTHONSAFEPATH": "1"},
        check=False,
    )
    assert json.loads(done.stdout) == [0, 10], done.stderr
    assert not mark.exists()


def test_links_are_not_followed(tmp_path, two_exercises):
    secret = tmp_path / "secret.py"
    secret.write_text(GOOD)
    work = tmp_path / "work"
    work.mkdir()
    (work / "part98_x.py").symlink_to(secret)
    (work / "part99_x.py").write_text(GOOD)
    course = grade(work, 5, [HOSTILE, HONEST])
    assert [e.points for e in course.exercises] == [0, 10]


def test_the_case_itself_is_honest():
    assert np.array_equal(double(np.ones(2)), [2.0, 2.0])
