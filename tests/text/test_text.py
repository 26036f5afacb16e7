"""Vocabularies, windows, lines, padding, the entropy of letters."""

import math

import numpy as np
import pytest

from minidnn.text import (
    CharTokenizer,
    Lines,
    Vocab,
    Windows,
    build_vocab_from_iterator,
    letter_entropy,
    pad_collate,
    split_text,
    words,
)
from minidnn.utils.data import DataLoader


def test_vocabulary_orders_by_frequency_then_alphabet():
    texts = [words("the cat and the dog"), words("the dog")]
    vocab = build_vocab_from_iterator(texts, specials=["<pad>", "<unk>"])
    assert vocab.get_itos() == ["<pad>", "<unk>", "the", "dog", "and", "cat"]
    assert vocab(["cat", "the"]) == [5, 2]
    assert vocab.lookup_tokens([3, 0]) == ["dog", "<pad>"]
    assert "dog" in vocab
    assert "cow" not in vocab
    vocab.set_default_index(vocab["<unk>"])
    assert vocab["cow"] == 1
    small = build_vocab_from_iterator(texts, 2, ["<unk>"], special_first=False, max_tokens=2)
    assert small.get_itos() == ["the", "<unk>"]


def test_vocabulary_refuses():
    with pytest.raises(RuntimeError, match="the word 'cow' is not among the 1 known"):
        Vocab(["cat"])["cow"]
    with pytest.raises(RuntimeError, match="no word 1; words are 0 to 0"):
        Vocab(["cat"]).lookup_token(1)
    with pytest.raises(ValueError, match="'cat' is given twice"):
        Vocab(["cat", "cat"])
    with pytest.raises(ValueError, match=r"max_tokens \(1\) must be more than the 1 special"):
        build_vocab_from_iterator([], specials=["<unk>"], max_tokens=1)


@pytest.mark.parametrize(("n", "step"), [(21, None), (24, None), (25, None), (21, 1), (23, 3)])
def test_windows_give_every_token_its_successor(n, step):
    windows = Windows(np.arange(n), 4, step)
    starts = range(0, n - 4, step or 4)
    assert len(windows) == len(starts)
    for i, start in enumerate(starts):
        x, y = windows[i]
        assert x.tolist() == list(range(start, start + 4))
        assert y.tolist() == list(range(start + 1, start + 5))
    x, y = next(iter(DataLoader(windows, batch_size=len(windows))))
    assert x.shape == y.shape == (len(windows), 4)
    assert (y.array == x.array + 1).all()
    assert windows[-1][0].tolist() == windows[len(windows) - 1][0].tolist()


def test_windows_refuse():
    with pytest.raises(ValueError, match="a text of at least 5; got shape"):
        Windows(np.arange(4), 4)
    with pytest.raises(ValueError, match="length and step must be from 1"):
        Windows(np.arange(4), 0)
    with pytest.raises(IndexError, match="no window 3; there are 3"):
        Windows(np.arange(10), 3)[3]


def test_lines_begin_and_end_with_the_end():
    tokenizer = CharTokenizer("\nabc")
    data = Lines([tokenizer.encode(name) for name in ("ab", "c")], end=0)
    x, y = data[0]
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == [1, 2, 0]
    x, y = data[1]
    assert x.tolist() == [0, 3, 0]
    assert y.tolist() == [3, 0, -100]
    batch = next(iter(DataLoader(data, batch_size=2)))
    assert batch[0].shape == (2, 3)
    with pytest.raises(ValueError, match="1 lines, the longest of 3 tokens and its end"):
        Lines([[1, 2, 3]], end=0, length=3)


def test_collate_with_padding():
    samples = [(np.array([1, 2, 3]), 0), (np.array([4]), 1)]
    x, y = next(iter(DataLoader(samples, batch_size=2, collate_fn=pad_collate(9))))
    assert x.tolist() == [[1, 2, 3], [4, 9, 9]]
    assert y.tolist() == [0, 1]
    pairs = [(np.array([1]), np.array([5, 6])), (np.array([2, 3]), np.array([7]))]
    x, y = pad_collate()(pairs)
    assert x.tolist() == [[1, 0], [2, 3]]
    assert y.tolist() == [[5, 6], [7, -100]]


def test_entropy_of_letters_and_split():
    assert letter_entropy("abcd" * 5) == pytest.approx(math.log(4))
    assert letter_entropy("aaaa") == pytest.approx(0)
    assert letter_entropy([1, 1, 2]) == pytest.approx(math.log(3) - 2 / 3 * math.log(2))
    with pytest.raises(ValueError, match="the text is empty"):
        letter_entropy("")
    assert split_text("abcdefghij", 0.2) == ("abcdefgh", "ij")


def test_words_of_a_text():
    assert words("It's GOOD_ 10%!") == ["it's", "good", "_", "10", "%", "!"]
