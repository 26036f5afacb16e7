"""An assignment for nbgrader and for Otter-Grader, made from the course's pages.

Both run a student's notebook and look at what its cells give, so here a test is a call of this
grader: points("dense") in a locked cell for nbgrader, a doctest for each property for Otter. The
student's functions still run in the sandbox; the calls themselves run in the notebook's own
process.

Source: nbgrader's metadata of cells, schema version 3; Otter's test files in the OK format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from minidnn.grading import pages
from minidnn.grading.course import Course
from minidnn.grading.pages import PageCell
from minidnn.grading.reading import BEGIN
from minidnn.grading.spec import Exercise

CHECK = re.compile(r"^check\([\"']([\w.]+)[\"']\)\s*$", re.M)
NBGRADER_CONFIG = """\
# `nbgrader generate_assignment part1_prediction`, then `nbgrader autograde part1_prediction`
c = get_config()
c.CourseDirectory.course_id = "minidnn"
# the notebooks in source/ hold blanks already: there are no solutions to take out
c.ClearSolutions.enabled = False
# some pages end with a training
c.ExecutePreprocessor.timeout = 300
"""
OTTER_CONFIG = {"show_stdout": True, "seed_required": False}
OK_TEST = '''\
"""Exercise {number}, {name}: a doctest for each property."""

OK_FORMAT = True

test = {{
    "name": "{file}",
    "points": {points},
    "suites": [
        {{
            "type": "doctest",
            "scored": True,
            "setup": "",
            "teardown": "",
            "cases": [
{cases}            ],
        }}
    ],
}}
'''


def nbgrader(course: Course) -> dict[str, bytes]:
    """path -> content of a course folder for nbgrader: an assignment for each part."""
    files = {"nbgrader_config.py": NBGRADER_CONFIG.encode()}
    for name, cells, chosen in _parts(course):
        made = [_nbgrader_cell(course, cell, chosen) for cell in cells]
        book = _notebook(cells, made, course)
        files[f"source/{name}/{name}.ipynb"] = book.encode()
        files |= _pictures(f"source/{name}", chosen)
    return files


def _nbgrader_cell(course: Course, cell: PageCell, chosen) -> tuple[str, dict]:
    """(source, metadata) of a page's cell."""
    exercise = _checked(cell, chosen)
    if exercise is not None:
        name = "exercise-" + exercise.number.replace(".", "-")
        points = exercise.points * course.weights.get(exercise.number, 1)
        factor = f" * {course.weights[exercise.number]}" if points != exercise.points else ""
        lines = f"from minidnn.grading import points\n\npoints({exercise.name!r}){factor}"
        return lines, {"nbgrader": _mark(name, grade=True, locked=True) | {"points": points}}
    if cell.code and BEGIN in cell.source:
        return cell.source, {"nbgrader": _mark("", solution=True)}
    return cell.source, {}


def _mark(name: str, grade=False, solution=False, locked=False) -> dict:
    return {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        "cell_type": "code",
    }


def otter(course: Course) -> dict[str, bytes]:
    """path -> content: a folder for each part, with its notebook, its tests and its settings."""
    files: dict[str, bytes] = {}
    for name, cells, chosen in _parts(course):
        made = [_otter_cell(cell, chosen) for cell in cells]
        first = PageCell(True, f'import otter\n\ngrader = otter.Notebook("{name}.ipynb")')
        book = _notebook([first, *cells], [(first.source, {}), *made], course)
        files[f"{name}/{name}.ipynb"] = book.encode()
        files[f"{name}/otter_config.json"] = (json.dumps(OTTER_CONFIG, indent=1) + "\n").encode()
        files[f"{name}/requirements.txt"] = b"minidnn\n"
        files |= _pictures(name, chosen)
        for exercise in chosen.values():
            path = f"{name}/tests/{_question(exercise)}.py"
            files[path] = _ok_test(exercise, course.weights.get(exercise.number, 1)).encode()
    return files


def _question(exercise: Exercise) -> str:
    return "q" + exercise.number.replace(".", "_")


def _otter_cell(cell: PageCell, chosen) -> tuple[str, dict]:
    exercise = _checked(cell, chosen)
    if exercise is None:
        return cell.source, {}
    return f'{cell.source}\ngrader.check("{_question(exercise)}")', {}


def _ok_test(exercise: Exercise, weight: int) -> str:
    cases = ""
    for p in exercise.properties:
        call = f"earned({exercise.name!r}, {p.name!r})"
        code = f">>> from minidnn.grading import earned\n>>> {call}\nTrue"
        cases += f'                {{"code": {code!r}, "hidden": False, "locked": False}},\n'
    return OK_TEST.format(
        number=exercise.number,
        name=exercise.name,
        file=_question(exercise),
        points=[p.points * weight for p in exercise.properties],
        cases=cases,
    )


# --- both


def _parts(course: Course):
    """(page's name, its cells, check's name -> exercise) for each part that is chosen."""
    for part in sorted({e.part for e in course.exercises}):
        name, cells = pages.page(part)
        chosen: dict[str, Exercise] = {}
        for e in course.exercises:
            if e.part == part:
                chosen |= {e.name: e, e.number: e}
        inside = {m for c in cells if c.code for m in CHECK.findall(c.source)}
        missing = [e.number for e in course.exercises if e.part == part]
        missing = [n for n in missing if not inside & {n, chosen[n].name}]
        if missing:
            raise ValueError(f"{name}: no cell with check(...) for exercise {', '.join(missing)}")
        yield name, cells, _Unique(chosen)


def _pictures(place: str, chosen) -> dict[str, bytes]:
    part = next(iter(chosen.values())).part
    return {f"{place}/{n}": text.encode() for n, text in pages.pictures([part]).items()}


class _Unique(dict):
    """Exercises by what `check` is called with; their values once each."""

    def values(self):
        return list({e.number: e for e in super().values()}.values())


def _checked(cell: PageCell, chosen) -> Exercise | None:
    """The exercise that this cell checks, if it is one of the chosen."""
    found = CHECK.findall(cell.source) if cell.code else []
    return chosen.get(found[-1]) if found else None


def _notebook(cells: list[PageCell], made: list[tuple[str, dict]], course: Course) -> str:
    """The page's notebook with other sources and metadata."""
    if course.folders:
        names = [f"own{i}" for i in range(1, len(course.folders) + 1)]
        text = f"import os\n\nos.environ['MINIDNN_COURSE'] = os.pathsep.join({names!r})"
        cells, made = [PageCell(True, text), *cells], [(text, {}), *made]
    changed = [PageCell(c.code, source, c.tags) for c, (source, _) in zip(cells, made)]
    book = json.loads(pages.notebook(changed))
    for entry, (_, more) in zip(book["cells"], made):
        entry["metadata"] |= more
        if more.get("nbgrader", {}).get("grade_id") == "":
            more["nbgrader"]["grade_id"] = f"answer-{entry['id']}"
    return json.dumps(book, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def own_folders(files: dict[str, bytes], sources: dict[Path, dict[str, bytes]]) -> None:
    """A teacher's own course goes beside every notebook."""
    places = {str(Path(name).parent) for name in files if name.endswith(".ipynb")}
    for i, content in enumerate(sources.values(), 1):
        for place in places:
            files.update({f"{place}/own{i}/{inner}": raw for inner, raw in content.items()})
