"""LSTM on the cores there are: halves of a batch do not meet, nor do the products of its gates."""

from ... import threads
from ..recurrent import lstm as simple_lstm
from .product import suited

SMALL = 1 << 14  # numbers in the gates of a step below which one core is as fast


def lstm(x, h0, *given, sizes, **options):
    """The same as minidnn.ops.recurrent.lstm."""
    large = len(h0) * given[2].shape[0] >= SMALL
    run = {"run": threads.run} if large and suited(x, h0, *given) else {}
    return simple_lstm(x, h0, *given, sizes=sizes, **options, **run)
