"""Characters as tokens: every different character of a text has a number."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .tokenizer import Tokenizer


class CharTokenizer(Tokenizer):
    """Token i is the i-th of the text's different characters in Unicode's order.

    >>> tokenizer = CharTokenizer("hello")
    >>> tokenizer.characters
    'ehlo'
    >>> tokenizer.encode("hole")
    array([1, 3, 2, 0])
    >>> tokenizer.decode([1, 3, 2, 0])
    'hole'
    """

    def __init__(self, text: str) -> None:
        self.characters = "".join(sorted(set(text)))
        self.codes = codes_of(self.characters)

    def __len__(self) -> int:
        return len(self.characters)

    def __repr__(self) -> str:
        return f"CharTokenizer({len(self)} characters)"

    def encode(self, text: str) -> np.ndarray:
        """(T,) int64.

        Raises: ValueError at a character that the tokenizer's text did not have.
        """
        codes = codes_of(text)
        if not len(self):
            tokens = np.zeros(len(codes), np.int64)
        else:
            tokens = np.minimum(np.searchsorted(self.codes, codes), len(self) - 1)
        unknown = np.flatnonzero(self.codes[tokens] != codes) if len(self) else np.arange(len(text))
        if len(unknown):
            place = int(unknown[0])
            raise ValueError(
                f"CharTokenizer: the character {text[place]!r} at position {place} is not among "
                f"the {len(self)} that it knows: {self.characters!r}"
            )
        return tokens.astype(np.int64)

    def stream(self, tokens: Iterable[int]) -> Iterator[str]:
        for token in self.checked(tokens):
            yield self.characters[token]

    def state(self) -> dict[str, Any]:
        return {"kind": "characters", "characters": self.characters}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "CharTokenizer":
        return cls(state["characters"])


def codes_of(text: str) -> np.ndarray:
    """(T,) uint32: Unicode's numbers of the characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
