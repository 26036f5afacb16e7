"""Types the commands of the pages: `minidnn` is run here, other programs are looked up."""

import ast
import importlib.util
import os
import re
import shlex
from pathlib import Path

from minidnn import cli

ROOT = Path(__file__).resolve().parents[2]
SETUP = (ROOT / "setup.cfg").read_text("utf-8")
LESS = {  # the same command, with less to do: what is typed begins with ... -> what is added
    r"minidnn train photos": "--size 32 --epochs 1",
    r"minidnn train mnist": "--epochs 1 --batch-size 32",
    r"minidnn train moby-dick": "--epochs 1 --layers 1 --width 16",
    r"minidnn train names": "--epochs 1 --width 16",
    r"minidnn train \S+\.txt": "--epochs 1 --layers 1 --width 16 --context 16",
    r"minidnn train sentiment": "--epochs 1",
    r"minidnn train breast-cancer": "--epochs 20",
    r"minidnn train digits": "--epochs 2",
    r"minidnn generate": "--length 20",
}
INSTEAD = {  # and what stands for something that takes long, or that is not here
    r"^minidnn selftest 3 --full": "minidnn selftest 20 --full --course my_course",
    r"^minidnn selftest 3.4": "minidnn selftest 3.3",
    r"^minidnn selftest$": "minidnn selftest 1.2",
    r"--ranks 4|-n 4|-n 8": lambda found: found[0].replace("4", "2").replace("8", "2"),
    r"--device cuda": "",
    r" --show": "",
}
FINE = {"check": (0, 1), "grade": (0, 1), "port": (0, 1)}  # 1: not all is solved, or is there


def commands(text: str) -> list[str]:
    """The commands of a block: a line each, joined by `&&`, comments left out; `$ ` may lead."""
    lines = text.replace("\\\n", " ").splitlines()
    if any(line.startswith("$ ") for line in lines):  # a session: the rest is what it printed
        lines = [line[2:] for line in lines if line.startswith("$ ")]
    whole = [shlex.join(shlex.split(line, comments=True)) for line in lines]
    return [part.strip() for line in whole for part in re.split(r" '&&' ", line) if part.strip()]


def run(command: str) -> None:
    """Run a command of minidnn in this process, change the folder, or see what it names."""
    words = shlex.split(command)
    while "=" in words[0]:  # settings of this one command
        words = words[1:]
    program = words[0].replace(".venv/bin/", "")
    if program == "minidnn":
        typed(words)
    elif program == "cd":
        os.chdir(words[1])
    elif program in OTHERS:
        OTHERS[program](words[1:])
    else:
        raise AssertionError(f"nothing here knows how to type {command!r}")


def typed(words: list[str]) -> None:
    """A command of minidnn, with less to do where it would take long."""
    line = shlex.join(["minidnn", *words[1:]])
    for pattern, other in INSTEAD.items():
        line = re.sub(pattern, other, line)
    line += "".join(f" {more}" for start, more in LESS.items() if re.match(start, line))
    try:
        code = cli.main(shlex.split(line)[1:])
    except SystemExit as leaving:
        code = leaving.code or 0
    assert code in FINE.get(words[1], (0,)), f"{line}: exit code {code}"


def pip(words: list[str]) -> None:
    """Every extra that is asked for is declared."""
    for word in words:
        for extra in re.findall(r"\[([\w,]+)\]", word):
            for name in extra.split(","):
                assert re.search(rf"^{name} =", SETUP, re.M), f"setup.cfg has no extra {name}"


def python(words: list[str]) -> None:
    """The script or the module is there; pytest's paths and markers, too."""
    if words[0] != "-m":
        assert (ROOT / words[0]).is_file(), words[0]
        ast.parse((ROOT / words[0]).read_text("utf-8"))
        return
    module, *rest = words[1:]
    if module == "pip":
        pip(rest)
    elif module == "venv":
        assert rest == [".venv"]
    else:
        assert importlib.util.find_spec(module) is not None, f"there is no module {module}"
        for word in rest:
            assert "/" not in word or (ROOT / word.partition("::")[0]).exists(), word
    if "-m" in rest:
        assert re.search(rf"^    {rest[rest.index('-m') + 1]}:", SETUP, re.M), rest


def jupyter(words: list[str]) -> None:
    """The notebook that is opened lies in this folder."""
    assert words[0] == "lab"
    assert all(Path(word).is_file() for word in words[1:]), words


def platform(words: list[str]) -> None:
    """A grading platform's own program; a test of ours types the same."""
    tests = (ROOT / "tests/grading/test_platforms.py").read_text("utf-8")
    assert f'"{words[0]}"' in tests, f"tests/grading/test_platforms.py does not type {words[0]}"


def configured(words: list[str]) -> None:
    """A tool that setup.cfg or pyproject.toml configures; CI runs it."""
    if "--config" in words:
        assert (ROOT / words[words.index("--config") + 1]).is_file()


def exists(words: list[str]) -> None:
    """CI's own script: it is what runs the tests."""
    assert os.access(ROOT / ".ci/run", os.X_OK)


OTHERS = {
    "pip": pip,
    "python": python,
    "python3": python,
    "jupyter": jupyter,
    "nbgrader": platform,
    "otter": platform,
    "ruff": configured,
    "mypy": configured,
    "lint-imports": configured,
    ".ci/run": exists,
}
