"""`python -m minidnn` is the command `minidnn`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
