"""Known mistakes of exercise 12.3, multi_head."""

from minidnn.grading.spec import Fault

_SPLIT = "return parts.transpose(0, 2, 1, 3).reshape(n * heads, t, d // heads)"
_MERGE = "return apart.swapaxes(1, 2).reshape(rows // heads, t, heads * width)"
_Q = 'q = split_heads(x @ w["q"], heads)'
_K = 'k = split_heads(x @ w["k"], heads)'
_V = 'v = split_heads(x @ w["v"], heads)'
_ASK = "y, _ = attention(q, k, v, causal)"
_OUT = 'return merge_heads(y, heads) @ w["o"]'
_GRAD_O = '"o": np.tensordot(merge_heads(y, heads), dl_dy, axes=both)'
_HEADS = 'split_heads(dl_dy @ w["o"].T, heads)'
_ADD = "dl_dx = dl_dx + slope @ w[name].T"

FAULTS = (
    Fault(
        "MHA-SPLIT-STRAIGHT",
        "split_heads only reshapes: words and heads are mixed up.",
        "Make an axis for the heads, move it before the words, then join it with the texts.",
        edit=((_SPLIT, "return x.reshape(n * heads, t, d // heads)"),),
    ),
    Fault(
        "MHA-SPLIT-EVERY",
        "split_heads gives a head every H-th number instead of neighbours.",
        "Head 0 has the first D/H numbers.",
        edit=(
            (
                _SPLIT,
                "parts = x.reshape(n, t, d // heads, heads)\n"
                "    return parts.transpose(0, 3, 1, 2).reshape(n * heads, t, d // heads)",
            ),
        ),
    ),
    Fault(
        "MHA-SPLIT-ORDER",
        "split_heads puts one head of all texts together; the heads of a text belong together.",
        "Row n·H + h: the text counts first.",
        edit=((_SPLIT, "return parts.transpose(2, 0, 1, 3).reshape(n * heads, t, d // heads)"),),
    ),
    Fault(
        "MHA-MERGE-STRAIGHT",
        "merge_heads only reshapes: words and heads are mixed up.",
        "Move the axis of the heads behind the words before you join it with the numbers.",
        edit=((_MERGE, "return x.reshape(rows // heads, t, heads * width)"),),
    ),
    Fault(
        "MHA-MERGE-EVERY",
        "merge_heads takes a number of each head in turn; each head's numbers stay together.",
        "The axis of the heads comes before the axis of the numbers.",
        edit=(
            (
                _MERGE,
                "return apart.transpose(0, 2, 3, 1).reshape(rows // heads, t, heads * width)",
            ),
        ),
    ),
    Fault(
        "MHA-NO-OUTPUT",
        "multi_head lacks the last matrix.",
        "Who mixes the heads?",
        edit=((_OUT, "return merge_heads(y, heads)"),),
    ),
    Fault(
        "MHA-ONE-HEAD",
        "multi_head runs one attention over the whole vectors, not one for each head.",
        "Split before the attention.",
        edit=(
            (_Q, 'q = x @ w["q"]'),
            (_K, 'k = x @ w["k"]'),
            (_V, 'v = x @ w["v"]'),
            (_OUT, 'return y @ w["o"]'),
        ),
    ),
    Fault(
        "MHA-CAUSAL-LOST",
        "multi_head sees the future: the argument causal does not reach the attention.",
        "Hand the argument on.",
        edit=((_ASK, "y, _ = attention(q, k, v, False)"),),
    ),
    Fault(
        "MHA-CAUSAL-ALWAYS",
        "multi_head hides the future also where causal is False.",
        "Hand the argument on.",
        edit=((_ASK, "y, _ = attention(q, k, v, True)"),),
    ),
    Fault(
        "MHA-KEY-QUERY",
        "The keys are made with the matrix of the queries.",
        "Four matrices, each used once.",
        edit=((_K, 'k = split_heads(x @ w["q"], heads)'),),
    ),
    Fault(
        "MHA-VALUE-KEY",
        "The values are made with the matrix of the keys.",
        "Four matrices, each used once.",
        edit=((_V, 'v = split_heads(x @ w["k"], heads)'),),
    ),
    Fault(
        "MHA-VALUE-PLAIN",
        "The values are x itself; their matrix is missing.",
        "Four matrices, each used once.",
        edit=((_V, "v = split_heads(x, heads)"),),
    ),
    Fault(
        "MHA-TRANSPOSED",
        "The query matrix is transposed.",
        "As in dense: x @ w.",
        edit=((_Q, 'q = split_heads(x @ w["q"].T, heads)'),),
    ),
    Fault(
        "MHA-WEIGHTS",
        "attention returns two arrays, and the layer goes on with the weights.",
        "The first one is the result.",
        edit=((_ASK, "_, y = attention(q, k, v, causal)"),),
    ),
    Fault(
        "MHB-O-PLAIN",
        "The gradient of the last matrix is made with x; its input were the merged heads.",
        "What was multiplied by the last matrix?",
        edit=((_GRAD_O, '"o": np.tensordot(x, dl_dy, axes=both)'),),
    ),
    Fault(
        "MHB-O-TRANSPOSED",
        "The gradient of the last matrix is transposed.",
        "Input first, upstream gradient second, as in dense_backward.",
        edit=((_GRAD_O, '"o": np.tensordot(dl_dy, merge_heads(y, heads), axes=both)'),),
    ),
    Fault(
        "MHB-NO-OUTPUT",
        "The gradient passes by the last matrix.",
        "On the way back dl_dy first meets the last matrix, transposed.",
        edit=((_HEADS, "split_heads(dl_dy, heads)"),),
    ),
    Fault(
        "MHB-OUTPUT-STRAIGHT",
        "On the way back the last matrix is not transposed.",
        "For y = x @ w the gradient is dl_dy @ w.T.",
        edit=((_HEADS, 'split_heads(dl_dy @ w["o"], heads)'),),
    ),
    Fault(
        "MHB-X-LAST",
        "dl_dx holds the gradient of one of the three ways only.",
        "x was used three times: three gradients add up.",
        edit=((_ADD, "dl_dx = slope @ w[name].T"),),
    ),
    Fault(
        "MHB-X-STRAIGHT",
        "In dl_dx the matrices are not transposed.",
        "For y = x @ w the gradient is dl_dy @ w.T.",
        edit=((_ADD, "dl_dx = dl_dx + slope @ w[name]"),),
    ),
    Fault(
        "MHB-MATRIX-TRANSPOSED",
        "The gradients of the three matrices are transposed.",
        "Input first, upstream gradient second, as in dense_backward.",
        edit=(("np.tensordot(x, slope, axes=both)", "np.tensordot(slope, x, axes=both)"),),
    ),
    Fault(
        "MHB-MEAN",
        "The gradients of the matrices are divided by the number of words.",
        "They are sums over all words of all texts; nothing divides.",
        edit=(
            ("np.tensordot(x, slope, axes=both)", "np.tensordot(x, slope, axes=both) / x.shape[1]"),
        ),
    ),
    Fault(
        "MHB-CAUSAL-LOST",
        "multi_head_backward computes its attention without the mask.",
        "The way back belongs to the way forward: the same causal.",
        edit=(
            ("y, weights = attention(q, k, v, causal)", "y, weights = attention(q, k, v, False)"),
        ),
    ),
    Fault(
        "MHB-X-QUERIES",
        "Only what comes back from the queries reaches x.",
        "x was used three times: for queries, keys and values.",
        edit=((_ADD, 'dl_dx = dl_dx + slope @ w[name].T * (name == "q")'),),
    ),
    Fault(
        "MHB-X-NO-VALUES",
        "What comes back from the values does not reach x.",
        "x was used three times: for queries, keys and values.",
        edit=((_ADD, 'dl_dx = dl_dx + slope @ w[name].T * (name != "v")'),),
    ),
)
