"""`minidnn doctor` tries what should work; `minidnn completion` completes in a real shell."""

import json
import shutil
import subprocess

import pytest
from test_cli import call, empty_folder  # noqa: F401

from minidnn.cli import doctor


def test_all_is_well(capsys):
    code, out, err = call(capsys, "doctor")
    assert (code, err) == (0, "")
    for name in ("gradients", "learning", "files", "pictures", "GPU"):
        assert f"works      {name}: " in out
    assert "FAILS" not in out and "Send these lines" in out


def test_what_fails_is_named(capsys, monkeypatch):
    def broken():
        raise OSError("the disk is full")

    monkeypatch.setitem(doctor.CHECKS, "files", broken)
    code, out, _ = call(capsys, "doctor")
    assert code == 1 and "FAILS      files: OSError: the disk is full" in out
    code, out, _ = call(capsys, "doctor", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[-1]["works"] is False
    failed = [line["check"] for line in lines if "check" in line and not line["works"]]
    assert failed == ["files"]


def completed(script, *typed):
    """What bash offers for typed words."""
    words = " ".join(f"'{word}'" for word in ("minidnn", *typed))
    text = f"""{script}
COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _minidnn; printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_commands_options_and_nested_commands(capsys):
    code, script, _ = call(capsys, "completion", "bash")
    assert code == 0
    assert completed(script, "tr") == ["train"]
    assert completed(script, "train", "--epo") == ["--epochs"]
    assert completed(script, "completion", "f") == ["fish"]
    assert "start" in completed(script, "exercises", "st")


def test_zsh_and_fish_have_scripts(capsys):
    assert "bashcompinit" in call(capsys, "completion", "zsh")[1]
    fish = call(capsys, "completion", "fish")[1]
    assert "complete -c minidnn -n '__fish_seen_subcommand_from train' -l epochs" in fish
    assert call(capsys, "completion", "tcsh")[0] == 2
