"""The course's commands: check, grade, exercises, selftest, package."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path

from minidnn.grading import course as courses_
from minidnn.grading import diary, late, package, registry, regrade, selftest, workspace
from minidnn.grading.cohort import grade_all, roster, submissions_in
from minidnn.grading.engine import grade, grade_safely, new_seed
from minidnn.grading.reading import Submission
from minidnn.grading.reports import class_page, formats, gradebook, html, text
from minidnn.grading.result import NOT_DONE, PASSED, CourseResult

WRITERS = {
    "json": lambda course, hide: formats.to_json(course),
    "junit": lambda course, hide: formats.junit(course),
    "gradescope": lambda course, hide: formats.gradescope(course, hide),
    "classroom50": lambda course, hide: formats.classroom50(course),
    "markdown": lambda course, hide: formats.markdown(course),
    "html": html.page,
    "csv": lambda course, hide: gradebook.table([course]),
}


def add_commands(subparsers) -> None:
    """Register the commands with the main program's argparse subparsers."""
    check = subparsers.add_parser(
        "check", help="grade one exercise of yours", description="Grade one exercise."
    )
    check.add_argument("exercise", help='number or name: 3.4, or "dense_backward"')
    _folder(check)
    _course(check)
    check.add_argument("--seed", type=int, help="repeat a grading with the same numbers")
    check.set_defaults(run=run_check)

    grade_ = subparsers.add_parser(
        "grade",
        help="grade a folder of exercises, or a folder of submissions",
        description=(
            "Grade a student's folder; a folder with several students' folders gives a gradebook."
        ),
    )
    grade_.add_argument("folder", nargs="?", type=Path, help="default: here, or ./exercises")
    grade_.add_argument("--only", help="exercises or parts to grade, separated by commas: 3.4,4 ")
    _course(grade_)
    grade_.add_argument("--student", help="the id of the one who handed this in (own numbers)")
    grade_.add_argument("--students", type=Path, help="a class: a CSV with the lines folder,id")
    grade_.add_argument(
        "--metadata", type=Path, help="Gradescope's submission_metadata.json, for the late policy"
    )
    grade_.add_argument("--seed", type=int, help="repeat a grading with the same numbers")
    grade_.add_argument(
        "--jobs", type=int, default=1, help="submissions (or exercises) at the same time"
    )
    grade_.add_argument(
        "--budget", type=float, default=1200.0, help="seconds for one submission (default 1200)"
    )
    grade_.add_argument(
        "--hide", action="store_true", help="leave expected values out of the reports"
    )
    grade_.add_argument(
        "--fail", action="store_true", help="exit with 1 unless all points are reached"
    )
    for name in WRITERS:
        grade_.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write a {name} report")
    grade_.set_defaults(run=run_grade)

    again = subparsers.add_parser(
        "regrade",
        help="repeat a grading with its stored seed, and say what has changed",
        description="Grade again what a JSON report of `minidnn grade` tells, with its seeds.",
    )
    again.add_argument("report", type=Path, help="the file that `minidnn grade --json` wrote")
    again.add_argument("folder", type=Path, help="the submission, or the folder of submissions")
    _course(again)
    again.add_argument("--jobs", type=int, default=1)
    again.add_argument("--json", type=Path, metavar="FILE", help="write the new report")
    again.set_defaults(run=run_regrade)

    exercises = subparsers.add_parser(
        "exercises", help="start, status, hint, reset", description="Your exercises."
    )
    actions = exercises.add_subparsers(
        dest="action", required=True, metavar="start|status|hint|reset"
    )
    start = actions.add_parser("start", help="copy the exercises into a folder of yours")
    start.add_argument("folder", type=Path)
    start.add_argument("--student", default="", help="your id, for exercises with your own numbers")
    start.set_defaults(run=run_start)
    _course(start)
    status = actions.add_parser("status", help="what is filled in, without running it")
    _course(status)
    _folder(status)
    status.set_defaults(run=run_status)
    hint = actions.add_parser("hint", help="the next of three hints")
    hint.add_argument("exercise")
    _course(hint)
    _folder(hint)
    hint.set_defaults(run=run_hint)
    reset = actions.add_parser(
        "reset", help="make an exercise (3.4) or a part (3) blank again; a backup is kept"
    )
    reset.add_argument("exercise")
    _course(reset)
    _folder(reset)
    reset.set_defaults(run=run_reset)

    self_test = subparsers.add_parser(
        "selftest", help="prove that the grader grades correctly", description=selftest.__doc__
    )
    selftest.add_arguments(self_test)
    self_test.set_defaults(run=selftest.command)

    pack = subparsers.add_parser(
        "package", help="make an autograder to upload", description=package.__doc__
    )
    kind = pack.add_mutually_exclusive_group(required=True)
    kind.add_argument("--gradescope", action="store_true", help="a zip for Gradescope")
    kind.add_argument("--classroom50", action="store_true", help="a zip for Classroom 50")
    kind.add_argument("--nbgrader", action="store_true", help="notebooks for nbgrader")
    kind.add_argument("--otter", action="store_true", help="notebooks and tests for Otter-Grader")
    pack.add_argument("--only", help="exercises or parts, as for grade")
    _course(pack)
    pack.add_argument("--output", type=Path, help="name of the zip")
    pack.set_defaults(run=run_package)


def _folder(parser) -> None:
    parser.add_argument(
        "--folder", type=Path, help="your exercises (default: here, or ./exercises)"
    )


def _course(parser) -> None:
    parser.add_argument(
        "--course", type=Path, help="a course file or folder of your own (docs/authoring.md)"
    )


