#!/usr/bin/env bash
# Runs once, when the autograder's machine is built: a Python of its own with NumPy.
set -e
for python in python3.13 python3.12 python3.11 ""; do
    command -v "$python" >/dev/null 2>&1 && break
done
if [ -z "$python" ]; then
    apt-get update && apt-get install -y python3.11 python3.11-venv
    python=python3.11
fi
if ! "$python" -m venv /autograder/venv; then
    apt-get update && apt-get install -y "$python-venv"
    "$python" -m venv /autograder/venv
fi
/autograder/venv/bin/pip install "numpy>=2.0,<3"
