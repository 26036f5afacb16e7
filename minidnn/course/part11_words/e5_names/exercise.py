"""How exercise 11.5, names, is graded."""

import numpy as np

from minidnn.course.part06_optimizers.e3_adam.reference import adam_step
from minidnn.course.part06_optimizers.e4_controls.reference import clip_gradients
from minidnn.course.part07_classes.e2_log_softmax.reference import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
)
from minidnn.datasets import names
from minidnn.grading.spec import Case, Exercise, Property

from ..e3_lstm.reference import lstm_cell, lstm_cell_backward
from ..e4_sample.reference import next_probabilities
from .faults import FAULTS
from .reference import invent, names_gradients, read_names

NAMES = ("table", "w", "b", "out", "out_b")


def names_probe(student, params, tokens, targets, settings, batch, steps, seed):
    """Memories, loss, gradients and fifteen names, then a short training and its parameters."""
    params = {name: p.copy() for name, p in params.items()}
    max_norm, temperature, top_k = settings
    longest, rng = 9, np.random.default_rng(seed)
    hs = student.read_names(params, tokens[:7])[0]
    loss, grads = student.names_gradients(params, tokens[:7], targets[:7], max_norm)
    result = {"hs": hs, "loss": loss, **{"dl_d" + name: grads[name] + 0 for name in params}}
    written = np.full((15, longest + 3), -1)
    for row in written:
        name = student.invent(params, temperature, top_k, longest, rng)
        row[: len(name)] = name
    state = {}
    for _ in range(steps):
        rows = rng.integers(0, len(tokens), batch)
        grads = student.names_gradients(params, tokens[rows], targets[rows], max_norm)[1]
        adam_step(params, grads, state, 0.02)
    trained = [np.ravel(params[name]) for name in ("table", "w", "b", "out", "out_b")]
    return {**result, "written": written, "trained": np.concatenate(trained)}


def first_parameters(rng, letters, width, cells):
    """Random parameters, none of them special."""
    return {
        "table": 0.5 * rng.normal(size=(letters, width)),
        "w": rng.normal(size=(width + cells, 4 * cells)) / np.sqrt(width + cells),
        "b": 0.3 * rng.normal(size=4 * cells),
        "out": 2 * rng.normal(size=(cells, letters)) / np.sqrt(cells),
        "out_b": 0.3 * rng.normal(size=letters),
    }


def rectangle(found):
    """Tokens and targets of names given as lists of signs, as on the page."""
    longest = max(len(name) for name in found) + 1
    tokens, targets = np.zeros((len(found), longest), int), np.full((len(found), longest), -1)
    for n, name in enumerate(found):
        tokens[n, 1 : len(name) + 1] = name
        targets[n, : len(name) + 1] = [*name, 0]
    return tokens, targets


def shipped_names():
    """The first names without a hyphen, as lists of signs: a is 1."""
    return [[ord(letter) - 96 for letter in name.lower()] for name in names() if name.isalpha()]


def cases(rng):
    def short(name, lengths, letters, width, cells, settings, steps):
        found = [rng.integers(1, letters, n) for n in lengths]
        params = first_parameters(rng, letters, width, cells)
        seed = int(rng.integers(2**31))
        args = (params, *rectangle(found), settings, 3, steps, seed)
        return Case(name, args, ("short",))

    found = shipped_names()
    order = rng.permutation(len(found))
    tokens, targets = rectangle([found[i] for i in order])
    params = first_parameters(rng, 27, 12, 32)
    held_out, settings, seed = slice(0, 500), (1.0, 0.8, None), int(rng.integers(2**31))
    train = (tokens[500:], targets[500:])
    full = (params, *train, settings, 32, 150, seed)
    secret = (tokens[held_out], targets[held_out])
    return [
        short("3 names of up to 4 letters", (4, 2, 3), 7, 5, 2, (1e9, 1.0, None), 2),
        short("5 names, clipped", (2, 5, 1, 3, 3), 5, 3, 4, (0.05, 0.6, 3), 3),
        short("one name of one letter", (1,), 4, 2, 3, (1e9, 1.7, 2), 1),
        Case("150 steps on the names", full, ("full",), False, False, secret),
    ]


def below(limit):
    """A judge: what the trained parameters make of names that took no part in the training."""

    def judge(case, expected, got):
        params, at = {}, 0
        trained = np.asarray(got["trained"], dtype=float).ravel()
        for name in NAMES:
            shape = case.args[0][name].shape
            params[name] = np.resize(trained[at:], shape)
            at += params[name].size
        if at != trained.size or not np.isfinite(trained).all():
            return "the trained parameters are not numbers of the right count"
        reached = names_gradients(params, *case.secret, 1.0)[0]
        return None if reached < limit else f"the loss is {reached:.2f}, expected below {limit}"

    return judge


EXERCISE = Exercise(
    name="names",
    title="Names that nobody has",
    functions=("read_names", "names_gradients", "invent"),
    reference=(read_names, names_gradients, invent),
    given=(
        lstm_cell,
        lstm_cell_backward,
        log_softmax,
        log_softmax_backward,
        nll_loss,
        nll_loss_backward,
        clip_gradients,
        next_probabilities,
        adam_step,
    ),
    probe=names_probe,
    arguments=("params", "tokens", "targets", "settings", "batch", "steps", "seed"),
    cases=cases,
    outputs=(
        "hs",
        "loss",
        "dl_dtable",
        "dl_dw",
        "dl_db",
        "dl_dout",
        "dl_dout_b",
        "written",
        "trained",
    ),
    points=20,
    seconds=60,
    properties=(
        Property("the memories", 3, outputs=("hs",), tags=("short",)),
        Property("the loss", 2, outputs=("loss",), tags=("short",)),
        Property("the gradients of out and out_b", 2, outputs=("dl_dout", "dl_dout_b"),
                 tags=("short",)),
        Property("the gradients of w and b", 3, outputs=("dl_dw", "dl_db"), tags=("short",)),
        Property("the gradient of the table", 3, outputs=("dl_dtable",), tags=("short",)),
        Property("the names that are invented", 3, outputs=("written",), tags=("short",)),
        Property("a loss below the letters' frequency", 2, kind="judge", tags=("full",),
                 judge=below(2.7), needs="the gradients of w and b"),
        Property("a loss below 2.4", 2, kind="judge", tags=("full",), judge=below(2.4),
                 needs="the gradients of w and b"),
    ),  # fmt: skip
    faults=FAULTS,
    hints=(
        "read_names is the loop of 11.2 with the cell of 11.3: what a step makes is what the next "
        "one begins with. Keep the old memories; the way back needs them.",
        "Indexing hs and targets with asked gives long lists of the places where something is to "
        "be guessed: functions of part 7 work on them directly. The same index puts back what "
        "belongs into dl_dhs.",
        "At every step two gradients meet for h: the one of the scores and the one from behind. "
        "lstm_cell_backward gives what goes to the step before (h and c); w, b and the table "
        "collect over all steps.",
    ),
)
