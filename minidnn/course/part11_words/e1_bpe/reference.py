"""The right answer to exercise 11.1, merge_pair."""


def most_frequent_pair(tokens):
    counts = {}
    for pair in zip(tokens, tokens[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return min(counts, key=lambda pair: (-counts[pair], pair))


def merge_pair(tokens, pair, new):
    merged = []
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == tuple(pair):
            merged.append(new)
            i = i + 2
        else:
            merged.append(tokens[i])
            i = i + 1
    return merged
