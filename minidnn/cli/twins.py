"""Pictures that are there twice: in two classes, or to train with and to test with."""

import os
from collections import defaultdict
from collections.abc import Sequence

END = 2048  # bytes at the end of a file: with its length they tell pictures apart

Samples = Sequence[tuple[str, int]]


def notes_on_twins(classes: Sequence[str], train: Samples, test: Samples) -> list[str]:
    """Sentences on equal files.  test: those of a part of their own; empty where there is none."""
    places: dict[tuple[int, bytes], list[tuple[str, int, bool]]] = defaultdict(list)
    for (path, label), held in [*((s, False) for s in train), *((s, True) for s in test)]:
        if key := fingerprint(path):
            places[key].append((path, label, held))
    double = [found for found in places.values() if len(found) > 1]
    torn = [found for found in double if len({label for _, label, _ in found}) > 1]
    seen = [found for found in double if len({held for *_, held in found}) > 1]
    again = [found for found in double if found not in torn and found not in seen]
    notes = []
    if torn:
        kinds = " and ".join(sorted({classes[label] for _, label, _ in torn[0]}))
        notes.append(
            f"{number(torn)} in two classes, such as {pair(torn[0])} in {kinds}: no network can "
            "tell them apart"
        )
    if seen:
        notes.append(
            f"{number(seen)} in the training and in the test part, such as {pair(seen[0])}: the "
            "accuracy will flatter"
        )
    if again:
        more = "" if test else "; one may be trained with and the other tested with"
        notes.append(f"{number(again)} there more than once, such as {pair(again[0])}{more}")
    return notes


def fingerprint(path: str) -> tuple[int, bytes] | None:
    """The length of a file and its end; None where it is empty or cannot be read."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - END))
            return (size, file.read()) if size else None
    except OSError:
        return None


def number(found: list) -> str:
    return f"{len(found)} pictures are" if len(found) > 1 else "1 picture is"


def pair(found: list[tuple[str, int, bool]]) -> str:
    """The names of the first two, from the folder on that both share."""
    first, second = (path for path, *_ in (found[0], found[-1]))
    above = os.path.commonpath([first, second])
    return f"{os.path.relpath(first, above)} = {os.path.relpath(second, above)}"
