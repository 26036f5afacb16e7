"""`minidnn launch`: several ranks of a program."""

from argparse import Namespace

from ..distributed.launch import launch


def launch_command(options: Namespace) -> int:
    """Start the ranks; the exit code of the one that failed, else 0."""
    program = ["-m"] if options.module else []
    return launch([*program, options.program, *options.arguments], options.ranks, options.hostfile)
