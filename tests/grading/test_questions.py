"""Questions, and exercises with numbers of a student's own."""

import numpy as np
import pytest

from minidnn.grading import commands, pages, personal, registry
from minidnn.grading.questions import choice, number

LETTER = '''"""A question with letters."""

from minidnn.grading.questions import choice

EXERCISE = choice(
    "why_shuffle",
    "Why batches are shuffled",
    right="b",
    wrong={
        "a": ("Shuffling costs time, it saves none.", "What would sorted labels do to a step?"),
        "c": ("The data stay what they are.", "What would sorted labels do to a step?"),
    },
    hints=("Think of sorted labels.", "What does one batch then hold?", "One class only."),
)
'''
NUMBER = '''"""A question with a number, another one for each student."""

from minidnn.grading.questions import number


def personal(rng):
    return {"K": int(rng.choice([3, 5, 7])), "C": int(rng.integers(11, 99))}


EXERCISE = number(
    "count_weights",
    "The weights of a kernel",
    right="K * K * C + 1",
    wrong={"K * K * C": ("The bias is not counted.", "One more per output channel.")},
    hints=("Count for one output channel.", "Every input channel has a kernel.", "And a bias."),
    personal=personal,
)
'''
FUNCTION = '''"""A function with a constant of the student's own."""

from minidnn.grading.spec import Case, Exercise, Fault, Property

from .reference import leaky


def personal(rng):
    return {"SLOPE": round(float(rng.uniform(0.05, 0.3)), 3)}


def cases(rng, constants):
    wide = (7, 5) if constants["SLOPE"] > 0.1 else (5, 7)
    return [Case("some", (rng.normal(size=wide),)), Case("more", (rng.normal(size=(3, 2)),))]


EXERCISE = Exercise(
    name="leaky",
    title="A leaky relu",
    functions=("leaky",),
    reference=(leaky,),
    cases=cases,
    outputs=("a",),
    properties=(Property("the values", 10),),
    faults=tuple(
        Fault(f"LEAKY-{k}", f"It is {new}.", "Look.", edit=((old, new),))
        for k, (old, new) in enumerate(
            [
                ("SLOPE * z", "0 * z"),
                ("SLOPE * z", "SLOPE + z"),
                ("z > 0", "z < 0"),
                ("SLOPE * z", "-SLOPE * z"),
                ("SLOPE * z", "z"),
                ("z > 0, z", "z > 0, 2 * z"),
            ]
        )
    ),
    hints=("a", "b", "c"),
    personal=personal,
)
'''
REFERENCE = '''"""The reference."""

import numpy as np

SLOPE = 0.1


def leaky(z):
    return np.where(z > 0, z, SLOPE * z)
'''
BLANK = (
    "    #### BEGIN IMPLEMENTATION ####\n    a = ...\n    #### END IMPLEMENTATION ####\n"
    "    return a\n"
)
CELL = "#### BEGIN IMPLEMENTATION ####\nanswer = {}\n#### END IMPLEMENTATION ####\n"
FILES = {
    "part.md": "# Part 30\n\n```python\nimport numpy as np\n```\n",
    "e1_why/exercise.py": LETTER,
    "e1_why/page.md": "## Exercise 30.1\n\n"
    "```python tags=[\"exercise-30.1\"]\n" + CELL.format("...") + "```\n",
    "e1_why/proof/solution.py": '# %% tags=["exercise-30.1"]\n' + CELL.format('"B "'),
    "e2_count/exercise.py": NUMBER,
    "e2_count/page.md": "## Exercise 30.2\n\n{{K}} by {{K}}, {{C}} channels\n\n"
    "```python tags=[\"exercise-30.2\"]\n" + CELL.format("...") + "```\n",
    "e3_leaky/exercise.py": FUNCTION,
    "e3_leaky/reference.py": REFERENCE,
    "e3_leaky/page.md": "## Exercise 30.3\n\nslope {{SLOPE}}\n\n"
    "```python\ndef leaky(z):\n" + BLANK + "```\n",
}  # fmt: skip


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "_added", {})
    for name, text in FILES.items():
        path = tmp_path / "own" / "part30_own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    registry.add(tmp_path / "own")
    return tmp_path


def handed_in(folder, student, answers):
    """A student's folder with these answers, and what check says about each."""
    commands.main(["exercises", "start", str(folder), "--student", student])
    page = folder / "part30_own.py"
    text = page.read_text()
    for old, new in answers:
        assert old in text
        text = text.replace(old, new, 1)
    page.write_text(text)
    return text


