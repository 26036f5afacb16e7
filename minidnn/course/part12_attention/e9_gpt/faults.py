"""Known mistakes of exercise 12.9, gpt."""

from minidnn.grading.spec import Fault

_LOOP = "        x = block(x, of_block(params, i), heads)"
_FINAL = 'final = layer_norm(x, params["gamma"], params["beta"], EPS)'
_SCORES = 'return final @ params["table"].T'
_DLAST = 'dl_dlast = dl_dscores @ params["table"]'
_NORM = 'dl_dx, dgamma, dbeta = layer_norm_backward(xs[-1], params["gamma"], EPS, dl_dlast)'
_BACK = "for i in reversed(range(depth_of(params))):"
_BLOCK = "dl_dx, own = block_backward(xs[i], of_block(params, i), heads, dl_dx)"
_TABLE = 'grads["table"] = looked_up + compared'
_REST = 'grads["places"], grads["gamma"], grads["beta"] = dplaces, dgamma, dbeta'
_LOSS = "return nll_loss(labels, log_p), grads"
_SEEN = "seen = np.array([tokens[-length:]])"
_LAST = "scores = gpt_scores(params, seen, heads)[:, -1]"
_P = "p = np.exp(log_softmax(scores)[0])"
_DRAW = "tokens.append(int(rng.choice(len(p), p=p)))"
_LOG = "log_p = log_softmax(scores)\n"

