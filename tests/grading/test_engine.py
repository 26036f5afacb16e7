"""Points, diagnosis, and what the grader says about mistakes that are in no table."""

import numpy as np
import pytest

from minidnn.grading import registry, searching, source
from minidnn.grading.engine import expected_outcomes, grade, grade_exercise, make_cases, verdict
from minidnn.grading.outcomes import fault_outcomes
from minidnn.grading.reading import Submission
from minidnn.grading.sandbox import Outcome
from minidnn.grading.spec import Case, Exercise, Fault, Property

# Single mistakes that are not in the tables: (exercise, code, one of these detectors speaks)
UNKNOWN = [
    ("1.1", "def dense(a_prev, w, b):\n    return a_prev @ w * 1.7 + 1.7 * b\n", {"RATIO"}),
    (
        "1.2",
        "def relu(z):\n    return np.where(z > 0, z, -1.0)\n",
        {"WHERE-ZERO", "WHERE-SIGN", "SOME-ELEMENTS"},
    ),
    ("1.3", "def sigmoid(z):\n    return 1 / (1 + np.exp(-z)) + 0.125\n", {"OFFSET"}),
    (
        "2.1",
        "def binary_cross_entropy_loss(y_true, y_pred):\n    p = np.clip(y_pred, 1e-7, 1 - 1e-7)\n"
        "    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)) * 3.3\n\n"
        "class Model:\n    def evaluate(self, x, y_true):\n        return "
        "binary_cross_entropy_loss(y_true, self.predict(x))\n",
        {"RATIO"},
    ),
    (
        "3.1",
        "def binary_cross_entropy_loss_backward(y_true, y_pred):\n    p = np.clip(y_pred, 1e-7, "
        "1 - 1e-7)\n"
        "    return (p - y_true) / (p * (1 - p)) / len(y_pred) * y_pred.size * 0.2\n",
        {"RATIO", "RATIO-VARIES", "RATIO-SIZE"},
    ),
    (
        "3.2",
        "def sigmoid_backward(z, dl_da):\n    s = 1 / (1 + np.exp(-z))\n    return dl_da * s * "
        "(1 - s) * 0.9\n",
        {"RATIO"},
    ),
    (
        "3.3",
        "def relu_backward(z, dl_da):\n    return np.where(z > 0, dl_da, 7.0)\n",
        {"WHERE-ZERO", "WHERE-SIGN", "SOME-ELEMENTS"},
    ),
    (
        "3.4",
        "def dense_backward(a_prev, w, dl_dz):\n    return a_prev.T @ dl_dz, dl_dz.sum(0, "
        "keepdims=True), (dl_dz @ w.T)[::-1]\n",
        {"ORDER", "SOME-CASES"},
    ),
    (
        "6.2",
        None,
        {
            "RATIO",
            "RATIO-VARIES",
            "WRONG",
            "SOME-CASES",
            "OFFSET",
            "RATIO-ARGUMENT",
            "CURVE-SLOW",
            "SOME-ELEMENTS",
        },
    ),
    (
        "6.3",
        None,
        {
            "RATIO",
            "RATIO-VARIES",
            "WRONG",
            "SOME-CASES",
            "OFFSET",
            "RATIO-ARGUMENT",
            "INEXACT",
            "SOME-ELEMENTS",
        },
    ),
]


def handed_in(exercise, text, folder):
    (folder / f"part{exercise.part}_x.py").write_text("import numpy as np\nimport math\n\n" + text)
    return grade_exercise(exercise, Submission(folder), 11)


@pytest.mark.parametrize(("number", "text", "codes"), UNKNOWN, ids=[u[0] for u in UNKNOWN])
def test_a_mistake_in_no_table_is_described_and_never_misnamed(number, text, codes, tmp_path):
    exercise = registry.find(number)
    if text is None:  # the reference with its learning rate multiplied by 1.3
        text = source.own_text(exercise)
        rate = next(n for n in ("learning_rate", "lr", "rate") if n in text)
        head, _, body = text.partition(":\n")
        text = f"{head}:\n    {rate} = 1.3 * {rate}\n{body}"
    result = handed_in(exercise, text, tmp_path)
    assert result.points < result.max_points
    assert result.diagnoses, result
    assert not any(d.known for d in result.diagnoses), result.diagnoses
    assert result.diagnoses[0].code in codes, result.diagnoses


def test_every_fault_is_named(tmp_path):
    """One exercise here; `minidnn selftest` does all of them."""
    exercise = registry.find("3.4")
    cases = make_cases(exercise, 4)
    expected = expected_outcomes(exercise, cases)
    for fault in exercise.faults:
        result = verdict(exercise, cases, expected, fault_outcomes(exercise, fault, cases))
        assert result.points < 10
        assert [d.code for d in result.diagnoses] == [fault.code]


