"""Cuts text into words with the space before them, as GPT-2 does before it joins bytes."""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator


def pieces(text: str | bytes) -> Iterator[bytes]:
    """The words, runs of digits, of signs and of spaces: their bytes give the text again.

    Bytes that are no UTF-8 are kept. Raises: ValueError for text that UTF-8 cannot write.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    else:
        check(text)
    for piece in pattern().findall(text):
        yield piece.encode("utf-8", "surrogateescape")


def check(text: str) -> None:
    """Half a surrogate pair is no character: it has no bytes."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError(
            f"the text has {text[error.start]!r} at position {error.start}, half of a surrogate "
            "pair, which UTF-8 cannot write; read the file as UTF-8, or give bytes"
        ) from None


@functools.cache
def pattern() -> re.Pattern[str]:
    r"""GPT-2's pattern, in which \p{L} is a letter and \p{N} a number of any script.

    Python's re has no \p. Its \w minus digits and underscore is the letters and those numbers that
    are no digits (², ½, Ⅷ); these are listed by their category. Likewise \s without four
    separators (U+001C to U+001F), which Unicode does not count as white space.
    """
    other = [chr(i) for i in range(sys.maxunicode + 1) if unicodedata.category(chr(i)) in OTHER]
    numbers = "".join(map(re.escape, other))
    letter, number, space = rf"(?:(?![{numbers}])[^\W\d_])", rf"[\d{numbers}]", r"[^\S\x1c-\x1f]"
    sign = rf"(?:(?!{space}|{letter}|{number})[\s\S])"
    return re.compile(
        rf"'s|'t|'re|'ve|'m|'ll|'d| ?{letter}+| ?{number}+| ?{sign}+"
        rf"|{space}+(?!(?!{space})[\s\S])|{space}+"
    )


OTHER = ("Nl", "No")  # Unicode's categories of numbers that are no decimal digits