FAULTS = (
    Fault(
        "GPT-NO-BLOCKS",
        "gpt_scores passes by the blocks.",
        "Between embedding and scores the text goes through every block.",
        edit=((_LOOP, "        x = x + 0 * block(x, of_block(params, i), heads)"),),
    ),
    Fault(
        "GPT-FIRST-BLOCK",
        "gpt_scores uses the parameters of block 0 in every block.",
        "Each block has its own.",
        edit=((_LOOP, "        x = block(x, of_block(params, 0), heads)"),),
    ),
    Fault(
        "GPT-NO-NORM",
        "gpt_scores lacks the last layer norm.",
        "One more layer_norm before the scores.",
        edit=((_FINAL, "final = x"),),
    ),
    Fault(
        "GPT-SOFTMAX",
        "gpt_scores returns log-probabilities; the scores were asked for.",
        "The softmax comes later.",
        edit=(
            (
                _SCORES,
                'scores = final @ params["table"].T\n'
                "    return log_softmax(scores.reshape(-1, scores.shape[2])).reshape(scores.shape)",
            ),
        ),
    ),
    Fault(
        "GPT-LAST-ONLY",
        "gpt_scores returns the scores of the last place only.",
        "Every place guesses the letter that follows it.",
        edit=((_SCORES, 'return final[:, -1:] @ params["table"].T'),),
    ),
    Fault(
        "GPG-TABLE-SCORES",
        "The gradient of the table lacks the part from the embedding.",
        "The table was used twice.",
        edit=((_TABLE, 'grads["table"] = compared'),),
    ),
    Fault(
        "GPG-TABLE-EMBED",
        "The gradient of the table lacks the part from the scores.",
        "The table was used twice.",
        edit=((_TABLE, 'grads["table"] = looked_up'),),
    ),
    Fault(
        "GPG-TABLE-DIFFERENCE",
        "The two gradients of the table are subtracted.",
        "What is used twice gets the sum.",
        edit=((_TABLE, 'grads["table"] = looked_up - compared'),),
    ),
    Fault(
        "GPG-NO-NORM",
        "The gradient passes by the last layer norm.",
        "layer_norm_backward belongs between the scores and the blocks.",
        edit=((_NORM, f"{_NORM}\n    dl_dx = dl_dlast"),),
    ),
    Fault(
        "GPG-NORM-INPUT",
        "The backward function of the last norm gets its output; it needs its input.",
        "What went into layer_norm?",
        edit=((_NORM, _NORM.replace("xs[-1]", "last")),),
    ),
    Fault(
        "GPG-FORWARD-ORDER",
        "On the way back the blocks come in the order of the way forward.",
        "The last block is the first on the way back.",
        edit=((_BACK, "for i in range(depth_of(params)):"),),
    ),
    Fault(
        "GPG-BLOCK-OUTPUT",
        "Each block's backward function gets its output; it needs its input.",
        "xs[i] went into block i, xs[i + 1] came out.",
        edit=((_BLOCK, _BLOCK.replace("xs[i]", "xs[i + 1]")),),
    ),
    Fault(
        "GPG-BLOCK-STUCK",
        "dl_dx does not go on from block to block: each gets the same gradient.",
        "What comes out of one block's backward function goes into that of the block before.",
        edit=(
            (_BLOCK, "below, own = block_backward(xs[i], of_block(params, i), heads, dl_dx)"),
            ("looked_up, dplaces =", "dl_dx = below\n    looked_up, dplaces ="),
        ),
    ),
    Fault(
        "GPG-GAMMA-BETA",
        "The gradients of gamma and beta are exchanged.",
        "layer_norm_backward returns x, gamma, beta.",
        edit=((_REST, 'grads["places"], grads["beta"], grads["gamma"] = dplaces, dgamma, dbeta'),),
    ),
    Fault(
        "GPG-LOSS-SUM",
        "The loss is a sum over the places; it is their mean.",
        "nll_loss takes the mean over the whole list.",
        edit=((_LOSS, "return nll_loss(labels, log_p) * labels.size, grads"),),
    ),
    Fault(
        "GPG-SUM-GRADIENTS",
        "The gradients are those of a sum over the texts; the loss is a mean over all places.",
        "nll_loss_backward has divided by the number of places; nothing multiplies.",
        edit=(
            (
                _DLAST,
                'dl_dscores *= len(tokens)\n    dl_dlast = dl_dscores @ params["table"]',
            ),
        ),
    ),
    Fault(
        "GPG-INPUTS-AS-TARGETS",
        "The model guesses the letter it is looking at: tokens stand where targets belong.",
        "The target is the letter that follows.",
        edit=(("labels = targets.ravel()", "labels = tokens.ravel()"),),
    ),
    Fault(
        "GPG-TRANSPOSED-TARGETS",
        "Scores and targets are listed in different orders.",
        "Row n·T + t of both belongs to text n, place t.",
        edit=(("labels = targets.ravel()", "labels = targets.T.ravel()"),),
    ),
    Fault(
        "WRITE-FIRST",
        "write_text draws from the scores of the first place.",
        "The last place guesses the letter that comes next.",
        edit=((_LAST, "scores = gpt_scores(params, seen, heads)[:, 0]"),),
    ),
    Fault(
        "WRITE-GREEDY",
        "write_text takes the most probable letter; it has to be drawn.",
        "rng.choice with the probabilities.",
        edit=((_DRAW, "tokens.append(int(np.argmax(p)))"),),
    ),
    Fault(
        "WRITE-EQUAL",
        "write_text draws all letters with the same probability.",
        "rng.choice needs the probabilities: p=...",
        edit=((_DRAW, "tokens.append(int(rng.choice(len(p))))"),),
    ),
    Fault(
        "WRITE-ALL",
        "write_text shows the model more letters than it has places.",
        "At most the latest len(places) letters.",
        edit=((_SEEN, "seen = np.array([tokens])"),),
    ),
    Fault(
        "WRITE-BEGINNING",
        "write_text always shows the model the first letters of the text.",
        "It has to continue the end: the latest letters.",
        edit=((_SEEN, "seen = np.array([tokens[:length]])"),),
    ),
    Fault(
        "WRITE-ONE-LETTER",
        "write_text shows the model the latest letter only.",
        "It may look back len(places) letters.",
        edit=((_SEEN, "seen = np.array([tokens[-1:]])"),),
    ),
    Fault(
        "WRITE-SCORES",
        "The probabilities are made without the softmax: exponentials divided by a number only.",
        "softmax: exp of log_softmax.",
        edit=((_P, "p = np.abs(scores[0]) / np.sum(np.abs(scores[0]))"),),
    ),
    Fault(
        "WRITE-FORGETS",
        "A letter that was drawn does not join the text: all are drawn after the same letters.",
        "Append it before the next one is drawn.",
        edit=(
            (
                'length = len(params["places"])',
                'length = len(params["places"])\n    start = np.array([tokens[-length:]])',
            ),
            (_SEEN, "seen = start"),
        ),
    ),
)
