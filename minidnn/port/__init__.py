"""Programs written for PyTorch: what they use of it, what is missing here, and how they run here.

    python -m minidnn.port program.py          # a copy with its imports changed, and a report
    python -m minidnn.port --check program.py  # only the report
    python -m minidnn.port --run program.py    # run it as it stands, with the names redirected

In a notebook, `minidnn.port.redirect()` in the first cell makes `import torch` give minidnn.
"""

from .hook import redirect, redirected

__all__ = ["redirect", "redirected"]
