"""The verdict in the terminal: at most twelve lines for each exercise, then one line of sums and
the next step."""

from __future__ import annotations

import re
import textwrap

from minidnn.grading.result import FAILED, NOT_DONE, PARTIAL, PASSED, CourseResult, ExerciseResult

MARKS = {PASSED: "✓", PARTIAL: "~", FAILED: "✗", NOT_DONE: "·"}
COLOURS = {PASSED: "32", PARTIAL: "33", FAILED: "31", NOT_DONE: "2"}
WIDTH = 96
_CONTROL = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # letters that turn the line around
)


def clean(value: str) -> str:
    """Without the characters that XML does not take and terminals obey."""
    return _CONTROL.sub("\ufffd", value.replace("\t", " "))


def headline(result: ExerciseResult, colour: bool = False) -> str:
    points = f"{result.points} of {result.max_points} points"
    if result.status == NOT_DONE:
        points = "not yet done" if not result.diagnoses else "not yet complete"
    line = f"{MARKS[result.status]} {result.number:4} {result.name:34} {points}"
    return f"\x1b[{COLOURS[result.status]}m{line}\x1b[0m" if colour else line


def details(result: ExerciseResult, hide: bool = False) -> list[str]:
    """What is wrong and which way to look; eleven lines at most. `hide` leaves out values of
    secret cases."""
    lines: list[str] = []
    if result.status != PASSED:
        for diagnosis in result.diagnoses[:2]:
            code = f"  [{diagnosis.code}]" if diagnosis.known else ""
            lines += _wrap(diagnosis.says + code, "  ")[:3]
            if diagnosis.hint:
                lines += _wrap(diagnosis.hint, "    -> ")[:2]
        plain = ("EXCEPTION", "SYNTAX", "BROKEN", "TIMEOUT", "ENDED")
        codes = [d.code for d in result.diagnoses]
        known = any(d.known for d in result.diagnoses)
        if codes and not known and codes[0] not in plain and result.status != NOT_DONE:
            lines.append("  (not one of the known mistakes; this is what can be seen)")
        lines += ["  " + line for line in result.evidence[:3] if not (hide and "expected" in line)]
        lost = [p for p in result.properties if not p.passed and p.reason]
        if len(lost) < len(result.properties):
            for p in lost[:3]:
                lines += _wrap(f"0 of {p.max_points} for {p.name}: {p.reason}", "  ")
    lines += [f"  note: {note}"[: 2 * WIDTH] for note in result.notes[:2]]
    return [clean(line).replace("\n", " ") for line in lines[:11]]


def _wrap(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for part in clean(text).split("\n"):
        lines += textwrap.wrap(
            part, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent)
        )
    return lines


def exercise(result: ExerciseResult, colour: bool = False, hide: bool = False) -> str:
    return "\n".join([headline(result, colour), *details(result, hide)])


def next_step(course: CourseResult, folder: str = "") -> str:
    """Where to go on.  folder: the option that names the exercises' folder, if one is needed."""
    for result in course.exercises:
        if result.status != PASSED:
            where = f" in {result.file}" if result.file else ""
            verb = "Next" if result.status == NOT_DONE else "Go on with"
            return (
                f"{verb}: {result.number} {result.name}{where}  (a hint: minidnn exercises "
                f"hint {result.number}{folder})"
            )
    return "Everything is done. Congratulations!"


def summary(course: CourseResult) -> str:
    return (
        f"{course.done} of {len(course.exercises)} done, {course.points} of "
        f"{course.max_points} points"
    )


def course(
    result: CourseResult, colour: bool = False, hide: bool = False, folder: str = ""
) -> str:
    """The whole report."""
    parts = [exercise(e, colour, hide) for e in result.exercises]
    parts += [f"note: {clean(n)}" for n in result.notes]
    parts += ["", summary(result)]
    if result.hints or result.checks:
        parts.append(diary_line(result))
    parts += [next_step(result, folder), provenance(result)]
    return "\n".join(parts)


def diary_line(result: CourseResult) -> str:
    """Hints and checks, as the student's folder remembers them."""
    hints, checks = sum(result.hints.values()), sum(result.checks.values())
    return f"{hints} hints taken, {checks} checks made (as the folder remembers)"


def provenance(result: CourseResult) -> str:
    """What is needed to repeat this grading, and which locks were on."""
    versions = ", ".join(f"{k} {v}" for k, v in result.versions.items())
    files = sorted({f"{e.file} {e.sha256[:12]}" for e in result.exercises if e.sha256})
    locks = "; ".join(result.layers) or "no student code was run"
    return f"seed {result.seed} · {versions} · {result.seconds:.1f} s\nprotection: {locks}" + (
        f"\nfiles (SHA-256): {clean(', '.join(files))}" if files else ""
    )
