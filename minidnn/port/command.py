"""`minidnn port`: reports on programs written for PyTorch, rewrites their imports, runs them."""

import argparse
import json
import sys
import traceback
from pathlib import Path

from .program import read
from .report import examine
from .runner import run


def port(options: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    words = [options.program] if options.program else []
    words += options.run_it or []
    if not words:
        raise ValueError("port: name a program: minidnn port program.py")
    path = Path(words[0])
    if options.run_it is not None:
        return run_it(path, words[1:])
    if not path.exists():
        raise ValueError(f"port: there is no {path}")
    complete = True
    for source, target in pairs(path, options.out):
        try:
            program = read(source)
        except ValueError as error:
            print(error)
            complete = False
            continue
        report = examine(program)
        complete = complete and report.complete
        if options.json:
            print(json.dumps(report.as_dict()))
        else:
            print("\n".join(report.lines(not options.brief)))
        if not options.check:
            program.write(target)
            if not options.json:
                print(f"  written: {target}")
    return 0 if complete else 1


def run_it(path: Path, arguments: list[str]) -> int:
    """Run a program; its error is shown as Python shows it, from the program's own lines on."""
    try:
        run(path, arguments)
    except Exception as error:
        frames = error.__traceback__
        while frames and not frames.tb_frame.f_code.co_filename.startswith(str(path)):
            frames = frames.tb_next
        traceback.print_exception(type(error), error, frames or error.__traceback__)
        if isinstance(error, AttributeError | ImportError):
            print(f"(`minidnn port --check {path}` lists what is missing)", file=sys.stderr)
        return 1
    return 0


def pairs(path: Path, out: str | None) -> list[tuple[Path, Path]]:
    """The programs to read, each with the place of its copy.

    Raises: ValueError if a copy would take the place of a program.
    """
    place = Path(out) if out else path.with_name(f"{path.stem}_minidnn{path.suffix}")
    if place.resolve() == path.resolve():
        raise ValueError(f"port: {place} is the program itself; give another --out")
    if not path.is_dir():
        return [(path, place / path.name if place.is_dir() else place)]
    sources = sorted(p for p in path.rglob("*") if p.suffix in (".py", ".ipynb") and p.is_file())
    inside = [p for p in sources if not any(part.startswith(".") for part in p.parts)]
    return [(source, place / source.relative_to(path)) for source in inside]
