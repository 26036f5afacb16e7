"""`python -m minidnn.port` is the command `minidnn port`."""

import argparse
import sys

from .command import port
from .options import add_port_options

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m minidnn.port", description="Run PyTorch programs with minidnn."
    )
    add_port_options(parser)
    sys.exit(port(parser.parse_args()))
