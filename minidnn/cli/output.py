"""Output: sentences for people, or one JSON object a line for programs; never both on stdout."""

import sys
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
            print(text, file=self.stream, flush=True)
        elif always:
            print(text, file=sys.stderr, flush=True)

    def event(self, name: str, /, **values: Any) -> None:
        """A line for programs: {"event": name, ...}."""
        if self.as_json and not self.silent:
            self.stream.write(json_line(name, **values))
            self.stream.flush()
