"""Merging against the regular expressions of Python: text.replace goes from left to right too."""

import numpy as np

from ..reference import merge_pair, most_frequent_pair


def check(goldens):
    rng = np.random.default_rng(0)
    for _ in range(50):
        text = "".join(rng.choice(list("abc"), 30))
        tokens = [ord(c) for c in text]
        pair = most_frequent_pair(tokens)
        spelled = chr(pair[0]) + chr(pair[1])
        pairs = [text[i : i + 2] for i in range(29)]
        counts = {pair: pairs.count(pair) for pair in pairs}
        assert counts[spelled] == max(counts.values())
        assert spelled == min(p for p in counts if counts[p] == counts[spelled])
        merged = "".join(chr(t) for t in merge_pair(tokens, pair, ord("X")))
        assert merged == text.replace(spelled, "X")
