"""minidnn.signal: windows for signals, under torch.signal's names."""

from . import windows

__all__ = ["windows"]
