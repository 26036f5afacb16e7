"""A solution of exercise 11.1, one block for each blank of the page, in its order."""


def most_frequent_pair(tokens):
    """The pair of neighbours that occurs most often; of equally frequent ones the smallest."""
    #### BEGIN IMPLEMENTATION ####
    counts = {}
    for pair in zip(tokens, tokens[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    most = max(counts.values())
    best = min(pair for pair, count in counts.items() if count == most)
    #### END IMPLEMENTATION ####
    return best


def merge_pair(tokens, pair, new):
    """A new list in which each occurrence of the pair, from left to right, is the token `new`."""
    merged = []
    #### BEGIN IMPLEMENTATION ####
    i = 0
    while i < len(tokens):
        if tuple(tokens[i : i + 2]) == pair:
            merged.append(new)
            i += 2
        else:
            merged.append(tokens[i])
            i += 1
    #### END IMPLEMENTATION ####
    return merged