def test_a_question_with_letters_passes_the_selftest(own, capsys):
    assert commands.main(["selftest", "30.1", "--jobs", "1", "--full"]) == 0
    assert "2 of 2 known mistakes named correctly" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ('"a"', "Shuffling costs time, it saves none. [WHY-SHUFFLE-1]"),
        ('"d"', "answer is one of a, b, c"),
        ("3", "answer is one of a, b, c"),
        ("...", "not yet done"),
        ('"B"', "2 of 2 points"),
    ],
)
def test_what_a_letter_gets(own, capsys, answer, says):
    handed_in(own / "s", "", [("answer = ...", f"answer = {answer}")])
    commands.main(["check", "30.1", "--folder", str(own / "s")])
    out = " ".join(capsys.readouterr().out.split())
    assert says in out.replace("  ", " ") and "expected" not in out.replace("unexpected", "")


def test_each_student_has_numbers_of_her_own(own, capsys):
    anna = handed_in(own / "anna", "anna", [])
    ben = handed_in(own / "ben", "ben", [])
    assert anna != ben and "{{" not in anna
    found = personal.constants(registry.find("30.2"), "anna")
    assert f"{found['K']} by {found['K']}, {found['C']} channels" in anna
    right = found["K"] ** 2 * found["C"] + 1
    slope = personal.constants(registry.find("30.3"), "anna")["SLOPE"]
    for name in ("anna", "ben"):
        page = own / name / "part30_own.py"
        text = page.read_text()
        first, second = text.split("exercise-30.2", 1)
        second = second.replace("answer = ...", f"answer = {right}", 1)
        second = second.replace("a = ...", f"a = np.where(z > 0, z, {slope} * z)")
        page.write_text(first + "exercise-30.2" + second)
    for name, points in (("anna", ["2 of 2", "10 of 10"]), ("ben", ["0 of 2", "0 of 10"])):
        for exercise, wanted in zip(("30.2", "30.3"), points):
            commands.main(["check", exercise, "--folder", str(own / name)])
            assert f"{wanted} points" in capsys.readouterr().out, (name, exercise)


def test_a_class_with_ids(own, capsys, tmp_path):
    """Ben hands in Anna's folder: with a roster it fails, without one the same id is told."""
    slope = personal.constants(registry.find("30.3"), "anna")["SLOPE"]
    answer = ("a = ...", f"a = np.where(z > 0, z, {slope} * z)")
    for name in ("anna", "ben"):
        handed_in(own / "class" / name, "anna", [answer])
    out = own / "class.html"
    argv = ["grade", own / "class", "--only", "30.3", "--html", out, "--csv", own / "points.csv"]
    assert commands.main([str(a) for a in argv]) == 0
    assert "The id &#x27;anna&#x27; of the exercises is also that of ben" in out.read_text()
    (own / "ids.csv").write_text("anna,anna\nben,ben\n")
    commands.main([str(a) for a in [*argv, "--students", own / "ids.csv"]])
    rows = [line.split(",")[:2] for line in (own / "points.csv").read_text().splitlines()]
    assert rows[1:] == [["anna", "10"], ["ben", "0"]]
    assert "is also that of" not in out.read_text()
    (own / "ids.csv").write_text("anna\n")
    assert commands.main([str(a) for a in [*argv, "--students", own / "ids.csv"]]) == 2
    assert "expected lines of folder,id" in capsys.readouterr().err


def test_the_page_for_everybody_has_numbers_too(own):
    text = pages.script(pages.page(30)[1])
    assert "{{" not in text and "slope 0." in text


@pytest.mark.parametrize(
    ("found", "says"),
    [({"slope": 1}, "names are like SLOPE"), ({"A": np.ones(3)}, "values plain numbers")],
)
def test_constants_are_plain(own, found, says):
    import dataclasses

    exercise = dataclasses.replace(registry.find("30.3"), personal=lambda rng: found)
    with pytest.raises(ValueError, match=says):
        personal.constants(exercise, "x")


def test_a_page_with_an_unknown_constant():
    with pytest.raises(ValueError, match="which personal does not give"):
        personal.filled_in("{{NOPE}}", {})


def test_letters_without_a_gap():
    with pytest.raises(ValueError, match="expected a, b, c"):
        choice("q", "t", "a", {"c": ("x", "y")}, ("", "", ""))


@pytest.mark.parametrize("value", [float("nan"), True, "7", None])
def test_a_number_is_a_number(value):
    exercise = number("q", "t", "12", {"13": ("x", "y")}, ("", "", ""))
    with pytest.raises(ValueError, match="answer is"):
        exercise.summary(None, value)
    same = exercise.summary(None, 12)
    assert exercise.summary(None, 12.0001) == same != exercise.summary(None, 13)


@pytest.mark.parametrize("text", ["\x00" * 5000, "\udcff", ""])
def test_an_id_is_read_as_hostile(tmp_path, text):
    (tmp_path / personal.STUDENT).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert personal.student_of(tmp_path) == ""
