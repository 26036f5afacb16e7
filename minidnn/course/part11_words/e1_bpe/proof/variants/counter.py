"""collections.Counter; the list is used up from its left end."""

from collections import Counter


def most_frequent_pair(tokens):
    counts = Counter((tokens[i], tokens[i + 1]) for i in range(len(tokens) - 1))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[0][0]


def merge_pair(tokens, pair, new):
    left, merged = list(tokens), []
    while left:
        first = left.pop(0)
        if left and (first, left[0]) == tuple(pair):
            left.pop(0)
            first = new
        merged.append(first)
    return merged
