"""Byte-pair tokens: frequent neighbours become one token, beginning with the 256 bytes (GPT-2)."""

import codecs
import functools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..utils.files import atomic_write
from .merging import learned, merged
from .splitting import pieces
from .tokenizer import Tokenizer

HEADER = "#version: 0.2"


class BytePairTokenizer(Tokenizer):
    """Tokens 0 to 255 are the bytes, token 256 + i joins the two tokens merges[i], then specials.

    Text is cut into words with the space before them; inside a word, neighbours are joined in the
    order of the merges. The bytes are numbered as in GPT-2, so its merge file gives its tokens.
    Every text and every sequence of bytes comes back exactly.

    >>> tokenizer = BytePairTokenizer.train("low lower lowest", 260)
    >>> tokenizer.words(tokenizer.encode("lowest low"))
    [b'low', b'e', b's', b't', b' low']

    Source: Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, 2016;
    Radford et al., Language Models are Unsupervised Multitask Learners, 2019 (bytes, GPT-2).
    """

    def __init__(
        self, merges: Sequence[Sequence[int]] = (), special: Sequence[str] = ("<|endoftext|>",)
    ) -> None:
        self.merges = [(int(left), int(right)) for left, right in merges]
        self.special = list(special)
        self.bytes_of = [bytes([b]) for b in byte_order()]
        for i, (left, right) in enumerate(self.merges):
            if not (0 <= left < 256 + i and 0 <= right < 256 + i):
                raise ValueError(
                    f"BytePairTokenizer: merge {i} joins the tokens {left} and {right}; it may "
                    f"join those from 0 to {255 + i}, which are there before it"
                )
            self.bytes_of.append(self.bytes_of[left] + self.bytes_of[right])
        self.rank = {pair: i for i, pair in enumerate(self.merges)}
        self.first = {self.bytes_of[i]: i for i in range(256)}
        self.tokens_of = functools.lru_cache(maxsize=1 << 16)(self.word_tokens)

    def __len__(self) -> int:
        return len(self.bytes_of) + len(self.special)

    def __repr__(self) -> str:
        return f"BytePairTokenizer({len(self.merges)} merges, {len(self)} tokens)"

    @classmethod
    def train(
        cls, text: str | bytes, vocab_size: int, special: Sequence[str] = ("<|endoftext|>",)
    ) -> "BytePairTokenizer":
        """Learn merges: always the most frequent pair (of equals the one with lower numbers).

        It ends early where no pair occurs twice.
        """
        count = vocab_size - 256 - len(special)
        if count < 0:
            raise ValueError(
                f"BytePairTokenizer.train: vocab_size must be at least {256 + len(special)} (the "
                f"bytes and {len(special)} special tokens); got {vocab_size}"
            )
        start = cls(special=special)
        return cls(learned((start.first_tokens(p) for p in pieces(text)), count), special)

    # Text to tokens and back

    def encode(self, text: str | bytes, special: bool = False) -> np.ndarray:
        """(T,) int64. special: "<|endoftext|>" in the text is that token, not its letters."""
        tokens: list[int] = []
        for part in self.parts(text) if special else [text]:
            if special and part in self.special:
                tokens.append(len(self.bytes_of) + self.special.index(str(part)))
            else:
                for piece in pieces(part):
                    tokens += self.tokens_of(piece)
        return np.array(tokens, dtype=np.int64)

    def parts(self, text: str | bytes) -> list[str]:
        """The text cut before and after every special token."""
        found = [text if isinstance(text, str) else text.decode("utf-8", "surrogateescape")]
        for name in self.special:
            cut: list[str] = []
            for part in found:
                between = [part] if part in self.special else part.split(name)
                cut += [p for rest in between for p in (name, rest)][1:]
            found = [p for p in cut if p]
        return found

    def decode_bytes(self, tokens: Iterable[int]) -> bytes:
        """The bytes of the tokens."""
        return b"".join(self.words(tokens))

    def words(self, tokens: Iterable[int]) -> list[bytes]:
        """The bytes of each token."""
        n = len(self.bytes_of)
        return [
            self.bytes_of[t] if t < n else self.special[t - n].encode()
            for t in self.checked(tokens)
        ]

    def stream(self, tokens: Iterable[int]) -> Iterator[str]:
        """Bytes that are no UTF-8 become U+FFFD; `decode_bytes` gives them as they are."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for token in tokens:
            yield decoder.decode(self.decode_bytes([token]))
        yield decoder.decode(b"", final=True)

    def first_tokens(self, piece: bytes) -> tuple[int, ...]:
        """The bytes' own tokens."""
        return tuple(self.first[piece[i : i + 1]] for i in range(len(piece)))

    def word_tokens(self, piece: bytes) -> tuple[int, ...]:
        """Join the pair that was learned first, as long as there is one."""
        tokens = self.first_tokens(piece)
        while len(tokens) > 1:
            pair = min(zip(tokens, tokens[1:]), key=lambda p: self.rank.get(p, len(self.rank)))
            if pair not in self.rank:
                break
            tokens = merged(tokens, pair, 256 + self.rank[pair])
        return tokens

    # Files

    def save(self, path: str | os.PathLike[str]) -> None:
        """GPT-2's merge file (vocab.bpe, merges.txt): a header, then two tokens a line."""
        shown = byte_characters()
        names = ["".join(shown[b] for b in word) for word in self.bytes_of]
        lines = [HEADER, *(f"{names[left]} {names[right]}" for left, right in self.merges)]
        with atomic_write(path, "w", encoding="utf-8", newline="") as file:
            file.write("\n".join(lines) + "\n")

    @classmethod
    def load(
        cls, path: str | os.PathLike[str], special: Sequence[str] = ("<|endoftext|>",)
    ) -> "BytePairTokenizer":
        """Read GPT-2's merge file; the tokens get the numbers of its encoder.json."""
        byte_of = {character: byte for byte, character in enumerate(byte_characters())}
        known = {bytes([b]): i for i, b in enumerate(byte_order())}
        merges: list[tuple[int, int]] = []
        lines = Path(path).read_text("utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if not line or (number == 1 and line.startswith("#version")):
                continue
            try:
                left, right = (bytes(byte_of[c] for c in half) for half in line.split(" "))
                pair = (known[left], known[right])
            except (ValueError, KeyError):
                raise ValueError(
                    f"{path}, line {number}: expected two tokens that were made before, with one "
                    f"space between them; got {line!r}"
                ) from None
            known[left + right] = 256 + len(merges)
            merges.append(pair)
        return cls(merges, special)

    def state(self) -> dict[str, Any]:
        merges = np.array(self.merges, dtype=np.int32).reshape(-1, 2)
        return {"kind": "byte pairs", "merges": merges, "special": self.special}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "BytePairTokenizer":
        return cls(np.asarray(state["merges"]).tolist(), state["special"])


@functools.cache
def byte_order() -> tuple[int, ...]:
    """The bytes in the order of GPT-2's tokens: first those that are visible in Latin-1."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return (*visible, *(b for b in range(256) if b not in visible))


@functools.cache
def byte_characters() -> tuple[str, ...]:
    """How GPT-2's files write each byte: itself if it is visible, else a letter from U+0100 on."""
    hidden = byte_order()[188:]
    return tuple(chr(256 + hidden.index(b)) if b in hidden else chr(b) for b in range(256))
