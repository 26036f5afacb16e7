"""Characters that a terminal, a pipe or a file cannot hold are replaced by ones that it can.

Windows gives a pipe the code page cp1252, a container often ASCII; neither has a bar's blocks.
"""

import codecs
from typing import Any

PLAIN = dict.fromkeys("▏▎▍", " ") | dict.fromkeys("▌▋▊▉█", "#") | dict(zip("░▒▓", ".+*"))
PLAIN |= dict.fromkeys("‘’′", "'") | dict.fromkeys("“”", '"') | dict.fromkeys("–—−·⋅", "-")
PLAIN |= {"✓": "+", "✗": "x", "×": "x", "…": "...", "→": "->", "←": "<-", "≤": "<=", "≥": ">="}
PLAIN |= {"²": "^2", "³": "^3", "√": "sqrt", "Σ": "sum", "∞": "inf", "°": " degrees", "•": "*"}


def replaced(error: UnicodeError) -> tuple[str, int]:
    """The handler of `errors="minidnn"`: what stands in PLAIN, else a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(PLAIN.get(c, "?") for c in error.object[error.start : error.end])
    return text.encode("ascii").decode("ascii"), error.end


def fit(*streams: Any) -> None:
    """From now on these streams hold whatever is written to them."""
    codecs.register_error("minidnn", replaced)
    for stream in streams:
        if hasattr(stream, "reconfigure"):  # a test's or a notebook's stream holds everything
            stream.reconfigure(errors="minidnn")
