"""`minidnn port`: programs written for PyTorch."""

from ..port.command import port

__all__ = ["port"]
