"""Writes docs/misuse.md from the tables: `python -m tests.misuse.page`."""

from pathlib import Path

from . import (
    commands,
    data,
    elsewhere,
    files,
    gradients,
    layers,
    measures,
    optimizers,
    pictures,
    tensors,
    texts,
    training,
    transforms,
)

PAGE = Path(__file__).resolve().parents[2] / "docs/misuse.md"
TABLES = (
    training, data, transforms, layers, optimizers, tensors, gradients, files, pictures, measures,
    texts, elsewhere,
)  # fmt: skip
PYTHON = {
    entry: cases
    for table in TABLES
    for entry, cases in table.CASES.items()
}
TOP = """# What you see when …

… a call is not what was meant: mistakes that are easily made, and what minidnn answers. Every line
is tried by `tests/misuse`; the sentences are shortened. `model` takes 4 numbers and returns 2
scores, `X` is an array (60, 4), `Y` holds 60 class numbers, `data` is a `TensorDataset`, `photo` an
image of Pillow, `T` stands for `minidnn.vision.transforms`.

This page is written by `python -m tests.misuse.page`.
"""


def text() -> str:
    """The page."""
    lines = [TOP]
    for entry, cases in PYTHON.items():
        lines += [f"## {entry}", "", "```text"]
        for call, kind, part in cases:
            lines += [call, f"    {kind}: {part}"]
        lines += ["```", ""]
    lines += ["## The command minidnn", "", "```text"]
    for typed, code, part in commands.CASES["minidnn (command)"]:
        lines += [f"$ {typed}", f"    {part}   (exit code {code})"]
    return "\n".join([*lines, "```"]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
