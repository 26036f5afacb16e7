"""How well the grader names mistakes: every reference with one token changed, thousands of them.

    python tools/measure_naming.py [1 2.1 ...] [--variants] [--sample N] [all.json]

The mistakes are made here, on the text's tokens, by other rules than those that the grader searches
with. Each is graded; what gets full points is compared with the reference on twenty more sets of
inputs (the same there: equal; otherwise: a mistake that passes). Whether a refused one was named
right is judged by two things that the grader does not look at: the program that the name stands for
must agree with the mistake on fresh inputs, and the sentence must hold one of the words that TABLE
asks for this kind of change. With --variants the accepted variants and solutions are changed
instead: right answers that are written unlike the reference. The JSON file keeps every case.
"""

import json
import random
import re
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
from changed_tokens import changes  # noqa: E402

from minidnn.grading import registry, searching, source  # noqa: E402
from minidnn.grading.engine import expected_outcomes, make_cases, verdict  # noqa: E402
from minidnn.grading.outcomes import apart, observe_here  # noqa: E402
from minidnn.grading.slips import slips  # noqa: E402

# kind of change -> words of which a right sentence holds one (in what it says or hints)
SIGN = r"sign|minus|subtract|-|add|plus|negative|opposite|uphill|\+|flip|downhill|reverse|backwards"
SIZE = r"twice|half|factor|times|too large|too small|scal|divid|multipl|mean|average|sum|ratio"
VALUE = r"constant|belongs|missing|limit|\d|instead|range|wrong|first|last|always|never"
TABLE = {
    "operator": rf"{SIGN}|{SIZE}|`|product|order|power|square|divi|matri|missing|instead",
    "comparison": r"`|gate|open|closed|condition|always|never|limit|corner|where|when|only|exactly"
    r"|larger|smaller|short|long|first|last|decay|warm|right|wrong|accept|reject|too",
    "number": rf"{SIZE}|{SIGN}|{VALUE}|axis|index|step|t is|one too|row|column|clip|count|decid",
    "name": r"instead|belongs|used|uses|wrong|swap|changed places|order|mixed|missing|compares"
    r"|upstream|input|same|both|of layer|returns?|own|left out|gradient|lost|not|itself|only",
    "call": rf"{SIZE}|called|instead|logarithm|base|largest|smallest|max|min|root|square|length"
    r"|start|random|spread|draw|zero|one|worst|place|uniform|normal|missing|every",
    "axis": r"axis|row|column|sample|whole|everything|over|all|sum|one number|class|batch|per ",
    "keepdims": r"axis|keepdims|lost|shape|column|dimension|N ?× ?N|pairs|broadcast",
    "transpose": r"transpos|order|shape|factor|product|axes",
    "line": r"missing|not|never|without|no |lost|forgot|left|stay|unchanged|only|kept|once|always"
    r"|every|same|zero|instead|stops|undefined|returns?|again|`|is |are ",
    "minus": rf"{SIGN}|inverted|wrong way",
    "order": r"order|place|swap|exchang|belongs|instead|wrong|transpos|where|columns|row",
}


def loads(text):
    try:
        return bool(compile(text, "<slip>", "exec"))
    except SyntaxError:
        return False


