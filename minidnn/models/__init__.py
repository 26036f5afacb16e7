"""Models of text, each readable on a page: GPT, CharRNN, Seq2Seq, TextCNN."""

from .char_rnn import CharRNN
from .generation import generate
from .gpt import GPT, SIZES
from .seq2seq import Seq2Seq
from .text_cnn import TextCNN

__all__ = ["GPT", "SIZES", "CharRNN", "Seq2Seq", "TextCNN", "generate"]
