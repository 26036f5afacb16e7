"""Starting ranks from within a program, under PyTorch's name: `multiprocessing.spawn`."""

from .distributed.spawn import spawn

__all__ = ["spawn"]
