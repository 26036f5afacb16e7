"""README.md keeps its word: the example runs, the two commands are there, links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_learns(capsys):
    example = re.search(r"```python\n(import minidnn.*?)```", TEXT, re.DOTALL).group(1)
    assert len(example.splitlines()) <= 14
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert float(re.search(r"accuracy (.*)%", printed).group(1)) >= 90


def test_exactly_two_commands_set_up_a_fresh_machine():
    commands = re.findall(r"^python3 -m venv .*$", TEXT, re.MULTILINE)
    assert len(commands) == 2
    assert commands[0].endswith("minidnn train breast-cancer")
    assert commands[1].endswith("python -m pytest -n auto")


def test_links_lead_somewhere():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            if not target.startswith(("http:", "https:")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_op_shown_is_the_op():
    shown = re.search(r"```python\n(def addmm.*?)```", TEXT, re.DOTALL).group(1)
    assert shown in (ROOT / "minidnn/ops/linear.py").read_text(encoding="utf-8")


def test_what_a_package_index_shows_is_current_and_resolves_there():
    page = ROOT / "tools" / "package_page.md"
    maker = [sys.executable, str(ROOT / "tools" / "make_package_page.py"), "--check"]
    done = subprocess.run(maker, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "file: tools/package_page.md" in (ROOT / "setup.cfg").read_text(encoding="utf-8")
    assert "![" not in text
    assert not re.findall(r"\]\((?!https?:)", text)
