"""`minidnn selftest`: proves that the grader gives right answers full points and names every known
mistake."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from minidnn.grading import course, pages, registry, source
from minidnn.grading.diagnose import diagnose
from minidnn.grading.engine import expected_outcomes, grade_exercise, make_cases, verdict
from minidnn.grading.outcomes import fault_outcomes, observe_here, summarised
from minidnn.grading.reading import Submission
from minidnn.grading.result import NOT_DONE, PASSED, ExerciseResult
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Exercise

SEEDS = (1, 20)


@dataclass
class Report:
    """What was checked for one exercise, and everything that is wrong."""

    number: str
    name: str
    faults: int = 0
    named: int = 0
    variants: int = 0
    solution: bool = False
    blank: bool = False
    sandboxed: int = 0
    pairs: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def examine(exercise: Exercise, full: bool = False) -> Report:
    """Everything about one exercise."""
    started = time.monotonic()
    report = Report(exercise.number, exercise.name, len(exercise.faults))
    least = 1 if exercise.question else 6
    if len(exercise.faults) < least:
        report.problems.append(f"only {len(exercise.faults)} faults; at least {least} are needed")
    for check in (_reference, _trivial, _faults):
        try:
            check(exercise, report)
        except Exception as error:  # a mistake in the content: told with the others
            report.problems.append(f"{type(error).__name__}: {error}")
    proof = (registry.folder_of(exercise) or Path()) / "proof"
    _solution(exercise, report, proof)
    _variants(exercise, report, proof)
    _blank(exercise, report)
    _through_sandbox(exercise, report, full)
    report.seconds = time.monotonic() - started
    return report


def _reference(exercise, report):
    for seed in SEEDS:
        cases = make_cases(exercise, seed)
        slow = not all(c.reference for c in cases)
        if slow and seed != SEEDS[0]:
            continue  # a long training: once is enough
        expected = expected_outcomes(exercise, cases, whole=True)
        again = expected if slow else expected_outcomes(exercise, cases)
        result = verdict(exercise, cases, expected, again)
        if result.status != PASSED:
            report.problems.append(f"the reference gets {result.points}: {_reasons(result)}")


def _trivial(exercise, report):
    """Answers with nothing in them must earn nothing."""
    cases = make_cases(exercise, SEEDS[0])
    expected = expected_outcomes(exercise, cases)
    raw = observe_here(exercise, source.reference_probe(exercise), cases, raw=True)
    answers = {
        "None": [Outcome(None) for _ in cases],
        "zeros": [Outcome(_fill(e.value, 0.0)) for e in raw],
        "ones": [Outcome(_fill(e.value, 1.0)) for e in raw],
    }
    if not exercise.probe:
        answers["the first argument back"] = [Outcome(c.args[0]) for c in cases]
    for what, got in answers.items():
        result = verdict(exercise, cases, expected, summarised(exercise, cases, got), explain=False)
        if result.points:
            earned = [p.name for p in result.properties if p.points]
            report.problems.append(f"returning {what} earns {result.points} points: {earned}")


def _fill(value: Any, number: float) -> Any:
    if isinstance(value, np.ndarray):
        return np.full(value.shape, number, value.dtype)
    if isinstance(value, (tuple, list)):
        return type(value)(_fill(v, number) for v in value)
    if isinstance(value, dict):
        return {k: _fill(v, number) for k, v in value.items()}
    if isinstance(value, (bool, np.bool_)):
        return bool(number)
    return type(value)(number) if isinstance(value, (int, float, np.generic)) else None


def _faults(exercise, report):
    """Each known mistake loses points and is named, with two sets of inputs (long cases once)."""
    named = {f.code: True for f in exercise.faults}
    for seed in SEEDS:
        cases = [c for c in make_cases(exercise, seed) if c.diagnose or seed == SEEDS[0]]
        expected = expected_outcomes(exercise, cases, whole=True)
        memo: dict[str, dict] = {}
        for fault in exercise.faults:
            # in a long training the mistake counts as right: it must lose points elsewhere
            run = iter(fault_outcomes(exercise, fault, [c for c in cases if c.reference]))
            got = [next(run) if c.reference else e for c, e in zip(cases, expected)]
            codes = [d.code for d in diagnose(exercise, cases, expected, got, memo)]
            problem = "" if codes == [fault.code] else f"is named {codes}"
            if seed == SEEDS[0]:
                result = verdict(exercise, cases, expected, got, explain=False)
                if result.status == PASSED:
                    problem = f"is graded {result.points}: not seen as wrong"
            if problem:
                named[fault.code] = False
                report.problems.append(f"{fault.code} (seed {seed}) {problem}")
    report.named = sum(named.values())


def _grade_text(exercise, text: str, notebook: bool = False, seed: int = 3) -> ExerciseResult:
    """A file with this content, graded exactly as a student's."""
    with tempfile.TemporaryDirectory(prefix="minidnn-selftest-") as folder:
        name = f"part{exercise.part}_answer"
        if notebook:
            Path(folder, f"{name}.ipynb").write_text(as_notebook(text), encoding="utf-8")
        else:
            Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
        return grade_exercise(exercise, Submission(Path(folder)), seed)


def _solution(exercise, report, proof):
    path = proof / "solution.py"
    if not path.is_file():
        report.problems.append(f"no solution: {path} is missing")
        return
    text = path.read_text(encoding="utf-8")
    result = _grade_text(exercise, text)
    report.solution = result.status == PASSED
    if not report.solution:
        report.problems.append(f"the solution gets {result.points}: {_reasons(result)}")
    report.pairs += _same_verdict(exercise, report, text, result)