def find_folder(folder: Path | None) -> Path:
    """The student's folder: as told, else here, else ./exercises."""
    if folder is not None:
        if not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        return folder
    for candidate in (Path(), Path("exercises")):
        if any(candidate.glob("part*.py")) or any(candidate.glob("part*.ipynb")):
            return candidate
    raise ValueError(
        "no exercises here; `minidnn exercises start my-course` makes a folder with them"
    )


def folder_option(options) -> str:
    """What a command to type needs in order to find the same folder."""
    return "" if options.folder is None else f" --folder {shlex.quote(str(options.folder))}"


def run_check(options) -> int:
    courses_.read(options.course)
    exercise = registry.find(options.exercise)
    seed = new_seed() if options.seed is None else options.seed
    folder = find_folder(options.folder)
    result = grade_safely(exercise, Submission(folder), seed)
    diary.note(folder, result)
    print(text.exercise(result, colour=sys.stdout.isatty()))
    if result.status not in (PASSED, NOT_DONE):
        place = folder_option(options)
        print(f"  (seed {seed}; a hint: minidnn exercises hint {exercise.number}{place})")
    return int(result.status != PASSED)


def run_grade(options) -> int:
    folder = find_folder(options.folder)
    plan = courses_.read(options.course, options.only)
    targets = {name: getattr(options, name) for name in WRITERS if getattr(options, name)}
    each = submissions_in(folder)
    if each:
        return _grade_each(each, plan, options, targets)
    share = 1.0
    if plan.late and options.metadata:
        share = plan.late.factor(late.hours_late(options.metadata))

    def save(course: CourseResult) -> None:
        """After each exercise, so that a kill from outside leaves a valid report."""
        for name, path in targets.items():
            if name == "gradescope":
                content = formats.gradescope(course, options.hide, share)
            else:
                content = WRITERS[name](course, options.hide)
            formats.write(path, content)

    course = grade(
        folder,
        options.seed,
        plan.exercises,
        options.jobs,
        save if targets else None,
        options.budget,
        plan.weights,
        options.student,
    )
    save(course)
    colour, place = sys.stdout.isatty(), folder_option(options)
    print(text.course(course, colour, options.hide, place))
    return int(options.fail and course.points < course.max_points)


def _grade_each(each, plan, options, targets) -> int:
    unusable = set(targets) - {"csv", "json", "html"}
    if unusable:
        raise ValueError(
            f"{', '.join(sorted(unusable))}: made for one submission; a folder of them gives "
            "csv, json, html"
        )
    numbers = [e.number for e in plan.exercises]
    ids = roster(options.students) if options.students else None
    courses = grade_all(
        each, options.seed, numbers, options.jobs, options.budget, plan.weights, ids
    )
    contents = {
        "csv": lambda: gradebook.table(courses),
        "html": lambda: class_page.page(courses),
        "json": lambda: json.dumps([c.to_json() for c in courses], indent=1, allow_nan=False),
    }
    for name, path in targets.items():
        formats.write(path, contents[name]())
    print(gradebook.summary(courses))
    return 0


def run_regrade(options) -> int:
    courses_.read(options.course)
    results, told = regrade.regrade(options.report, options.folder, options.jobs)
    for line in told:
        print(text.clean(line))
    if options.json:
        content = json.dumps([r.to_json() for r in results], indent=1, allow_nan=False)
        formats.write(options.json, content)
    same = "nothing has changed" if not told else f"{len(told)} differences"
    print(f"{len(results)} graded again: {same}")
    return int(bool(told))


def run_start(options) -> int:
    courses_.read(options.course)
    print("\n".join(workspace.start(options.folder, options.student)))
    print(
        f"Open {options.folder / 'part1_prediction.ipynb'} (or the .py beside it), then:\n"
        f"minidnn exercises status{folder_option(options)}"
    )
    return 0


def run_status(options) -> int:
    words = {
        "filled": "filled in",
        "blank": "not yet done",
        "partly": "begun",
        "missing": "missing",
        "broken": "unreadable",
    }
    courses_.read(options.course)
    rows = workspace.status(find_folder(options.folder))
    for exercise, state, file in rows:
        print(f"{exercise.number:4} {exercise.name:34} {words[state]:13} {file}")
    filled = sum(state == "filled" for _, state, _ in rows)
    command = "minidnn grade" + folder_option(options).replace(" --folder", "")
    print(f"{filled} of {len(rows)} filled in; `{command}` says whether they are right")
    return 0


def run_hint(options) -> int:
    courses_.read(options.course)
    exercise = registry.find(options.exercise)
    level, hint = workspace.hint(find_folder(options.folder), exercise)
    print(f"{exercise.number} {exercise.name}, hint {level} of 3: {hint}")
    return 0


def run_reset(options) -> int:
    folder = find_folder(options.folder)
    courses_.read(options.course)
    key = options.exercise
    print("\n".join(workspace.reset(folder, key)))
    return 0


def run_package(options) -> int:
    plan = courses_.read(options.course, options.only)
    kind = next(k for k in package.KINDS if getattr(options, k))
    output = options.output or Path(f"minidnn-{kind}.zip")
    package.make(kind, output, plan)
    print(f"{output}: {len(plan.exercises)} exercises")
    return 0


def main(argv: list[str] | None = None) -> int:
    """The course's commands alone: `python -m minidnn.grading.commands grade ...`, as an
    autograder calls it."""
    parser = argparse.ArgumentParser(prog="minidnn", description=__doc__)
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    options = parser.parse_args(argv)
    try:
        return options.run(options) or 0
    except (ValueError, RuntimeError, OSError) as error:
        print(f"minidnn: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