def test_two_mistakes_at_once_are_both_named(tmp_path):
    text = (
        "def dense_backward(a_prev, w, dl_dz):\n"
        "    return dl_dz.T @ a_prev, np.mean(dl_dz, axis=0, keepdims=True), dl_dz @ w.T\n"
    )
    result = handed_in(registry.find("3.4"), text, tmp_path)
    assert {d.code for d in result.diagnoses} == {"DENSE-DW-TRANSPOSED", "DENSE-DB-MEAN"}
    assert 0 < result.points < 10


def test_the_same_seed_gives_the_same_result(tmp_path):
    text = "def relu(z):\n    return np.abs(z) * 1.1\n"
    first, second = (handed_in(registry.find("1.2"), text, tmp_path) for _ in range(2))
    first.seconds = second.seconds = 0.0
    assert first == second


# --- a tiny exercise of our own


def scaled(x, dy):
    return dy * 3 * x


def cases_(rng):
    return [
        Case("a row", (rng.normal(size=(1, 5)), rng.normal(size=(1, 5)))),
        Case("7 by 3", (rng.normal(size=(7, 3)), rng.normal(size=(7, 3)))),
        Case("square", (rng.normal(size=(4, 4)), rng.normal(size=(4, 4))), tags=("square",)),
    ]


def make(**changes):
    basic = {
        "number": "88.2",
        "name": "scaled",
        "title": "t",
        "functions": ("scaled",),
        "reference": (scaled,),
        "cases": cases_,
        "properties": (
            Property("the values", 5),
            Property("the shape", 2, kind="shape"),
            Property("no change", 1, kind="unchanged"),
            Property("own memory", 1, kind="fresh"),
            Property("again", 1, kind="repeat"),
        ),
        "faults": (Fault("NO-DY", "dy is not used.", "Chain rule.", edit=(("dy * 3", "3"),)),),
        "hints": ("a", "b", "c"),
        "outputs": ("dx",),
    }
    return Exercise(**basic | changes)


def judged(exercise, text):
    cases = make_cases(exercise, 1)
    expected = expected_outcomes(exercise, cases)
    probe = source.trusted(exercise, "import numpy as np\n" + text)
    from minidnn.grading.outcomes import observe_here

    return verdict(exercise, cases, expected, observe_here(exercise, probe, cases))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return -3 * x * dy", "SIGN"),
        ("return 6 * x * dy", "RATIO-2"),
        ("return 1.5 * x * dy", "RATIO-HALF"),
        ("return 3 * x * dy * len(x)", "RATIO-SIZE"),
        ("return 3 * x * dy / x.shape[1]", "RATIO-SIZE"),
        ("return 3 * x * dy * dy", "FACTOR-TWICE"),
        ("return 3 * dy", "FACTOR-MISSING"),
        ("return x", "ALIAS"),
        ("return x.copy()", "RETURNS-INPUT"),
        ("return 3 * x * dy + 2", "OFFSET"),
        ("return 3 * x * dy + x", "OFFSET-ARGUMENT"),
        ("return (3 * x * dy).T", "SHAPE-TRANSPOSED"),
        ("return (3 * x * dy).sum()", "SHAPE-SCALAR"),
        ("return (3 * x * dy)[None]", "SHAPE-KEEPDIMS"),
        ("return (3 * x * dy) * x.sum(axis=1, keepdims=True)", "RATIO-PER-ROW"),
        ("return abs(3 * x * dy)", "SIGN-SOME"),
        ("return (3 * x * dy)[::-1, ::-1]", "ORDER"),
        ("return 0 * x", "ZERO"),
        ("return np.full(x.shape, 0.25)", "CONSTANT"),
        ("return 3 * x * dy * (1 + 1e-4 * x)", "INEXACT"),
        ("return 3 * x * dy / 0", "NAN-EVERYWHERE"),
        ("return x > 0", "BOOL"),
        ("x *= 3\n    return x * dy", "CHANGED-INPUT"),
        ("pass", "RETURNED-NONE"),
        ("return 1, 2", "KIND"),
        ("return {'a': 1.0}", "KIND"),
        ("return undefined", "EXCEPTION"),
        ("return np.where(dy > 0, 3 * x * dy, x)", "WHERE-SIGN"),
        ("return x if x.shape[0] == x.shape[1] else 3 * x * dy", "ALIAS"),
    ],
)
def test_generic_detectors(body, code, monkeypatch):
    monkeypatch.setattr(searching, "slip", lambda *_: [])  # they speak where no slip explains it
    with np.errstate(all="ignore"):
        result = judged(make(), f"def scaled(x, dy):\n    {body}\n")
    assert result.points < 10
    assert code in [d.code for d in result.diagnoses], result.diagnoses


def test_dots_that_come_back_are_named(tmp_path):
    result = handed_in(registry.find("1.2"), "def relu(z):\n    return [Ellipsis][0]\n", tmp_path)
    assert result.diagnoses[0].says == "Your function still returns `...`."


def test_known_mistake_beats_the_generic_detectors():
    assert [
        d.code for d in judged(make(), "def scaled(x, dy):\n    return x + x + x\n").diagnoses
    ] == ["NO-DY"]


