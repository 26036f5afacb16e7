"""How a content author describes an exercise to the grader; this docstring is the authors' manual.

One file per part, `minidnn/grading/partN.py`, holds plain NumPy code and ends with `EXERCISES =
[...]`.

**One mechanism.** A *case* is a tuple of arguments. A *probe* runs one implementation on one case
and returns plain
data. The reference, every fault and the student run through the same probe on the same cases; only
the student's
run happens in a sandbox. Points and diagnosis come from comparing the outcomes.

    reference   functions (or a class) at module level in the part file, plain NumPy, nothing from
    minidnn.
                They may call other functions of the part file, and `np` and `math`; simple
                constants work too.
                Arrive at results as a textbook would: a fault is usually an *edit* of this source
                text.
    given       earlier reference functions that the student's code may call (so a mistake costs
    points once). What
                they call themselves is found automatically. The functions under test never enter
                the sandbox.
    cases(rng)  a list of Case. Everything random comes from `rng`: each submission gets fresh
    numbers. Use pairwise
                different prime dimensions (7, 5, 3) so that a ratio names its cause; square and
                non-square, N = 1,
                saturated, tiny; a random upstream gradient, never ones; float64. Tags group cases
                for properties.
    probe       `def probe(student, *args)`: `student.<name>` is the function under test, the given
    functions are
                plain global names. It is sent to the sandbox as source, so: a module-level `def`
                that uses np, math
                and given functions only. Returns an array, a number, a bool, a tuple or a dict of
                those. Without
                a probe the function is called with the case's arguments. Use a probe for state,
                several calls,
                classes, random numbers (`rng = np.random.default_rng(seed)` with the seed an
                argument), loops,
                statistics of an initialiser (return mean and std), a training curve. What the
                probe returns comes
                from the student's process: return predictions and judge them against labels kept in
                `Case.secret`, do not return an accuracy.
                `np.random` is seeded the same way before every probe.
    outputs     names of the returned values, in order (for a dict: its keys): ("dl_dw", "dl_db",
    "dl_da_prev").
    summary     `summary(case, value)`, run in the grader's process on what every probe returned
    (student, reference,
                faults) before anything is compared: for correct answers that differ in their
                random draws. It gives
                plain data: the spread of initial weights, the share of dropped elements, "every
                row exactly once".
                `outputs` then names its entries. It raises ValueError("...") with a sentence if
                the value has a wrong form.
    properties  what earns points. Kinds:
        value      close to the reference: |got - expected| <= rtol·|expected| +
        atol·max|expected|, same shape,
                   floating (a bool or an int where floats are due is wrong). The default
                   tolerances let float32 pass.
        shape      exact shapes             dtype      the reference's dtype (use float32 cases)
        unchanged  no argument was changed  fresh      no result shares memory with an argument
        quiet      NumPy gave no warning    repeat     a second call gives the same result
        judge      `judge(case, expected, got)` returns None, or a sentence that says what is wrong
      `tags` narrows a property to the cases with one of these tags, `outputs` to some outputs.
      Kinds other than value and judge count only when at least one value or judge property is
      earned:
      an answer with nothing right in it has no points. `needs="name"` ties a property to another
      one: use it
      where a trivial answer (zeros, the first argument back) would be right by luck. Points sum to
      `points`.
    faults      wrong implementations, at least six, each with a stable code, one sentence naming
    the mistake and one
                pointing the way without giving the line. Written as `edit=((old, new), ...)`:
                replacements in the
                reference's source text (each `old` must occur exactly once, in the functions of
                `reference` only), or
                as `source="def f(...): ..."`, the complete text (use textwrap style: column 0). A
                fault that raises
                or changes its inputs is fine. Every two faults must differ on some case, and each
                from the reference;
                `minidnn selftest` proves it: each fault is graded below full points and named
                correctly.
    hints       three levels, from a nudge to almost the answer; never the line itself.
    methods     functions=("Model.predict",) grades a method: the student's method is put into the
    class Model of
                `reference`; a whole class is functions=("Model",). `student.Model` is the class
                either way.
    cells       cell=True: the student fills in top-level code of a cell tagged "exercise-4.2"
    instead of a
                function. `reference` is then source text; `student.<name>(names)` runs the cell
                with the dict
                `names` as its variables and returns the dict afterwards.
    training    Mark long cases `diagnose=False` (faults are not run on them) and add a short one
    (20 steps) for the
                faults. Outputs listed in `curves` are loss curves: flat, rising, NaN, stuck at ln
                2 are recognised.

The student's file is `exercises/part<N>_<topic>.py` (and the .ipynb beside it), in percent format;
blanks are `...`
between the markers `#### BEGIN IMPLEMENTATION ####` and `#### END IMPLEMENTATION ####`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = ("value", "shape", "dtype", "unchanged", "fresh", "quiet", "repeat", "judge")
EARNERS = ("value", "judge")  # the kinds that say something is right


@dataclass(frozen=True)
class Case:
    """One call: a short name a student understands ("N = 1"), the arguments, the groups it belongs
    to.

    `secret` stays in the grader's process, for `judge`: labels of a validation set, say.
    """

    name: str
    args: tuple
    tags: tuple[str, ...] = ()
    diagnose: bool = True
    secret: Any = None


@dataclass(frozen=True)
class Property:
    """Something that earns points; `name` completes the sentence "points for ..." on the student's
    screen."""

    name: str
    points: int
    kind: str = "value"
    tags: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    rtol: float = 1e-5
    atol: float = 1e-6
    judge: Callable[[Case, Any, Any], str | None] | None = None
    needs: str = ""


@dataclass(frozen=True)
class Fault:
    """A known mistake: `says` names it, `hint` points the way without giving the line."""

    code: str
    says: str
    hint: str
    edit: tuple[tuple[str, str], ...] = ()
    source: str = ""


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise; see the module's docstring for every field."""

    number: str
    name: str
    title: str
    functions: tuple[str, ...]
    reference: Any  # a tuple of functions or classes; with cell=True the source text
    cases: Callable[[Any], list[Case]]
    properties: tuple[Property, ...]
    faults: tuple[Fault, ...]
    hints: tuple[str, str, str]
    given: tuple[Callable, ...] = ()
    probe: Callable | None = None
    arguments: tuple[
        str, ...
    ] = ()  # names of the case's arguments; taken from the reference when empty
    outputs: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    summary: Callable[[Case, Any], Any] | None = None
    points: int = 10
    seconds: float = 5.0  # for one call
    cell: bool = False

    def __post_init__(self) -> None:
        where = f"exercise {self.number} ({self.name})"
        total = sum(p.points for p in self.properties)
        if total != self.points:
            raise ValueError(
                f"{where}: the properties sum to {total}, expected {self.points} points"
            )
        if len(self.hints) != 3:
            raise ValueError(f"{where}: three hints are needed, got {len(self.hints)}")
        names = [p.name for p in self.properties]
        for p in self.properties:
            if p.kind not in KINDS:
                raise ValueError(f"{where}: property kind {p.kind!r} is not one of {KINDS}")
            if (p.kind == "judge") != (p.judge is not None):
                raise ValueError(
                    f"{where}: property {p.name!r}: kind 'judge' and judge= go together"
                )
            if p.needs and p.needs not in names:
                raise ValueError(
                    f"{where}: property {p.name!r} needs {p.needs!r}, which is not there"
                )
        codes = [f.code for f in self.faults]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{where}: two faults have the same code")
        for f in self.faults:
            if bool(f.edit) == bool(f.source):
                raise ValueError(f"{where}: fault {f.code} needs either edit= or source=")

    @property
    def part(self) -> int:
        return int(self.number.split(".")[0])
