"""Files are written whole or not at all."""

import os
import subprocess
import sys

import pytest

from minidnn.utils.files import atomic_write, partial_name, remove_partial_files


def test_new_file_and_replacement(tmp_path):
    path = tmp_path / "a.bin"
    for content in (b"old", b"new and longer"):
        with atomic_write(path) as file:
            file.write(content)
        assert path.read_bytes() == content
    with atomic_write(path, "w", encoding="utf-8") as file:
        file.write("é")
    assert path.read_text(encoding="utf-8") == "é"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_the_old_file_stays_until_the_block_ends(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with atomic_write(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(error), atomic_write(path) as file:
        file.write(b"half")
        raise error
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_mode_bits_and_links_are_kept(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link.bin"
    link.symlink_to(path)
    with atomic_write(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_partial_files_of_dead_writers_go_and_those_of_living_ones_stay(tmp_path):
    path = tmp_path / "a.bin"
    living = partial_name(path)
    living.touch()
    code = (
        "import sys; from pathlib import Path; from minidnn.utils.files import partial_name;"
        "partial_name(Path(sys.argv[1])).touch()"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert len(os.listdir(tmp_path)) == 2
    remove_partial_files(path)
    assert os.listdir(tmp_path) == [living.name]


def test_long_names_fit_the_file_system(tmp_path):
    path = tmp_path / ("n" * 250)
    with atomic_write(path) as file:
        file.write(b"x")
    assert path.read_bytes() == b"x"


def test_errors_say_what_to_do(tmp_path):
    with (
        pytest.raises(ValueError, match=r"does not exist; make it first"),
        atomic_write(tmp_path / "no" / "a"),
    ):
        pass
    with (
        pytest.raises(ValueError, match=r"is a folder; give the name of a file in it"),
        atomic_write(tmp_path),
    ):
        pass
    with (
        pytest.raises(ValueError, match=r"mode is 'ab'.*'wb' or 'w'"),
        atomic_write(tmp_path / "a", "ab"),
    ):
        pass


def test_a_full_disk_is_named_with_the_path(tmp_path, monkeypatch):
    import errno

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    full_disk = pytest.raises(OSError, match="No space left on device")
    with full_disk as caught, atomic_write(tmp_path / "file") as file:
        file.write(b"new")
    assert caught.value.filename == str(tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_targets_that_cannot_be_are_named(tmp_path):
    missing = tmp_path / "no" / "file"
    for target, said in ((tmp_path, "is a folder; give"), (missing, "folder .*/no")):
        with pytest.raises(ValueError, match=f"{target} .*{said}"), atomic_write(target):
            pass
