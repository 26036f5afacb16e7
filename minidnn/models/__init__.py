"""Models of text, each readable on a page: GPT, CharRNN, Seq2Seq, TextCNN."""

from typing import TYPE_CHECKING

from ..missing import attributes
from .char_rnn import CharRNN
from .generation import generate
from .gpt import GPT, SIZES
from .seq2seq import Seq2Seq
from .text_cnn import TextCNN

__all__ = ["GPT", "SIZES", "CharRNN", "Seq2Seq", "TextCNN", "generate"]

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__)