def test_a_mistake_that_matches_in_some_cases_only_is_not_claimed():
    text = "def scaled(x, dy):\n    return 3 * x if x.shape[0] == x.shape[1] else 4 * x * dy\n"
    assert not any(d.known for d in judged(make(), text).diagnoses)


def test_nothing_right_nothing_earned():
    result = judged(make(), "def scaled(x, dy):\n    return np.zeros(x.shape)\n")
    assert result.points == 0
    assert [p.reason for p in result.properties][1] == "counts from the first right value on"


def test_needs_ties_points_together():
    properties = (
        Property("the values", 9),
        Property("the square", 1, tags=("square",), needs="the values"),
    )
    text = "def scaled(x, dy):\n    return dy * 3 * x if x.shape[0] == x.shape[1] else x\n"
    result = judged(make(properties=properties), text)
    assert result.points == 0
    assert result.properties[1].reason == "counts once you have the values"


def test_judge_that_fails_gives_no_points():
    properties = (
        Property("judged", 10, kind="judge", judge=lambda case, expected, got: got.no_such_thing),
    )
    result = judged(make(properties=properties), "def scaled(x, dy):\n    return 1.0\n")
    assert result.points == 0


def test_float32_is_accepted():
    text = "def scaled(x, dy):\n    return (3 * x.astype(np.float32) * dy.astype(np.float32))\n"
    assert judged(make(), text).points == 10


def test_curves_speak():
    from minidnn.grading.curves import curve_says

    falling = np.linspace(1.0, 0.2, 9)
    for curve, code in (
        (np.full(9, 0.9), "CURVE-FLAT"),
        (np.full(9, np.log(2)), "CURVE-LN2"),
        (falling[::-1], "CURVE-RISING"),
        ([1.0, np.nan] + [0.5] * 7, "CURVE-NAN"),
        (falling[:5], "CURVE-LENGTH"),
        (falling * 0.1 + 0.9, "CURVE-SLOW"),
        ([..., 1], "CURVE-KIND"),
        ([*falling[1:], 0.1], "CURVE-SHIFTED"),
    ):
        assert curve_says([(falling, curve)]).code == code


def test_a_failing_grader_costs_one_exercise_only(tmp_path, monkeypatch):
    broken = make(number="88.3", name="broken", cases=lambda rng: 1 / 0)
    monkeypatch.setattr(registry, "_registered", [broken, make()])
    (tmp_path / "part88_x.py").write_text(
        "import numpy as np\ndef scaled(x, dy):\n    return dy * 3 * x\n"
    )
    course = grade(tmp_path, 1, [broken, make()])
    assert [e.points for e in course.exercises] == [0, 10]
    assert (
        "The grader itself failed here (ZeroDivisionError" in course.exercises[0].diagnoses[0].says
    )


def test_budget_and_weights(tmp_path):
    (tmp_path / "part88_x.py").write_text(
        "import numpy as np\ndef scaled(x, dy):\n    return dy * 3 * x\n"
    )
    course = grade(tmp_path, 1, [make()], weights={"88.2": 3})
    assert (course.points, course.max_points) == (30, 30)
    course = grade(tmp_path, 1, [make()], budget=0.0)
    assert course.points == 0
    assert course.exercises[0].diagnoses[0].code == "NOT-REACHED"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"points": 11}, "the properties sum to 10, expected 11 points"),
        ({"hints": ("a",)}, "three hints are needed, got 1"),
        (
            {"properties": (Property("a", 10, kind="colour"),)},
            "property kind 'colour' is not one of",
        ),
        ({"properties": (Property("a", 10, kind="judge"),)}, "kind 'judge' and judge= go together"),
        (
            {"properties": (Property("a", 10, needs="b"),)},
            "property 'a' needs 'b', which is not there",
        ),
        (
            {"faults": (Fault("A", "", "", source="x"), Fault("A", "", "", source="x"))},
            "two faults have the same code",
        ),
        ({"faults": (Fault("A", "", ""),)}, "fault A needs either edit= or source="),
    ],
)
def test_a_badly_described_exercise_is_refused(changes, text):
    with pytest.raises(ValueError, match=text.replace("(", r"\(")):
        make(**changes)


def test_an_edit_that_fits_nowhere_is_refused():
    exercise = make()
    with pytest.raises(
        ValueError, match="the text 'nothing' occurs 0 times in the reference of exercise 88.2"
    ):
        source.fault_text(exercise, Fault("A", "", "", edit=(("nothing", "x"),)))


def test_registering_an_exercise_twice_is_refused(monkeypatch):
    monkeypatch.setattr(registry, "_registered", [])
    registry.register(make())
    with pytest.raises(ValueError, match=r"exercise 88.2 \(scaled\) exists already"):
        registry.register(make())


def test_the_functions_under_test_never_enter_the_sandbox():
    for exercise in registry.exercises():
        given = source.given_text(exercise)
        for name in exercise.functions:
            assert f"def {name.split('.')[-1]}(" not in given.replace("def __init__(", ""), (
                exercise.number,
                name,
            )


def test_an_outcome_is_data():
    assert Outcome(1.0).value == 1.0
