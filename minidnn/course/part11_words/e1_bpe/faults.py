"""Known mistakes of exercise 11.1, merge_pair."""

from minidnn.grading.spec import Fault

_ZIP = "zip(tokens, tokens[1:])"
_BEST = "return min(counts, key=lambda pair: (-counts[pair], pair))"
_TEST = "if tuple(tokens[i : i + 2]) == tuple(pair):"
_STEP = "i = i + 2"
_KEEP = "merged.append(tokens[i])"
_NEW = "merged.append(new)"

FAULTS = (
    Fault(
        "BPE-RAREST",
        "You take the pair that occurs least often.",
        "The most frequent pair saves the most signs.",
        edit=((_BEST, "return min(counts, key=lambda pair: (counts[pair], pair))"),),
    ),
    Fault(
        "BPE-TIE-LARGEST",
        "Of equally frequent pairs you take the largest.",
        "The page asks for the smallest of them.",
        edit=((_BEST, "return max(counts, key=lambda pair: (counts[pair], pair))"),),
    ),
    Fault(
        "BPE-TIE-FIRST",
        "Of equally frequent pairs you take the one that came first in the text.",
        "The page asks for the smallest of them.",
        edit=((_BEST, "return max(counts, key=lambda pair: counts[pair])"),),
    ),
    Fault(
        "BPE-TIE-SECOND",
        "Ties are decided by the second number of the pair.",
        "Tuples are compared by their first number first.",
        edit=((_BEST, "return min(counts, key=lambda pair: (-counts[pair], pair[::-1]))"),),
    ),
    Fault(
        "BPE-SMALLEST",
        "You take the smallest pair, however rare it is.",
        "The count comes first; the numbers only decide between equal counts.",
        edit=((_BEST, "return min(counts)"),),
    ),
    Fault(
        "BPE-EVERY-SECOND",
        "You count only the pairs that begin at an even place.",
        "Every sign has a neighbour on its right.",
        edit=((_ZIP, "zip(tokens[::2], tokens[1::2])"),),
    ),
    Fault(
        "BPE-UNORDERED",
        "You count (a, b) and (b, a) as the same pair.",
        "The order of the signs matters.",
        edit=((_ZIP, "(tuple(sorted(p)) for p in zip(tokens, tokens[1:]))"),),
    ),
    Fault(
        "BPE-NO-DOUBLES",
        "Pairs of two equal signs are not counted.",
        "A pair of equal signs is a pair, too.",
        edit=((_ZIP, "[p for p in zip(tokens, tokens[1:]) if p[0] != p[1]] or [(0, 0)]"),),
    ),
    Fault(
        "BPE-SECOND-NEIGHBOUR",
        "You count signs that are two places apart.",
        "Neighbours are one place apart.",
        edit=((_ZIP, "zip(tokens, tokens[2:])"),),
    ),
    Fault(
        "BPE-KEEPS-SECOND",
        "The second sign of a merged pair stays in the text.",
        "Both signs are used up: go on behind them.",
        edit=((_STEP, "i = i + 1"),),
    ),
    Fault(
        "BPE-SKIPS",
        "A sign behind each merged pair is lost.",
        "Go on right behind the pair.",
        edit=((_STEP, "i = i + 3"),),
    ),
    Fault(
        "BPE-ONCE",
        "Only the first occurrence is merged.",
        "All of them, from left to right.",
        edit=((_TEST, "if tuple(tokens[i : i + 2]) == tuple(pair) and new not in merged:"),),
    ),
    Fault(
        "BPE-FIRST-SIGN",
        "Every occurrence of the first sign is replaced, whatever follows.",
        "Both signs of the pair have to stand there.",
        edit=((_TEST, "if tokens[i] == pair[0]:"),),
    ),
    Fault(
        "BPE-REVERSED",
        "The pair is merged where its signs stand in the other order.",
        "The order of the signs matters.",
        edit=((_TEST, "if tuple(tokens[i : i + 2]) == tuple(pair)[::-1]:"),),
    ),
    Fault(
        "BPE-DELETES",
        "The pair is taken out, but the new token is not put in.",
        "The new token stands for the pair.",
        edit=((_NEW, "pass"),),
    ),
    Fault(
        "BPE-ONLY-NEW",
        "The signs that belong to no pair are lost.",
        "What is not merged stays as it is.",
        edit=((_KEEP, "pass"),),
    ),
    Fault(
        "BPE-LAST-SIGN",
        "The last sign of the text is lost.",
        "Go on until the end of the list.",
        edit=(("while i < len(tokens):", "while i < len(tokens) - 1:"),),
    ),
)
