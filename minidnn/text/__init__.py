"""Text as numbers: tokenizers, vocabularies, windows of a long text, batches with padding."""

from .bytepairs import BytePairTokenizer
from .characters import CharTokenizer
from .tokenizer import Tokenizer, from_state
from .vocabulary import Vocab, build_vocab_from_iterator, words
from .windows import Lines, Windows, letter_entropy, pad_batch, pad_collate, split_text

__all__ = [
    "BytePairTokenizer",
    "CharTokenizer",
    "Lines",
    "Tokenizer",
    "Vocab",
    "Windows",
    "build_vocab_from_iterator",
    "from_state",
    "letter_entropy",
    "pad_batch",
    "pad_collate",
    "split_text",
    "words",
]
