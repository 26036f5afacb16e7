"""Learns byte pairs: counts neighbours in all words, and joins the most frequent pair again."""

from collections import Counter, defaultdict
from collections.abc import Iterable

Pair = tuple[int, int]
Word = tuple[int, ...]


def merged(word: Word, pair: Pair, token: int) -> Word:
    """The word with every occurrence of the pair, from the left, replaced by the token."""
    result, i, left, right = [], 0, pair[0], pair[1]
    while i < len(word):
        if word[i] == left and i + 1 < len(word) and word[i + 1] == right:
            result.append(token)
            i += 2
        else:
            result.append(word[i])
            i += 1
    return tuple(result)


def learned(words: Iterable[Word], count: int) -> list[Pair]:
    """At most `count` merges; fewer where no pair occurs twice.

    Different words are counted once with their frequency, and after a merge only the words that
    hold its pair are counted again: a book takes seconds.
    """
    frequency = Counter(words)
    shapes = list(frequency)
    weights = [frequency[word] for word in shapes]
    pairs: Counter[Pair] = Counter()
    places: dict[Pair, set[int]] = defaultdict(set)  # in which words a pair was seen
    for i, word in enumerate(shapes):
        for pair in zip(word, word[1:]):
            pairs[pair] += weights[i]
            places[pair].add(i)
    merges: list[Pair] = []
    while len(merges) < count and pairs:
        most = max(pairs.values())
        if most < 2:
            break
        best = min(pair for pair, n in pairs.items() if n == most)
        for i in places.pop(best):
            recount(pairs, shapes[i], -weights[i])
            shapes[i] = merged(shapes[i], best, 256 + len(merges))
            recount(pairs, shapes[i], weights[i])
            for pair in zip(shapes[i], shapes[i][1:]):
                places[pair].add(i)
        merges.append(best)
    return merges


def recount(pairs: Counter[Pair], word: Word, weight: int) -> None:
    """Add a word's pairs, or take them away; a pair that is gone is forgotten."""
    for pair in zip(word, word[1:]):
        pairs[pair] += weight
        if not pairs[pair]:
            del pairs[pair]
