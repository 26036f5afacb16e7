"""The gradebook of a class as one HTML file: heat map, mistakes, their history, similar pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path
from statistics import median

from minidnn.grading import similarity
from minidnn.grading.reports.gradebook import mistakes
from minidnn.grading.reports.text import clean
from minidnn.grading.result import NOT_DONE, PASSED, CourseResult

STYLE = Path(__file__).with_name("class_page.css").read_text(encoding="utf-8")


def page(courses: Sequence[CourseResult]) -> str:
    """The complete document; nothing comes from outside, and nothing in it runs."""
    courses = list(courses)
    body = [_numbers(courses), _heat_map(courses), _mistakes(courses), _similar(courses)]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>gradebook</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<h1>Gradebook</h1>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _numbers(courses) -> str:
    if not courses:
        return "<p>Nobody handed in anything.</p>"
    points = sorted(c.points for c in courses)
    seeds = sorted({c.seed for c in courses})
    seed = str(seeds[0]) if len(seeds) == 1 else "one for each submission"
    notes = "".join(f"<p>{_e(c.submission)}: {_e(n)}</p>" for c in courses for n in c.notes)
    if notes.count("<p>") > 3:
        notes = f"<details><summary>{notes.count('<p>')} notes</summary>{notes}</details>"
    return (
        f"<p>{len(courses)} submissions, {len(courses[0].exercises)} exercises, "
        f"{courses[0].max_points} points; median {median(points):g}, from {points[0]} to "
        f"{points[-1]}. Seed: {seed}.</p>{notes}"
    )


def _heat_map(courses) -> str:
    """Exercises across, students down; a cell's colour is the share of the points."""
    if not courses:
        return ""
    exercises = courses[0].exercises
    head = "".join(
        f'<th class="{_edge(exercises, i)}" title="{_e(e.number)} {_e(e.name)}">'
        f"<span>{_e(e.number)}</span>"
        for i, e in enumerate(exercises)
    )
    rows = []
    for c in sorted(courses, key=lambda c: (-c.points, c.submission)):
        cells = "".join(_cell(c, e, _edge(exercises, i)) for i, e in enumerate(c.exercises))
        rows.append(
            f'<tr><th title="{_e(c.submission)}">{_e(c.submission)}<td class="n">{c.points}'
            f'<td class="n">{c.done}<td class="n">{sum(c.hints.values()) or ""}'
            f'<td class="n">{sum(c.checks.values()) or ""}{cells}'
        )
    solved = "".join(
        f'<td class="n {_edge(exercises, i)}">'
        f"{round(100 * sum(c.exercises[i].status == PASSED for c in courses) / len(courses))}"
        for i in range(len(exercises))
    )
    return (
        f'<div class="wide"><table class="heat"><thead><tr><th>student<th>points<th>done<th>hints'
        f"<th>checks{head}"
        f'<tr class="sum"><th>all points, in %<td><td><td><td>{solved}</thead>{"".join(rows)}'
        "</table></div>"
        '<p class="key"><i class="s4"></i> all points <i class="s3"></i> more than half '
        '<i class="s2"></i> some <i class="s1"></i> none <i class="s0"></i> not done. '
        "A dot is a hint that was taken. A cell tells its points, mistakes, hints and checks when "
        "the mouse rests on it.</p>"
    )


def _edge(exercises, i) -> str:
    """A line before each part."""
    part = lambda e: e.number.split(".")[0]
    return "edge" if i == 0 or part(exercises[i]) != part(exercises[i - 1]) else ""


def _cell(course, e, edge) -> str:
    share = e.points / e.max_points if e.max_points else 0
    level = 4 if share == 1 else 3 if share > 0.5 else 2 if share else int(e.status != NOT_DONE)
    told = [f"{course.submission}, {e.number} {e.name}: {e.points} of {e.max_points}"]
    told += [d.code for d in e.diagnoses[:2]]
    hints, checks = course.hints.get(e.number, 0), course.checks.get(e.number, 0)
    told += [f"{hints} hints"] * bool(hints) + [f"{checks} checks"] * bool(checks)
    mark = "·" * min(hints, 3)
    return f'<td class="s{level} {edge}" title="{_e("; ".join(told))}">{mark}'


def _mistakes(courses) -> str:
    """Every mistake: who has it now, who ever had it and got over it, and in how many checks."""
    now = {(number, code): (says, n) for number, code, says, n in mistakes(courses)}
    history = _history(courses)
    keys = sorted(
        {*now, *history}, key=lambda k: (-now.get(k, ("", 0))[1], -len(history.get(k, ())), k)
    )
    rows = []
    for key in keys[:150]:
        says, n = now.get(key, ("", 0))
        ever = history.get(key, {})
        over = [checks for checks in ever.values() if checks]
        checks = f"{median(over):g}" if over else ""
        rows.append(
            f'<tr><td class="n">{n or ""}<td class="n">{len(ever) or ""}'
            f'<td class="n">{len(over) or ""}<td class="n">{checks}<td>{_e(key[0])}'
            f"<td><code>{_e(key[1])}</code><td>{_e(says)}"
        )
    return (
        "<h2>Mistakes</h2><p>Now: in what was handed in. Before: students whose folder remembers "
        "it from a check; overcome: of these, who passed the exercise later, and after how many "
        'more checks (median).</p><div class="wide"><table><tr><th>now<th>before<th>overcome'
        f"<th>checks<th>exercise<th>mistake<th>what it is{''.join(rows)}</table></div>"
    )


def _history(courses) -> dict[tuple[str, str], dict[str, int]]:
    """(exercise, code) -> student -> checks from the first time to the pass; 0: not passed."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for c in courses:
        open_: dict[tuple[str, str], int] = {}
        count: Counter[str] = Counter()
        for check in c.diary:
            number = check["exercise"]
            count[number] += 1
            for code in check["codes"]:
                open_.setdefault((number, code), count[number])
                found[number, code].setdefault(c.submission, 0)
            if check["status"] == PASSED:
                for key in [k for k in open_ if k[0] == number]:
                    found[key][c.submission] = count[number] - open_.pop(key)
    return found


def _similar(courses) -> str:
    found = similarity.pairs({c.submission: c.prints for c in courses if c.prints})
    if not found:
        return "<h2>Similar submissions</h2><p>No two have much in common that others lack.</p>"
    rows = "".join(
        f'<tr><td class="n">{100 * p.share:.0f} %<td class="n">{p.common}<td>{_e(p.first)}'
        f"<td>{_e(p.second)}<td>{_e(', '.join(p.exercises[:8]))}"
        for p in found
    )
    return (
        "<h2>Similar submissions</h2><p>Fingerprints of the code without names, comments and "
        "layout; what more than a tenth of the class wrote is left out. A reason to read both, "
        'no proof.</p><div class="wide"><table><tr><th>alike<th>in common<th>student<th>student'
        f"<th>most in{rows}</table></div>"
    )


def _e(value: str) -> str:
    return escape(clean(str(value)))
