"""Points off for lateness, where the learning platform leaves that to the autograder
(Gradescope)."""

from __future__ import annotations

import datetime
import json
import math
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Policy:
    """`percent` of the points are lost per begun day; after `days` days nothing counts."""

    percent: float = 10.0
    days: int = 7

    def __post_init__(self) -> None:
        if not 0 <= self.percent <= 100 or self.days < 0:
            raise ValueError(
                f"late policy: percent is {self.percent} and days is {self.days}; "
                "percent is 0 to 100, days 0 or more"
            )

    def factor(self, hours: float) -> float:
        """The share of the points that is left, `hours` after the deadline."""
        if hours <= 0:
            return 1.0
        begun = math.ceil(hours / 24)
        return 0.0 if begun > self.days else max(0.0, 1 - begun * self.percent / 100)


def hours_late(metadata: Path) -> float:
    """From Gradescope's submission_metadata.json; a student's own due date goes before the common
    one."""
    try:
        raw = json.loads(metadata.read_text(encoding="utf-8"))
        handed_in = datetime.datetime.fromisoformat(raw["created_at"])
        due = raw["assignment"].get("due_date")
        own = [u.get("assignment", {}).get("due_date") for u in raw.get("users", [])]
        own = [datetime.datetime.fromisoformat(d) for d in own if d]
        deadline = max(own) if own else (datetime.datetime.fromisoformat(due) if due else handed_in)
        return (handed_in - deadline).total_seconds() / 3600
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{metadata} is not Gradescope's submission_metadata.json: {error!r}"
        ) from None
