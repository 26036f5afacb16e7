"""What was measured on one machine: a JSON file that grows row by row, so runs can go on."""

import datetime
import json
import os
import time
from pathlib import Path

from minidnn.cores import cores

from . import report


class Results:
    """{part: {row: {way: numbers, "date": day}}}, written to a file after every row.

    again: measure rows that the file already has.  limit: begin no row that, as long as the longest
    one so far, would end after so many seconds.
    """

    def __init__(self, path, again=False, limit=float("inf")):
        self.path, self.again, self.limit = Path(path), again, limit
        self.begun = self.before = time.perf_counter()
        self.longest, self.left = 0.0, []
        self.facts = {"machine": report.machine(), "cores": cores(), "parts": {}}
        if self.path.exists():
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if any(found[key] != self.facts[key] for key in ("machine", "cores")):
                raise SystemExit(
                    f"{self.path} holds the results of another machine or version, "
                    f"{found['cores']} cores of {found['machine']}; here are {self.facts['cores']} "
                    f"of {self.facts['machine']}: give another file with --file"
                )
            self.facts = found

    @property
    def parts(self):
        return self.facts["parts"]

    def wanted(self, part, names):
        """The rows of a part to measure now; those that no time is left for are noted in `left`."""
        for name in names:
            if name in self.parts.get(part, {}) and not self.again:
                continue
            now = time.perf_counter()
            self.longest, self.before = max(self.longest, now - self.before), now
            if now - self.begun + self.longest > self.limit:
                self.left.append(f"{part}: {name}")
                continue
            yield name

    def put(self, part, name, row):
        """Keep a row, in the file too; the file is replaced as a whole."""
        row = {"date": datetime.date.today().isoformat(), **row}
        self.parts.setdefault(part, {})[name] = row
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(self.facts, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.path)
