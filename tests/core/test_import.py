"""`import minidnn` is light: it brings neither pictures nor CuPy nor pytest."""

import subprocess
import sys

HEAVY = ("matplotlib", "cupy", "pytest", "PIL", "tqdm", "torch")


def test_import_brings_nothing_heavy():
    code = f"import sys, minidnn; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "[]", run.stderr
