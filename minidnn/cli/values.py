"""Values of the command's options: what they must be, and two options that print and leave.

argparse puts "argument --lr: " in front of what the types raise.
"""

import argparse
from collections.abc import Callable
from typing import Any


class Version(argparse.Action):
    """Prints the version."""

    def __call__(self, parser: Any, *args: Any) -> None:
        from .. import __version__

        print(f"minidnn {__version__}")
        parser.exit()


class ModelName(argparse.Action):
    """The name of a network; `list` prints all of them, without a data set."""

    def __call__(self, parser: Any, namespace: Any, value: Any, option: Any = None) -> None:
        setattr(namespace, self.dest, value)
        if value == "list":
            from .models import MODELS

            for name, entry in MODELS.items():
                print(f"{name:12} {entry.about}")
            print("gpt, lstm, gru, rnn   for text: names, moby-dick, tinyshakespeare, FILE.txt")
            parser.exit()


def positive(text: str) -> float:
    return checked(text, float, lambda x: 0 < x < float("inf"), "a positive number")


def not_negative(text: str) -> float:
    return checked(text, float, lambda x: 0 <= x < float("inf"), "a number from 0")


def count(text: str) -> int:
    return checked(text, int, lambda x: x >= 1, "a whole number from 1")


def whole(text: str) -> int:
    return checked(text, int, lambda x: x >= 0, "a whole number from 0")


def size(text: str) -> int:
    return checked(text, int, lambda x: 16 <= x <= 4096, "a whole number from 16 to 4096")


def share(text: str) -> float:
    return checked(text, float, lambda x: 0 < x < 1, "a number between 0 and 1")


def batch(text: str) -> int | str:
    if text == "all":
        return text
    return checked(text, int, lambda x: x >= 1, 'a whole number or "all"')


def checked(text: str, kind: Callable, holds: Callable[[Any], bool], wanted: str) -> Any:
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not holds(value):
        raise argparse.ArgumentTypeError(f"expected {wanted}; got {text!r}")
    return value
