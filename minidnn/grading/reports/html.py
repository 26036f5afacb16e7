"""The verdict as one HTML file without anything from outside."""

from __future__ import annotations

from html import escape

from minidnn.grading.reports import text
from minidnn.grading.reports.text import clean
from minidnn.grading.result import FAILED, NOT_DONE, PARTIAL, PASSED, CourseResult, ExerciseResult

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --some: #9a6700; --bad: #cf222e; --soft: #656d76; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --some: #d29922; --bad: #f85149; --soft: #8d96a0; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
.bar { height: .6rem; border-radius: .3rem; background: var(--line); margin: .8rem 0 .3rem; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--good); }
.ex { border-top: 1px solid var(--line); padding: .55rem 0; }
.row { display: flex; gap: .8rem; align-items: baseline; } .row .name { flex: 1; } .row .t { color: var(--soft); }
.mark { width: 1.2rem; font-weight: 700; } .points { white-space: nowrap; font-variant-numeric: tabular-nums; }
.passed .mark, .passed .points { color: var(--good); } .partial .mark, .partial .points { color: var(--some); }
.failed .mark, .failed .points { color: var(--bad); } .not-done { color: var(--soft); }
.says { margin: .4rem 0 0 2rem; } .hint { color: var(--soft); } code, pre { font: .85em/1.5 ui-monospace, monospace; }
.code { font-size: .75em; color: var(--soft); margin-left: .5em; white-space: nowrap; }
pre { margin: .4rem 0 0 2rem; padding: .5rem .7rem; background: #8882; border-radius: .3rem; white-space: pre-wrap; }
ul { margin: .4rem 0 0 2rem; padding: 0; list-style: none; font-size: .92em; } li span { color: var(--soft); }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--soft); font-size: .85rem; }
"""
WORDS = {PASSED: "passed", PARTIAL: "partial", FAILED: "failed", NOT_DONE: "not-done"}


def page(course: CourseResult, hide: bool = False, titles: dict[int, str] | None = None) -> str:
    """The complete document."""
    share = 100 * course.points / course.max_points if course.max_points else 0
    body = [
        f"<h1>{_e(course.submission or 'minidnn')}: {course.points} of {course.max_points} points</h1>",
        f'<div class="bar"><i style="width:{share:.1f}%"></i></div>',
        f"<p>{_e(text.summary(course))}. {_e(text.next_step(course))}</p>",
        *(f"<p>{_e(n)}</p>" for n in course.notes),
    ]
    part = ""
    for e in course.exercises:
        if e.number.split(".")[0] != part:
            part = e.number.split(".")[0]
            body.append(f"<h2>Part {_e(part)}</h2>")
        body.append(_exercise(e, hide))
    body.append(f"<footer>{_e(text.provenance(course))}<br>graded {_e(course.started)}</footer>")
    title = f"{course.submission}: {course.points} of {course.max_points}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{_e(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _exercise(e: ExerciseResult, hide: bool) -> str:
    points = f"{e.points} of {e.max_points}" if e.status != NOT_DONE else "not yet done"
    parts = [
        f'<div class="ex {WORDS[e.status]}"><div class="row"><span class="mark">{text.MARKS[e.status]}</span>'
        f'<span class="name">{_e(e.number)} <code>{_e(e.name)}</code> <span class="t">{_e(e.title)}</span></span>'
        f'<span class="points">{points}</span></div>'
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
                f"<li>{p.points} of {p.max_points} for {_e(p.name)}<span>{_e(': ' + p.reason if p.reason else '')}</span></li>"
                for p in e.properties
            )
            parts.append(f"<ul>{items}</ul>")
    parts += [f'<p class="says hint">{_e(n)}</p>' for n in e.notes]
    return "".join(parts) + "</div>"


def _e(value: str) -> str:
    return escape(clean(str(value)))
