"""Tokenizers: every text comes back, GPT-2's files and words are met, mistakes are named."""

import json
import random
import unicodedata

import numpy as np
import pytest

from minidnn.text import BytePairTokenizer, CharTokenizer, from_state
from minidnn.text.bytepairs import byte_characters
from minidnn.text.splitting import pieces

TEXT = "low lower lowest, the lowest of the low: it's 3½ – naïve 日本語 🙂\n\n  and so on" * 3


def trained(size=300):
    return BytePairTokenizer.train(TEXT, size)


def random_bytes(n):
    rng = random.Random(0)
    return [bytes(rng.randrange(256) for _ in range(rng.randrange(40))) for _ in range(n)]


def random_text(rng, length):
    blocks = [(1, 300), (0x20, 0x7F), (0x2150, 0x2190), (0x4E00, 0x4E50), (0x1F600, 0x1F620)]
    text = "".join(chr(rng.randrange(*rng.choice(blocks))) for _ in range(length))
    return "".join(c for c in text if unicodedata.category(c) not in ("Cs", "Cn"))


def test_characters_there_and_back():
    tokenizer = CharTokenizer(TEXT)
    tokens = tokenizer.encode(TEXT)
    assert tokens.dtype == np.int64
    assert tokens.shape == (len(TEXT),)
    assert tokenizer.decode(tokens) == TEXT
    assert len(tokenizer) == len(set(TEXT))
    assert tokenizer.encode("").shape == (0,)
    assert "".join(tokenizer.characters[i] for i in tokens) == TEXT


def test_characters_refuse():
    with pytest.raises(ValueError, match="the character 'z' at position 2 is not among the 2"):
        CharTokenizer("abba").encode("abz")
    with pytest.raises(ValueError, match="the character 'a' at position 0 is not among the 0"):
        CharTokenizer("").encode("a")
    with pytest.raises(ValueError, match="there is no token 2; tokens are 0 to 1"):
        CharTokenizer("abba").decode([0, 2])
    with pytest.raises(ValueError, match="no token -1"):
        CharTokenizer("abba").decode([-1])


def test_every_byte_string_comes_back():
    tokenizer = trained()
    every = bytes(range(256))
    for data in [b"", every, every[::-1], *random_bytes(300)]:
        assert tokenizer.decode_bytes(tokenizer.encode(data)) == data
    for text in (TEXT, "", " ", "\n \n", "a  b", "\x00\x1c\x85\u2028"):
        assert tokenizer.decode(tokenizer.encode(text)) == text
        assert "".join(tokenizer.stream(tokenizer.encode(text).tolist())) == text


def test_training_joins_the_most_frequent_pair_first():
    tokenizer = BytePairTokenizer.train("aaab aaab bb", 260, special=())
    words = [tokenizer.bytes_of[i] for i in range(256, len(tokenizer))]
    assert words[0] == b"aa"  # 2 words x 2 places, more than "ab" (2)
    assert all(words.count(word) == 1 for word in words)
    assert len(BytePairTokenizer.train("abc", 1000)) == 257  # no pair occurs twice
    with pytest.raises(ValueError, match=r"vocab_size must be at least 257 .* got 256"):
        BytePairTokenizer.train("abc", 256)


def test_training_equals_counting_everything_again():
    """The quick counting against the definition: count all pairs anew before every merge."""
    tokenizer = trained(290)
    start = BytePairTokenizer()
    words = [start.first_tokens(piece) for piece in pieces(TEXT)]
    for i, pair in enumerate(tokenizer.merges):
        counts = {}
        for word in words:
            for p in zip(word, word[1:]):
                counts[p] = counts.get(p, 0) + 1
        assert min(counts, key=lambda p: (-counts[p], p)) == pair
        joined = []
        for word in words:
            out = list(word)
            j = 0
            while j < len(out) - 1:
                if (out[j], out[j + 1]) == pair:
                    out[j : j + 2] = [256 + i]
                j += 1
            joined.append(tuple(out))
        words = joined
    assert [t for word in words for t in word] == tokenizer.encode(TEXT).tolist()


def test_special_tokens():
    tokenizer = trained()
    end = len(tokenizer) - 1
    tokens = tokenizer.encode("low<|endoftext|>low", special=True).tolist()
    low = tokenizer.encode("low").tolist()
    assert tokens == [*low, end, *low]
    assert end not in tokenizer.encode("low<|endoftext|>low")
    assert tokenizer.decode(tokens) == "low<|endoftext|>low"


def test_half_a_character_waits_for_its_other_bytes():
    tokenizer = BytePairTokenizer()
    assert list(tokenizer.stream(tokenizer.encode("é!"))) == ["", "é", "!", ""]
    assert tokenizer.decode(tokenizer.encode("é")[:1]) == "\ufffd"


def test_half_a_surrogate_pair_is_refused():
    with pytest.raises(ValueError, match=r"has '\\ud800' at position 1, half of a surrogate pair"):
        trained().encode("a\ud800")


def test_gpt2_numbers_of_bytes_and_file_format(tmp_path):
    tokenizer = trained()
    assert tokenizer.encode("!~ ").tolist() == [0, 93, 220]  # as in GPT-2's encoder.json
    assert byte_characters()[0x20] == "Ġ"
    assert byte_characters()[0x0A] == "Ċ"
    tokenizer.save(tmp_path / "vocab.bpe")
    lines = (tmp_path / "vocab.bpe").read_text("utf-8").splitlines()
    assert lines[0] == "#version: 0.2"
    assert len(lines) == 1 + len(tokenizer.merges)
    again = BytePairTokenizer.load(tmp_path / "vocab.bpe")
    assert again.merges == tokenizer.merges
    assert from_state(tokenizer.state()).merges == tokenizer.merges
    assert from_state(CharTokenizer("ab").state()).characters == "ab"


def test_damaged_merge_files_are_refused(tmp_path):
    path = tmp_path / "merges.txt"
    for line in ("l o w", "lo w", "l", "\u4e00 a"):
        path.write_text(f"#version: 0.2\n{line}\n", "utf-8")
        with pytest.raises(ValueError, match=r"line 2: expected two tokens that were made before"):
            BytePairTokenizer.load(path)
    with pytest.raises(ValueError, match="merge 0 joins the tokens 256 and 1"):
        BytePairTokenizer([(256, 1)])
    with pytest.raises(ValueError, match="unknown kind of tokenizer 'x'"):
        from_state({"kind": "x"})


def test_words_as_gpt2_cuts_them():
    assert [p.decode() for p in pieces("I'll pay 10² €, it's  fine\n\n")] == [
        *("I", "'ll", " pay", " 10²", " €,", " it", "'s", " ", " fine", "\n\n")
    ]


def test_words_equal_the_published_pattern():
    regex = pytest.importorskip("regex")
    pattern = regex.compile(
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    )
    rng = random.Random(1)
    for text in [TEXT, *(random_text(rng, 30) for _ in range(300))]:
        assert [p.decode() for p in pieces(text)] == pattern.findall(text)


def test_tokens_equal_those_of_another_reader(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    own = trained()
    own.save(tmp_path / "merges.txt")
    names = ["".join(byte_characters()[b] for b in word) for word in own.bytes_of]
    vocabulary = {name: i for i, name in enumerate(names)}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
    files = (str(tmp_path / name) for name in ("vocab.json", "merges.txt"))
    other = tokenizers.ByteLevelBPETokenizer(*files)
    assert own.encode(TEXT).tolist() == other.encode(TEXT).ids
