"""Recurrent layers and cells, for tensors; the layers and their states are in `minidnn.nn`."""

from ..ops import cells
from ..ops.fast.recurrent import lstm
from ..ops.recurrent import gru, rnn
from ..tape import apply
from .checks import expect_one_type

OPS = {"rnn": rnn, "lstm": lstm, "gru": gru}


def recurrent(kind, x, states, weights, **options):
    """One layer, one direction: the outputs of all steps (S,H) and the last states.

    kind: "rnn", "lstm" or "gru"; x (S,I): the rows of all steps; options: see `ops.recurrent`.
    """
    expect_one_type(kind, x, weights[0])
    return apply(OPS[kind], x, *states, *weights, **options)


def recurrent_cell(kind, x, states, weights, **options):
    """One step: the new state, (h, c) of an LSTM."""
    expect_one_type(f"{kind}_cell", x, weights[0])
    return apply(getattr(cells, f"{kind}_cell"), x, *states, *weights, **options)