class Judge:
    """Grades mutants of one exercise and says what became of each."""

    def __init__(self, exercise, seed=1):
        self.exercise, self.memo = exercise, {}
        self.cases = make_cases(exercise, seed)
        self.expected = expected_outcomes(exercise, self.cases, whole=True)
        self.fresh = None
        self.claims = {}
        for s in slips(source.own_text(exercise), exercise.functions, searching.SLIPS):
            claim = f"SLIP-{s.kind.upper()}|In {s.where}: {s.says}."
            self.claims.setdefault(claim, []).append(s.text)

    def program(self, text):
        extra = source.helpers_text(self.exercise) if not self.exercise.cell else ""
        return source.trusted(self.exercise, searching.bounded(extra + "\n\n" + text))

    def on_fresh(self, probe, seeds=(101, 102)):
        if self.fresh is None:
            self.fresh = [c for s in seeds for c in make_cases(self.exercise, s) if c.diagnose]
        return observe_here(self.exercise, probe, self.fresh)

    def same(self, a, b):
        """Two programs on fresh inputs."""
        first, second = self.on_fresh(a), self.on_fresh(b)
        return all(apart(self.exercise, *t) <= 1 for t in zip(self.fresh, first, second))

    def __call__(self, kind, text):
        try:
            probe = self.program(text)
        except Exception:
            return "no program", []
        short = [c for c in self.cases if c.diagnose]
        run = iter(observe_here(self.exercise, probe, short))
        # a long training counts as right: the mistake must show in the short cases
        got = [next(run) if c.diagnose else e for c, e in zip(self.cases, self.expected)]
        result = verdict(self.exercise, self.cases, self.expected, got, memo=self.memo)
        if result.points == self.exercise.points:
            reference = source.reference_probe(self.exercise)
            return ("equal" if self.same(probe, reference) else "passes"), []
        found = result.diagnoses
        if found and found[0].code == "EXCEPTION":
            python = r"(?:NameError|AttributeError|UnboundLocalError).*'\w+'"
            missing = re.search(python, found[0].says)
            if missing and kind in ("line", "name") and got[0].error:
                return "named", found  # Python says the line and the name
        stopped = all(o.error or not c.diagnose for c, o in zip(self.cases, got))
        if stopped and found and found[0].code == "EXCEPTION":
            return "stopped by Python", found  # in every case, with the line and Python's sentence
        if not found or not found[0].known:
            return "refused, generic", found
        words = " ".join(f"{d.says} {d.hint}" for d in found)
        right = re.search(TABLE[kind], words, re.I) and self.agrees(probe, found)
        return ("named" if right else "named wrong"), found

    def agrees(self, probe, found):
        """What the name stands for behaves as the mistake does."""
        codes = [d.code for d in found]
        table = {f.code: f for f in self.exercise.faults}
        if codes[0] in table and len(codes) == 1:
            return self.same(probe, source.fault_probe(self.exercise, table[codes[0]]))
        if codes[0].startswith("SLIP"):
            texts = self.claims[f"{codes[0]}|{found[0].says}"]
            return any(self.same(probe, self.program(text)) for text in texts if loads(text))
        for first, second, text in searching.combined(self.exercise):
            if [first.code, second.code] == codes:
                return self.same(probe, self.program(text))
        return True  # several outputs, each explained on its own


def sources(exercise, variants):
    if not variants:
        return [("reference", source.own_text(exercise))]
    folder = registry.folder_of(exercise) / "proof"
    paths = sorted((folder / "variants").glob("*.py"))
    return [(p.stem, p.read_text("utf-8")) for p in paths]


def measure(exercise, variants, sample):
    judge, counts, told = Judge(exercise), Counter(), []
    judge_random = random.Random(exercise.number)
    for name, text in sources(exercise, variants):
        made = {t: (k, r) for k, r, t in changes(text, exercise.functions)}
        chosen = sorted(made)
        if sample and len(chosen) > sample:
            chosen = judge_random.sample(chosen, sample)
        for changed in chosen:
            kind, row = made[changed]
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                became, found = judge(kind, changed)
            counts[became] += 1
            if became not in ("named", "no program"):
                line = changed.split("\n")[row - 1].strip()
                told.append([name, kind, became, line, [[d.code, d.says] for d in found]])
    return counts, told


def main(arguments):
    variants, sample = "--variants" in arguments, 0
    if "--sample" in arguments:
        sample = int(arguments[arguments.index("--sample") + 1])
    keys = [a for a in arguments if re.fullmatch(r"\d+(\.\d+)?", a) and a != str(sample)]
    total, everything = Counter(), {}
    for exercise in registry.exercises():
        if exercise.cell or keys and not {str(exercise.part), exercise.number} & set(keys):
            continue
        started = time.monotonic()
        counts, told = measure(exercise, variants, sample)
        total += counts
        everything[exercise.number] = {"counts": counts, "told": told}
        refused = sum(v for k, v in counts.items() if k.startswith(("refused", "named")))
        share = counts["named"] / max(1, refused)
        seconds = time.monotonic() - started
        print(f"{exercise.number:5} {dict(counts)} named right {share:.1%} {seconds:.0f} s")
    refused = sum(v for k, v in total.items() if k.startswith(("refused", "named")))
    print(f"total {dict(total)}: {refused} refused, {total['named'] / max(1, refused):.1%} named")
    if arguments and arguments[-1].endswith(".json"):
        Path(arguments[-1]).write_text(json.dumps(everything, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