def _same_verdict(exercise, report, text, script) -> int:
    notebook = _grade_text(exercise, text, notebook=True)
    same = (notebook.status, notebook.points) == (script.status, script.points)
    same = same and [d.code for d in notebook.diagnoses] == [d.code for d in script.diagnoses]
    if not same:
        report.problems.append(
            f"script: {script.status} {script.points}, notebook: {notebook.status} "
            f"{notebook.points}"
        )
    return int(same)


def _variants(exercise, report, proof):
    files = sorted((proof / "variants").glob("*.py"))
    for path in files:
        result = _grade_text(exercise, path.read_text(encoding="utf-8"))
        if result.status == PASSED:
            report.variants += 1
        else:
            report.problems.append(
                f"the correct variant {path.name} gets {result.points}: {_reasons(result)}"
            )
    if len(files) < 3 and not exercise.question:
        report.problems.append(
            f"only {len(files)} correct variants in {proof / 'variants'}; at least 3 are needed"
        )


def _blank(exercise, report):
    name, page = pages.page(exercise.part)
    with tempfile.TemporaryDirectory(prefix="minidnn-selftest-") as folder:
        Path(folder, f"{name}.py").write_text(pages.script(page), encoding="utf-8")
        result = grade_exercise(exercise, Submission(Path(folder)), 3)
    report.blank = result.status == NOT_DONE and result.points == 0 and not result.diagnoses
    if not report.blank:
        report.problems.append(
            f"the untouched blank is {result.status}, {result.points} points: {_reasons(result)}"
        )


def _through_sandbox(exercise, report, full):
    """Known mistakes handed in as files, through the real sandbox: one per exercise, or all of
    them."""
    faults = exercise.faults if full else exercise.faults[:1]
    for i, fault in enumerate(faults):
        try:
            text = submission_text(exercise, source.fault_text(exercise, fault))
        except ValueError:
            continue  # already reported
        result = _grade_text(exercise, text)
        codes = [d.code for d in result.diagnoses]
        if result.status == PASSED or codes != [fault.code]:
            report.problems.append(
                f"{fault.code} handed in as a file: {result.status}, named {codes}"
            )
        else:
            report.sandboxed += 1
        if i == 0:
            report.pairs += _same_verdict(exercise, report, text, result)


def submission_text(exercise: Exercise, text: str) -> str:
    """Our own source text as a student's file."""
    if exercise.cell:
        return f'# %% tags=["exercise-{exercise.number}"]\n{text}\n'
    helpers = source.helpers_text(exercise)
    return f"# %%\nimport math\n\nimport numpy as np\n\n# %%\n{helpers}\n\n{text}\n"


def as_notebook(text: str) -> str:
    """A percent script as a minimal notebook."""
    cells = []
    for header, body in re.findall(
        r"(?m)^# %%(.*)\n((?:(?!# %%).*\n?)*)", text if "# %%" in text else "# %%\n" + text
    ):
        markdown = "[markdown]" in header
        tags = re.findall(r'"([^"]+)"', header)
        cell: dict[str, Any] = {
            "cell_type": "markdown" if markdown else "code",
            "metadata": {"tags": tags},
            "source": body,
        }
        if not markdown:
            cell |= {"outputs": [], "execution_count": None}
        cells.append(cell)
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _reasons(result: ExerciseResult) -> str:
    return "; ".join(
        [f"{p.name}: {p.reason}" for p in result.properties if p.reason][:3]
        + [f"[{d.code}] {d.says}" for d in result.diagnoses][:2]
    )


def run(numbers: list[str], jobs: int = 2, full: bool = False) -> list[Report]:
    """These exercises, in `jobs` processes."""
    if jobs <= 1:
        return [_by_number(n, full) for n in numbers]
    with ProcessPoolExecutor(jobs) as pool:
        own = registry.added()
        waiting = [pool.submit(_by_number, n, full, own) for n in numbers]
        return [w.result() for w in waiting]


def _by_number(number, full, own=()):
    for folder in own:
        registry.add(folder)
    return examine(registry.find(number), full)


def table(reports: list[Report]) -> str:
    """What a person reads."""
    lines = [f"{'exercise':34} faults named  variants  solution  blank  files  pairs  seconds"]
    for r in reports:
        yes = lambda b: "100 %" if b else "WRONG"
        lines.append(
            f"{r.number:5}{r.name:29} {r.named:5} of {r.faults:<3}  {r.variants:7}   "
            f"{yes(r.solution):8} "
            f"{'0' if r.blank else 'WRONG':>5}  {r.sandboxed:5}  {r.pairs:5}  {r.seconds:7.1f}"
        )
        lines += [f"      ✗ {p}" for p in r.problems]
    faults, named = sum(r.faults for r in reports), sum(r.named for r in reports)
    wrong = sum(len(r.problems) for r in reports)
    lines.append(
        f"{len(reports)} exercises, {named} of {faults} known mistakes named correctly, "
        f"{sum(r.variants for r in reports)} correct variants accepted, {wrong} problems"
    )
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="minidnn selftest", description=__doc__)
    add_arguments(parser)
    return command(parser.parse_args(argv))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("only", nargs="*", help="exercises (8.1) or parts (8); default: all")
    parser.add_argument("--course", type=Path, help="a course file or folder of your own")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--full", action="store_true", help="hand in every known mistake as a file, too"
    )


def command(args: argparse.Namespace) -> int:
    chosen = course.read(args.course, ",".join(args.only)).exercises
    if not any((folder / "proof").is_dir() for folder in map(registry.folder_of, chosen) if folder):
        print(
            "minidnn selftest: solutions and variants are not installed with minidnn; "
            "run it in a checkout of the project"
        )
        return 2
    reports = run([e.number for e in chosen], args.jobs, args.full)
    print(table(reports))
    return int(any(r.problems for r in reports))


if __name__ == "__main__":
    sys.exit(main())
