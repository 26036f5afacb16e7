"""The table of rules: which nodes of ONNX stand for which op, by the op's name."""

from collections.abc import Callable
from typing import Any

RULES: dict[str, Callable[..., Any]] = {}


def rule(*names: str) -> Callable[[Callable], Callable]:
    """Declare how ops of these names are written.

    The function takes (graph, out, *inputs, **options): out is the op's result (a Value, or a tuple
    of them), inputs and options are those of the op, with Values in place of arrays and Lengths in
    place of numbers that follow the batch. It returns the name of the result, or a list of names.
    """

    def declare(function: Callable) -> Callable:
        for name in names:
            RULES[name] = function
        return function

    return declare
