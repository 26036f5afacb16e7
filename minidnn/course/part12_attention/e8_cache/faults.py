"""Known mistakes of exercise 12.8, attend_next."""

from minidnn.grading.spec import Fault

_K = 'k = np.concatenate([cache["k"], k], axis=1)'
_V = 'v = np.concatenate([cache["v"], v], axis=1)'
_STORE_K = 'cache["k"] = k'
_STORE_V = 'cache["v"] = v'
_ASK = "y, _ = attention(q, k, v, False)"
_IF = "    if cache:"

FAULTS = (
    Fault(
        "KV-FORGETS",
        "The cache holds the latest word only: every word hears nothing but itself.",
        "What was in the cache before must stay in it.",
        edit=((_IF, "    if False:"),),
    ),
    Fault(
        "KV-NEVER-STORED",
        "The cache stays empty.",
        "The function changes the dictionary that it was given.",
        edit=((_STORE_K, "kept = k"), (_STORE_V, "kept = v")),
    ),
    Fault(
        "KV-TOO-SHORT",
        "The new key and value are stored but not seen: a word does not hear itself.",
        "The new word belongs to those that it may ask.",
        edit=(
            (
                _ASK,
                "seen = max(k.shape[1] - 1, 1)\n"
                "    y, _ = attention(q, k[:, :seen], v[:, :seen], False)",
            ),
        ),
    ),
    Fault(
        "KV-ONLY-FIRST",
        "Only the first word is kept.",
        "The cache has to grow with every word.",
        edit=(
            (_STORE_K, 'cache.setdefault("k", k)'),
            (_STORE_V, 'cache.setdefault("v", v)'),
        ),
    ),
    Fault(
        "KV-BEFORE",
        "The new key and value are put before the old ones.",
        "The order of the words is the order of the text.",
        edit=(
            (_K, 'k = np.concatenate([k, cache["k"]], axis=1)'),
            (_V, 'v = np.concatenate([v, cache["v"]], axis=1)'),
        ),
    ),
    Fault(
        "KV-KEYS-BEFORE",
        "The new key is put before the old ones, the value behind: they no longer belong together.",
        "Key j and value j are of the same word.",
        edit=((_K, 'k = np.concatenate([k, cache["k"]], axis=1)'),),
    ),
    Fault(
        "KV-AXIS-TEXTS",
        "The new word is appended along another axis than that of the words.",
        "The words are axis 1.",
        edit=(
            (_K, 'k = np.concatenate([cache["k"], k], axis=0)'),
            (_V, 'v = np.concatenate([cache["v"], v], axis=0)'),
        ),
    ),
    Fault(
        "KV-CAUSAL",
        "The attention hides all but the first word: one query counts as the first of the text.",
        "The new word may see everything in the cache; nothing has to be hidden.",
        edit=((_ASK, "y, _ = attention(q, k, v, True)"),),
    ),
    Fault(
        "KV-WEIGHTS",
        "The weights are returned; the result of the attention was asked for.",
        "attention returns two arrays.",
        edit=((_ASK, "_, y = attention(q, k, v, False)"),),
    ),
    Fault(
        "KV-KEYS-AS-VALUES",
        "The mean is taken of the keys.",
        "The key is what a word is found by, the value what it says.",
        edit=((_ASK, "y, _ = attention(q, k, k, False)"),),
    ),
    Fault(
        "KV-ADDED",
        "The new key and value are added to the old ones.",
        "Each word keeps a row of its own.",
        edit=((_K, 'k = cache["k"] + k'), (_V, 'v = cache["v"] + v')),
    ),
    Fault(
        "KV-VALUES-LOST",
        "The values before are lost; only the keys are kept.",
        "Both halves of the cache grow.",
        edit=((_V, 'v = np.concatenate([0 * cache["v"], v], axis=1)'),),
    ),
    Fault(
        "KV-MEAN",
        "Every word in the cache gets the same weight.",
        "The query decides: use attention.",
        edit=((_ASK, "y = np.mean(v, axis=1, keepdims=True)"),),
    ),
)
