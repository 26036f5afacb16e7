"""Words as tokens: a vocabulary, under the names of torchtext."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")


def words(text: str) -> list[str]:
    """Lower-case words and signs: a simple tokenizer for classification.

    >>> words("It's good - really GOOD!")
    ["it's", 'good', '-', 'really', 'good', '!']
    """
    return WORD.findall(text.lower())


class Vocab:
    """Numbers for words: vocab["the"] -> 2, vocab(["the", "cat"]) -> [2, 7].

    tokens: the words in the order of their numbers.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self.itos = list(tokens)
        self.stoi = {token: i for i, token in enumerate(self.itos)}
        self.default_index: int | None = None
        if len(self.stoi) != len(self.itos):
            double = next(token for token, n in Counter(self.itos).items() if n > 1)
            raise ValueError(f"Vocab: the word {double!r} is given twice; every word has one place")

    def __len__(self) -> int:
        return len(self.itos)

    def __contains__(self, token: str) -> bool:
        return token in self.stoi

    def __getitem__(self, token: str) -> int:
        index = self.stoi.get(token, self.default_index)
        if index is None:
            raise RuntimeError(
                f"Vocab: the word {token!r} is not among the {len(self)} known ones; "
                "vocab.set_default_index(vocab['<unk>']) gives unknown words that number"
            )
        return index

    def __call__(self, tokens: Iterable[str]) -> list[int]:
        """The numbers of words."""
        return [self[token] for token in tokens]

    lookup_indices = __call__

    def lookup_token(self, index: int) -> str:
        """The word of a number."""
        if not 0 <= index < len(self):
            raise RuntimeError(f"Vocab: there is no word {index}; words are 0 to {len(self) - 1}")
        return self.itos[index]

    def lookup_tokens(self, indices: Iterable[int]) -> list[str]:
        """The words of numbers."""
        return [self.lookup_token(int(index)) for index in indices]

    def set_default_index(self, index: int | None) -> None:
        """The number of all words that are not known; None: they raise an error."""
        self.default_index = index

    def get_default_index(self) -> int | None:
        """The number of unknown words, or None."""
        return self.default_index

    def get_itos(self) -> list[str]:
        """All words in the order of their numbers."""
        return list(self.itos)

    def get_stoi(self) -> Mapping[str, int]:
        """The number of every word."""
        return dict(self.stoi)

    def __repr__(self) -> str:
        return f"Vocab({len(self)} words)"


def build_vocab_from_iterator(
    iterator: Iterable[Iterable[str]],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
    max_tokens: int | None = None,
) -> Vocab:
    """The vocabulary of texts given as lists of words: frequent words first, equals by alphabet.

    min_freq: how often a word must occur.  specials: words such as "<pad>", "<unk>" that are always
    there, at the beginning (or the end).  max_tokens: the greatest number of words with specials.
    """
    counter: Counter[str] = Counter()
    for text in iterator:
        counter.update(text)
    reserved = list(specials or ())
    for token in reserved:
        counter.pop(token, None)
    if max_tokens is not None and max_tokens <= len(reserved):
        raise ValueError(
            f"build_vocab_from_iterator: max_tokens ({max_tokens}) must be more than the "
            f"{len(reserved)} special words"
        )
    ordered = sorted(counter, key=lambda token: (-counter[token], token))
    kept = [token for token in ordered if counter[token] >= min_freq]
    if max_tokens is not None:
        kept = kept[: max_tokens - len(reserved)]
    return Vocab(reserved + kept if special_first else kept + reserved)
