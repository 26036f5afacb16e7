"""The gradebook of a large class: its structure, and that it is never wider than its window."""

import html
import random
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from minidnn.grading.reports import class_page
from minidnn.grading.result import FAILED, PASSED, CourseResult, Diagnosis, ExerciseResult

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
SCRIPT = """
const frame = document.getElementById("f"), inner = () => frame.contentDocument;
frame.onload = () => {
  const box = inner().querySelector(".wide");
  box.scrollTo(300, 300);
  const stuck = inner().querySelector(".heat tbody th").getBoundingClientRect().left
    - box.getBoundingClientRect().left;
  document.title = [inner().documentElement.scrollWidth, box.scrollWidth > box.clientWidth,
    box.scrollHeight > box.clientHeight, Math.round(stuck)].join(" ");
};
"""


@pytest.fixture(scope="module")
def page():
    """40 exercises, 200 students, some with very long names; two of them alike."""
    rng = random.Random(3)
    courses = []
    for i in range(200):
        results = []
        for k in range(40):
            points = rng.choice([0, 4, 10, 10])
            status = PASSED if points == 10 else FAILED
            told = [] if points == 10 else [Diagnosis(f"CODE-{k}", "A long sentence. " * 9)]
            number = f"{k // 4 + 1}.{k % 4 + 1}"
            results.append(ExerciseResult(number, f"name_{k}", "", status, points, 10, [], told))
        diary = [{"time": "", "exercise": "1.1", "status": FAILED, "codes": ["CODE-0"]}] * 2
        diary.append({"time": "", "exercise": "1.1", "status": PASSED, "codes": []})
        name = f"student-{i:03d}" + "x" * (60 if i % 50 == 0 else 0)
        course = CourseResult(results, 1, name, hints={"1.2": 3}, checks={"1.2": 7}, diary=diary)
        seen = range(30) if i in (5, 6) else range(1000 * i, 1000 * i + 30)
        course.prints = {"2.1": frozenset(seen)}
        course.notes = ["<b>a note</b> " + "w" * 300] if i == 3 else []
        courses.append(course)
    return class_page.page(courses)


class Seen(HTMLParser):
    """Tags with their attributes, and the boxes around every table."""

    def __init__(self):
        super().__init__()
        self.tags, self.boxes, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.boxes.append(self.open[-1] if self.open else "")
        if tag == "div":
            self.open.append(dict(attrs).get("class", ""))

    def handle_endtag(self, tag):
        if tag == "div":
            self.open.pop()


def test_what_the_page_holds(page):
    seen = Seen()
    seen.feed(page)
    names = [t for t, _ in seen.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)  # nothing from outside, no program
    assert not any(a.startswith("on") for _, attrs in seen.tags for a in attrs)
    assert seen.boxes == ["wide"] * 3  # heat map, mistakes, similar submissions
    cells = [a for t, a in seen.tags if t == "td" and re.match(r"s\d", a.get("class") or "")]
    assert len(cells) == 200 * 40
    assert sum("3 hints; 7 checks" in a["title"] for a in cells) == 200
    assert '<td class="n">200<td class="n">200<td class="n">2<td>1.1<td><code>CODE-0' in page
    assert "100 %" in page and "<td>student-005<td>student-006<td>2.1" in page
    assert "&lt;b&gt;a note" in page


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_not_wider_than_its_window(page, tmp_path, width):
    """The table scrolls inside its own box, in both directions; names stay where they are."""
    outer = tmp_path / "outer.html"
    style = f"width:{width}px;height:900px;border:0"
    outer.write_text(
        f'<title></title><iframe id="f" style="{style}" srcdoc="{html.escape(page)}"></iframe>'
        f"<script>{SCRIPT}</script>"
    )
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    done = subprocess.run(
        [
            CHROMIUM,
            *flags.split(),
            "--disable-background-networking",
            "--disable-component-update",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=4000",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    found = re.search(r"<title>(\d+) (\w+) (\w+) (-?\d+)</title>", done.stdout)
    assert found, done.stderr[-500:]
    assert int(found[1]) <= width
    assert (found[2], found[3]) == ("true", "true")
    assert 0 <= int(found[4]) <= 2
