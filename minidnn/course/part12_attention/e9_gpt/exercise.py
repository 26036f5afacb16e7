"""How exercise 12.9, gpt, is graded."""

import numpy as np

from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.course.part07_classes.e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)
from minidnn.datasets import moby_dick
from minidnn.grading.spec import Case, Exercise, Property

from ..e4_layer_norm.reference import layer_norm, layer_norm_backward
from ..e6_positions.reference import embed, embed_backward
from ..e7_block.reference import block, block_backward
from .faults import FAULTS
from .reference import gpt_gradients, gpt_scores, write_text


def gpt_probe(student, params, tokens, targets, heads, codes, steps, seed):
    """Scores, gradients and a text before the training; the curve of a short training."""
    params = {name: p.copy() for name, p in params.items()}
    scores = student.gpt_scores(params, tokens, heads)
    loss, grads = student.gpt_gradients(params, tokens, targets, heads)
    written = student.write_text(params, list(tokens[0]), 9, heads, np.random.default_rng(seed))
    blocks = sorted(name for name in params if name[0].isdigit())
    result = {
        "scores": scores,
        "loss": loss,
        "dl_dtable": grads["table"] + 0,
        "dl_dplaces": grads["places"] + 0,
        "dl_dnorm": np.stack([grads["gamma"], grads["beta"]]),
        "dl_dblocks": np.concatenate([np.ravel(grads[name]) for name in blocks]),
        "written": np.array(written),
    }
    state, losses, length = {}, [], tokens.shape[1]
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        rows = rng.integers(0, len(codes) - length, len(tokens))[:, None] + np.arange(length)
        loss, grads = student.gpt_gradients(params, codes[rows], codes[rows + 1], heads)
        adam_step(params, grads, state, 0.01)
        losses.append(loss)
    return {**result, "losses": np.array(losses)}


def first_parameters(rng, letters, width, length, depth):
    """Random parameters, none of them special."""
    params = {
        "table": 0.3 * rng.normal(size=(letters, width)),
        "places": 0.2 * rng.normal(size=(length, width)),
        "gamma": 1 + 0.2 * rng.normal(size=width),
        "beta": 0.2 * rng.normal(size=width),
    }
    for i in range(depth):
        for name in "qkvo":
            params[f"{i}.{name}"] = rng.normal(size=(width, width)) / np.sqrt(width)
        params[f"{i}.up"] = rng.normal(size=(width, 4 * width)) / np.sqrt(width)
        params[f"{i}.down"] = 0.5 * rng.normal(size=(4 * width, width)) / np.sqrt(4 * width)
        for which in "12":
            params[f"{i}.gamma{which}"] = 1 + 0.2 * rng.normal(size=width)
            params[f"{i}.beta{which}"] = 0.2 * rng.normal(size=width)
    return params


def letters_of(text):
    """The numbers of the letters of a text, as on the page: a space is 0, a is 1."""
    signs = np.frombuffer(text.lower().encode("ascii", "replace"), dtype=np.uint8)
    codes = np.where((signs >= 97) & (signs <= 122), signs - 96, 0).astype(np.int64)
    return codes[(codes > 0) | (np.roll(codes, 1) > 0)]


def cases(rng):
    def short(name, n, t, length, letters, width, depth, heads, steps):
        codes = rng.integers(0, letters, 60)
        tokens, targets = rng.integers(0, letters, (2, n, t))
        params = first_parameters(rng, letters, width, length, depth)
        seed = int(rng.integers(2**31))
        return Case(name, (params, tokens, targets, heads, codes, steps, seed), ("short",))

    codes = letters_of(moby_dick()[:400_000])
    rows = rng.integers(0, len(codes) - 17, 8)[:, None] + np.arange(16)
    params = first_parameters(rng, 27, 24, 16, 1)
    full = (params, codes[rows], codes[rows + 1], 2, codes, 150, int(rng.integers(2**31)))
    return [
        short("2 texts of 5 letters, 2 blocks", 2, 5, 7, 5, 6, 2, 2, 3),
        short("3 texts, one block, every place used", 3, 4, 4, 7, 4, 1, 1, 2),
        short("one text of 2 letters, 3 blocks", 1, 2, 3, 3, 4, 3, 2, 0),
        Case("150 steps on Moby-Dick", full, ("full",), diagnose=False, reference=False),
    ]


def below(limit):
    """A judge: the mean loss of the last 30 steps must be below a limit."""

    def judge(case, expected, got):
        losses = np.asarray(got["losses"], dtype=float)
        if losses.shape != (150,):
            return f"the curve has shape {losses.shape}, expected (150,)"
        reached = float(np.mean(losses[-30:]))
        return None if reached < limit else f"the loss is {reached:.2f}, expected below {limit}"

    return judge


EXERCISE = Exercise(
    name="gpt",
    title="A GPT that writes",
    functions=("gpt_scores", "gpt_gradients", "write_text"),
    reference=(gpt_scores, gpt_gradients, write_text),
    given=(
        block,
        block_backward,
        embed,
        embed_backward,
        layer_norm,
        layer_norm_backward,
        log_softmax,
        log_softmax_backward,
        nll_loss,
        nll_loss_backward,
        adam_step,
    ),
    probe=gpt_probe,
    arguments=("params", "tokens", "targets", "heads", "codes", "steps", "seed"),
    cases=cases,
    outputs=(
        "scores",
        "loss",
        "dl_dtable",
        "dl_dplaces",
        "dl_dnorm",
        "dl_dblocks",
        "written",
        "losses",
    ),
    points=20,
    seconds=60,
    properties=(
        Property("the scores", 3, outputs=("scores",), tags=("short",)),
        Property("the loss", 2, outputs=("loss",), tags=("short",)),
        Property("the gradient of the table", 3, outputs=("dl_dtable",), tags=("short",)),
        Property("the gradient of the places", 1, outputs=("dl_dplaces",), tags=("short",)),
        Property("the gradients of the last norm", 1, outputs=("dl_dnorm",), tags=("short",)),
        Property("the gradients of the blocks", 3, outputs=("dl_dblocks",), tags=("short",)),
        Property("the text that is written", 3, outputs=("written",), tags=("short",)),
        Property(
            "a loss below the letters' frequency",
            2,
            kind="judge",
            tags=("full",),
            judge=below(2.83),
            needs="the gradients of the blocks",
        ),
        Property(
            "a loss below 2.6",
            2,
            kind="judge",
            tags=("full",),
            judge=below(2.6),
            needs="the gradients of the blocks",
        ),
    ),
    faults=FAULTS,
    hints=(
        "gpt_scores has four lines: embed, a loop over the blocks, layer_norm, the product with "
        "the transposed table. In gpt_gradients keep the input of every block in the list xs.",
        "A reshape to (-1, V), and one of the targets to (-1,), make one long list for the "
        "functions of part 7; reshape the gradient back to (N, T, V).",
        "The table has two gradients: one from the product that gave the scores (np.tensordot, as "
        "in 12.3), and the one of embed_backward at the very end. Add them.",
    ),
)
