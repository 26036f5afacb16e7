"""Which submissions of a class look alike: fingerprints of what was written, by winnowing.

Names that a student chose, comments and layout do not count. What many wrote (there are few ways
to write `a_prev @ w + b`) is removed before submissions are compared. A high number is a reason to
read two answers side by side; it proves nothing.

Source: Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting",
2003.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

WORDS, WINDOW = 7, 4  # tokens in one fingerprint; of so many neighbours the smallest is kept
SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER, tokenize.ENCODING}
KEPT = {*keyword.kwlist, *dir(builtins), "np", "numpy", "math", "self"}
PLACES = {tokenize.NEWLINE: "\n", tokenize.INDENT: "{", tokenize.DEDENT: "}"}

Prints = dict[str, frozenset[int]]  # exercise -> fingerprints


@dataclass(frozen=True)
class Pair:
    """Two submissions: how much of the smaller one's rare fingerprints the other one has, too."""

    first: str
    second: str
    share: float
    common: int
    exercises: tuple[str, ...]  # where, the most first


def fingerprints(text: str) -> frozenset[int]:
    """The fingerprints of one answer."""
    words = _words(text)
    grams = [" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)]
    hashes = [zlib.crc32(g.encode("utf-8", "replace")) for g in grams]
    windows = range(max(1, len(hashes) - WINDOW + 1)) if hashes else ()
    return frozenset(min(hashes[i : i + WINDOW]) for i in windows)


def _words(text: str) -> list[str]:
    """Tokens, with one word for all names that a student may choose."""
    words: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in SKIPPED:
                continue
            word = PLACES.get(token.type, token.string)
            if token.type == tokenize.STRING:
                word = '""'
            elif token.type == tokenize.NAME and word not in KEPT and words[-1:] != ["."]:
                word = "name"
            words.append(word)
    except (tokenize.TokenError, SyntaxError):
        pass  # what could be read until then
    return words


def pairs(submissions: Mapping[str, Prints], least: int = 8, most: int = 40) -> list[Pair]:
    """The most similar pairs first; `least` rare fingerprints must be common to them."""
    owners: Counter[int] = Counter()
    for prints in submissions.values():
        owners.update(frozenset().union(*prints.values()) if prints else ())
    limit = max(2, round(0.1 * len(submissions)))
    rare = {
        name: {e: {h for h in found if owners[h] <= limit} for e, found in prints.items()}
        for name, prints in submissions.items()
    }
    whole = {name: set().union(*parts.values()) if parts else set() for name, parts in rare.items()}
    found = []
    names = sorted(whole)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            common = whole[a] & whole[b]
            if len(common) >= least:
                share = len(common) / min(len(whole[a]), len(whole[b]))
                where = {e: len(rare[a][e] & rare[b].get(e, set())) for e in rare[a]}
                order = [e for e, n in Counter(where).most_common() if n]
                found.append(Pair(a, b, share, len(common), tuple(order)))
    found.sort(key=lambda p: (-p.share * min(1.0, p.common / 30), p.first, p.second))
    return found[:most]
