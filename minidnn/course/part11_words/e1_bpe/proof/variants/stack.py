"""A stack that remembers whether its top may still be merged."""


def most_frequent_pair(tokens):
    best, most = None, 0
    pairs = list(zip(tokens[:-1], tokens[1:]))
    for pair in set(pairs):
        count = pairs.count(pair)
        if count > most or (count == most and pair < best):
            best, most = pair, count
    return best


def merge_pair(tokens, pair, new):
    merged, free = [], False
    for token in tokens:
        if free and merged[-1] == pair[0] and token == pair[1]:
            merged[-1] = new
            free = False
        else:
            merged.append(token)
            free = True
    return merged
