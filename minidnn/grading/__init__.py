"""The grader of the exercises: it runs a student's functions in a sandbox and names the mistake."""


def check(name: str) -> None:
    """Grade one exercise from a notebook cell or a script: `check("dense_backward")`,
    `check("3.4")`."""
    from minidnn.grading.notebook import (
        check as run,
    )  # the grader's parts are loaded when asked for

    run(name)


def points(name: str) -> int:
    """The points of one exercise, for a cell that nbgrader grades; the verdict is printed."""
    from minidnn.grading.notebook import points as run

    return run(name)


def earned(name: str, what: str) -> bool:
    """Whether one property of an exercise earns its points, for a test of Otter-Grader."""
    from minidnn.grading.notebook import earned as run

    return run(name, what)


def use(work, quiet: bool = False):
    """The library's tutorial network on your own functions; see minidnn.grading.mixing."""
    from minidnn.grading.mixing import use as run

    return run(work, quiet)


__all__ = ["check", "earned", "points", "use"]
