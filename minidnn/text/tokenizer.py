"""What every tokenizer can do: text to token numbers and back, and be saved in a checkpoint."""

import importlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..missing import explain_constructor

KINDS = {"characters": "characters:CharTokenizer", "byte pairs": "bytepairs:BytePairTokenizer"}


class Tokenizer:
    """encode(text) -> (T,) int64;  decode(tokens) -> text;  len(tokenizer): how many tokens."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        explain_constructor(cls)

    def __len__(self) -> int:
        raise NotImplementedError

    def encode(self, text: str) -> np.ndarray:
        """The tokens of a text: (T,) integers."""
        raise NotImplementedError

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of tokens."""
        return "".join(self.stream(tokens))

    def stream(self, tokens: Iterable[int]) -> Iterator[str]:
        """The text of the tokens, a piece for each, as soon as its characters are complete."""
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        """Plain values from which `from_state` builds an equal tokenizer."""
        raise NotImplementedError

    def checked(self, tokens: Iterable[int]) -> Iterator[int]:
        """The tokens as numbers. Raises ValueError at one that is out of range."""
        for token in tokens:
            if not 0 <= int(token) < len(self):
                raise ValueError(
                    f"{type(self).__name__}: there is no token {int(token)}; "
                    f"tokens are 0 to {len(self) - 1}"
                )
            yield int(token)


def from_state(state: dict[str, Any]) -> Tokenizer:
    """The tokenizer whose `state()` this is."""
    if state.get("kind") not in KINDS:
        raise ValueError(f"from_state: unknown kind of tokenizer {state.get('kind')!r}")
    module, _, name = KINDS[state["kind"]].partition(":")
    return getattr(importlib.import_module(f".{module}", __package__), name).from_state(state)
