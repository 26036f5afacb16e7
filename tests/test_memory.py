"""The allocator setting: told once at import, switched off by the environment."""

import os
import subprocess
import sys

import pytest

from minidnn import memory

PROGRAM = """
import resource, numpy as np
from minidnn import memory
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(1_000_000, np.float32)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(memory.kept, faults())
"""


def run(setting):
    environment = {**os.environ, "MINIDNN_MALLOC": setting}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    kept, faults = done.stdout.split()
    return kept == "True", int(faults)


@pytest.mark.skipif(not memory.kept, reason="needs glibc")
def test_freed_memory_is_used_again_unless_switched_off():
    kept, faults = run("1")
    assert kept and faults < 1000
    assert run("0")[0] is False


def test_other_allocators_are_left_alone(monkeypatch):
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    assert memory.keep_freed_memory() is False
