"""Output: sentences for people, or one JSON object a line for programs; never both on stdout."""

import re
import shutil
import sys
import textwrap
from typing import Any

from ..training.logs import json_line


class Output:
    """say() prints in the human mode, event() in the JSON mode; neither where it is silent."""

    def __init__(self, as_json: bool, silent: bool = False) -> None:
        self.as_json, self.silent, self.stream = as_json, silent, sys.stdout

    def say(self, text: str, always: bool = False) -> None:
        """A line for people; `always`: in JSON mode too, on stderr."""
        if self.silent:
            return
        if not self.as_json:
            print(folded(text, self.stream), file=self.stream, flush=True)
        elif always:
            print(text, file=sys.stderr, flush=True)

    def event(self, name: str, /, **values: Any) -> None:
        """A line for programs: {"event": name, ...}."""
        if self.as_json and not self.silent:
            self.stream.write(json_line(name, **values))
            self.stream.flush()


def folded(text: str, stream: Any) -> str:
    """A line "name   value" that is longer than the terminal goes on below its value.

    Files and pipes get it in one line, for grep; a command to type is never broken.
    """
    head = re.match(r"(?:\S+ +)?\S+ {2,}|\S{10} |\s+", text)
    if head is None or "\n" in text or not getattr(stream, "isatty", lambda: False)():
        return text
    room = max(shutil.get_terminal_size().columns - 1, 40)
    if len(text) <= room:
        return text
    return "\n".join(
        textwrap.wrap(
            text,
            room,
            subsequent_indent=" " * head.end(),
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
