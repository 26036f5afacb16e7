"""The verdict as one HTML file without anything from outside."""

from __future__ import annotations

from html import escape
from pathlib import Path

from minidnn.grading.reports import text
from minidnn.grading.reports.text import clean
from minidnn.grading.result import FAILED, NOT_DONE, PARTIAL, PASSED, CourseResult, ExerciseResult

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
WORDS = {PASSED: "passed", PARTIAL: "partial", FAILED: "failed", NOT_DONE: "not-done"}


def page(course: CourseResult, hide: bool = False, titles: dict[int, str] | None = None) -> str:
    """The complete document."""
    share = 100 * course.points / course.max_points if course.max_points else 0
    body = [
        f"<h1>{_e(course.submission or 'minidnn')}: {course.points} of {course.max_points} "
        "points</h1>",
        f'<div class="bar"><i style="width:{share:.1f}%"></i></div>',
        f"<p>{_e(text.summary(course))}. {_e(text.next_step(course))}</p>",
        *(f"<p>{_e(n)}</p>" for n in course.notes),
    ]
    part = ""
    for e in course.exercises:
        if e.number.split(".")[0] != part:
            part = e.number.split(".")[0]
            body.append(f"<h2>Part {_e(part)}</h2>")
        body.append(_exercise(e, hide, _diary(course, e.number)))
    body.append(f"<footer>{_e(text.provenance(course))}<br>graded {_e(course.started)}</footer>")
    title = f"{course.submission}: {course.points} of {course.max_points}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{_e(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _diary(course: CourseResult, number: str) -> str:
    """ "2 hints, 5 checks", as the student's folder remembers them."""
    counts = ((course.hints.get(number, 0), "hint"), (course.checks.get(number, 0), "check"))
    return ", ".join(f"{n} {what}{'s' * (n != 1)}" for n, what in counts if n)


def _exercise(e: ExerciseResult, hide: bool, diary: str = "") -> str:
    points = f"{e.points} of {e.max_points}" if e.status != NOT_DONE else "not yet done"
    parts = [
        f'<div class="ex {WORDS[e.status]}"><div class="row">'
        f'<span class="mark">{text.MARKS[e.status]}</span>'
        f'<span class="name">{_e(e.number)} <code>{_e(e.name)}</code> '
        f'<span class="t">{_e(e.title)}</span></span>'
        f'<span class="t">{_e(diary)}</span> <span class="points">{points}</span></div>'
    ]
    if e.status != PASSED:
        for d in e.diagnoses[:3]:
            code = f'<span class="code">{_e(d.code)}</span>' if d.known else ""
            hint = f'<br><span class="hint">{_e(d.hint)}</span>' if d.hint else ""
            parts.append(f'<p class="says">{_e(d.says)}{code}{hint}</p>')
        lines = [x for x in e.evidence if not (hide and "expected" in x)]
        if lines:
            parts.append(f"<pre>{_e(chr(10).join(lines))}</pre>")
        if e.status == PARTIAL:
            items = "".join(
                f"<li>{p.points} of {p.max_points} for "
                f"{_e(p.name)}<span>{_e(': ' + p.reason if p.reason else '')}</span></li>"
                for p in e.properties
            )
            parts.append(f"<ul>{items}</ul>")
    parts += [f'<p class="says hint">{_e(n)}</p>' for n in e.notes]
    return "".join(parts) + "</div>"


def _e(value: str) -> str:
    return escape(clean(str(value)))
