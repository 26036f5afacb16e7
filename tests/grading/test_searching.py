"""Answers that no table holds: one slip in the reference, two mistakes at once."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from minidnn.grading import registry, searching, source
from minidnn.grading.engine import expected_outcomes, make_cases, verdict
from minidnn.grading.outcomes import observe_here
from minidnn.grading.slips import slips

TOOL = Path(__file__).parents[2] / "tools" / "measure_naming.py"


def said(number, text, seed=1):
    """The codes of what is said about this answer."""
    exercise = registry.find(number)
    cases = make_cases(exercise, seed)
    expected = expected_outcomes(exercise, cases)
    with np.errstate(all="ignore"):
        got = observe_here(exercise, source.trusted(exercise, text), cases)
        return verdict(exercise, cases, expected, got)


def edited(number, *edits):
    text = source.own_text(registry.find(number))
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("number", "edits", "codes"),
    [
        (
            "3.4",
            [("dl_dz @ w.T", "dl_dz @ w"), (", keepdims=True", "")],
            ["DENSEB-W-NOT-TRANSPOSED", "DENSEB-DB-KEEPDIMS"],
        ),
        ("1.1", [("products + b", "products - b"), ("a_prev @ w", "a_prev @ w.T")], None),
        ("2.1", [("-np.mean(gain)", "np.sum(gain)")], ["BCE-SUM", "BCE-MINUS"]),
        ("6.3", [("params[name] - ", "params[name] + "), ("np.sqrt(v_hat)", "v_hat")], None),
        ("7.2", [("np.log(total)", "np.log2(total)"), ("return -np.mean", "return -np.sum")], None),
    ],
)
def test_two_mistakes_are_both_named(number, edits, codes):
    result = said(number, edited(number, *edits))
    assert result.points < result.max_points
    assert len(result.diagnoses) == 2 and all(d.known for d in result.diagnoses), result.diagnoses
    if codes is not None:
        exercise = registry.find(number)
        known = {f.code for f in exercise.faults}
        assert {d.code for d in result.diagnoses} <= known


@pytest.mark.parametrize(
    ("number", "edit", "code", "words"),
    [
        ("1.1", ("products + b", "products / b"), "SLIP-OPERATOR", "`/` where a `[+]` belongs"),
        ("7.1", ("(1 - p)", "(2 - p)"), "SLIP-CONSTANT", "a constant is wrong"),
        ("3.2", ("(1 - s)", "(1 - z)"), "SLIP-NAME", "`z` is used where `s` belongs"),
        ("5.2", ("rng.normal", "rng.uniform"), None, "."),
    ],
)
def test_a_slip_that_is_in_no_table_is_told(number, edit, code, words):
    if source.own_text(registry.find(number)).count(edit[0]) != 1:
        pytest.fail(f"{edit[0]!r} is not once in the reference of {number}")
    result = said(number, edited(number, edit))
    assert result.points < result.max_points
    says = " ".join(d.says for d in result.diagnoses)
    assert re.search(words, says), says
    if code:
        assert [d.code for d in result.diagnoses] == [code]


@pytest.mark.parametrize("answer", ["np.zeros_like(z)", "0.5 + 0 * z", "None"])
def test_nothing_is_claimed_for_an_answer_with_nothing_in_it(answer):
    result = said("1.3", f"def sigmoid(z):\n    return {answer}\n")
    assert not any(d.code.startswith("SLIP") for d in result.diagnoses), result.diagnoses


def test_a_slip_that_never_ends_does_not_stop_the_grader():
    """The references of 11.1 and 13.5 have a `while`: slips in it would run for ever."""
    text = edited("11.1", ("    return merged", "    return [m + 5 for m in merged[::-1]]"))
    assert said("11.1", text).points < 10
    turns = "i = 0\nwhile i < 3:\n    i += 1\n    if i == 2:\n        continue"
    names = {}
    exec(searching.bounded(turns), names)
    assert names["i"] == 3
    exec(searching.bounded("n = 0\nwhile True:\n    n += 1"), names)
    assert names["n"] == searching.TURNS


def test_a_result_that_holds_itself_is_refused():
    result = said("12.8", edited("12.8", ('cache["k"] = k', 'cache["k"] = cache')))
    assert result.points == 0 and result.diagnoses


def test_an_exception_alone_is_no_evidence():
    """Every wrong array gives the same kind of error: no slip is claimed for it."""
    result = said("3.5", edited("3.5", ("a1 = relu(z1)", "a1 = relu(y_true)")))
    assert [d.code for d in result.diagnoses] == ["EXCEPTION"]


@pytest.mark.parametrize("exercise", registry.exercises(), ids=lambda e: e.number)
def test_a_slip_never_tells_a_whole_line(exercise):
    own = source.own_text(exercise)
    formulas = {
        line.split("=", 1)[-1].replace("return ", "").strip() for line in own.split("\n")
    }
    formulas = {f for f in formulas if len(f) >= 12 and not f.endswith(":")}
    for slip in slips(own, exercise.functions, searching.SLIPS):
        assert not any(f in slip.says for f in formulas), slip.says


def test_a_sample_of_changed_references_is_named():
    """The whole measurement is tools/measure_naming.py; here four changes of each of a few."""
    spec = importlib.util.spec_from_file_location("measure_naming", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    total = {}
    for number in ("1.3", "3.1", "3.4", "7.1", "7.2"):
        counts, told = tool.measure(registry.find(number), variants=False, sample=8)
        assert counts["passes"] == 0, told
        for key, n in counts.items():
            total[key] = total.get(key, 0) + n
    refused = sum(n for key, n in total.items() if key.startswith(("refused", "named")))
    assert refused >= 30 and total["named"] >= 0.9 * refused, total


@pytest.mark.parametrize(
    ("number", "edit", "code"),
    [
        ("1.1", ("products + b", "products * b"), "DENSE-BIAS-TIMES"),
        ("3.3", ("z > 0", "z < 0"), "RELUB-WRONG-SIDE"),
        ("6.3", ("(1 - beta2) * g**2", "(1 - beta1) * g**2"), None),
        (
            "6.3",
            (
                'beta2 * state["v"][name] + (1 - beta2) * g**2',
                'beta1 * state["v"][name] + (1 - beta1) * g**2',
            ),
            "ADAM-V-WITH-BETA1",
        ),
        ("6.4", ("    if norm <= max_norm:\n        return grads\n", ""), "CLIP-STRETCHES"),
        ("7.2", ("np.exp(shifted), axis=1", "np.exp(shifted), axis=0"), "LSM-SUM-AXIS"),
        ("5.1", ("np.max(np.abs(analytic - numeric))", "np.mean(np.abs(analytic - numeric))"),
         "CHECK-MEAN"),
    ],
)  # fmt: skip
def test_mistakes_that_once_got_a_general_answer_have_a_name(number, edit, code):
    result = said(number, edited(number, edit))
    assert result.points < result.max_points
    assert result.diagnoses[0].known
    assert code is None or [d.code for d in result.diagnoses] == [code]
