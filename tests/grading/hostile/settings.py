"""The settings in which instructors grade, made on this machine where it can be done.

Made by root: other users and fewer rights are given with `setpriv`, and every setting has a
process table and mounts of its own, so that a trick which kills all that it can reach reaches
nothing else. A plain user tries the settings of a plain user.
"""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.grading.hostile import TRICKS

ROOT = Path(__file__).resolve().parents[3]
USER = 61000
OTHER = (f"--reuid={USER}", f"--regid={USER}", "--clear-groups")
# what a container's root keeps in the usual containers
CONTAINER = (
    "-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,"
    "+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap"
)
NONE = {"MINIDNN_NO_NAMESPACES": "1"}


@dataclass(frozen=True)
class Setting:
    """Where the grader runs: `words` say it in the table's head."""

    name: str
    words: str
    root: bool
    rights: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    alone: bool = False  # may kill all of the user's processes: only in a process table of its own


SETTINGS = (
    Setting("root", "root, with all rights", True),
    Setting(
        "container",
        "root in a container without namespaces",
        True,
        (f"--bounding-set={CONTAINER}",),
    ),
    Setting("user", "a plain user", False),
    Setting("bare", "a plain user without namespaces", False, (), tuple(NONE.items())),
    Setting(
        "nothing",
        "a plain user, an old kernel, no namespaces",
        False,
        (),
        (*NONE.items(), ("MINIDNN_NO_WALLS", "1")),
        True,
    ),
)


def named(name):
    return next(s for s in SETTINGS if s.name == name)


def cannot(setting):
    """Why this machine cannot make the setting; empty when it can."""
    if not sys.platform.startswith("linux"):
        return "the locks are Linux's"
    if os.getuid() != 0:
        if setting.root or setting.alone:
            return "only root can make this setting"
        return ""
    if not shutil.which("setpriv") or not shutil.which("unshare"):
        return "setpriv and unshare are not installed"
    done = subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], check=False)
    if done.returncode:
        return "root may not make namespaces here"
    reads = ["setpriv", *OTHER, sys.executable, "-c", "import minidnn"]
    if not setting.root and subprocess.run(reads, cwd=ROOT, capture_output=True).returncode:
        return f"another user may not read {sys.prefix} or {ROOT}"
    return ""


def lacks():
    """Why this kernel cannot have all locks; empty when it can."""
    libc = ctypes.CDLL(None, use_errno=True)
    return "" if libc.syscall(444, None, 0, 1) >= 1 else "this kernel has no Landlock"


def attempt(setting, names=tuple(TRICKS), seconds=900):
    """name -> what the trick achieved ([]: nothing), and the locks that were on."""
    found, layers, waiting = {}, [], list(names)
    with tempfile.TemporaryDirectory(prefix="minidnn-tricks-") as folder:
        if os.getuid() == 0 and not setting.root:
            os.chown(folder, USER, USER)
        os.chmod(folder, 0o755)
        while waiting:
            begun = None
            command = _command(setting, [folder, *waiting])
            environment = {"PATH": os.environ["PATH"], "HOSTILE_SECRET": "1", "HOME": folder}
            environment |= {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
            environment |= dict(setting.environment)
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
            )
            for line in done.stdout.splitlines():
                told = json.loads(line)
                begun = told.get("begins", begun)
                if "over" in told:
                    found[told["over"]] = told["found"]
                    layers = told["layers"] or layers
            if begun is None:
                raise RuntimeError(f"{setting.name}: {done.stderr[-1500:]}")
            if begun not in found:
                found[begun] = ["the grader is ended"]
            waiting = [n for n in waiting if n not in found]
    return found, layers


def _command(setting, arguments):
    python = [sys.executable, "-m", "tests.grading.hostile.trying", *arguments]
    if os.getuid() != 0:
        return python
    user = [] if setting.root else OTHER
    changed = ["setpriv", *user, *setting.rights, *python] if user or setting.rights else python
    if setting.name == "root":
        return changed
    # the shell stays process 1, which nobody can kill from inside; the grader must not be that one
    spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return [*spaces, "sh", "-ec", _open_the_way(sys.base_prefix) + '"$@"\nexit', "sh", *changed]


def _open_the_way(path):
    """Shell lines: Python may stand in root's own folder, where others must find it, too."""
    for folder in reversed(Path(path).resolve().parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            inner = folder / Path(path).resolve().relative_to(folder).parts[0]
            return (
                f"mount -t tmpfs none /mnt && mkdir /mnt/way && mount --bind '{inner}' /mnt/way\n"
                f"mount -t tmpfs -o mode=755 none '{folder}' && mkdir '{inner}'\n"
                f"mount --bind /mnt/way '{inner}' && umount /mnt/way && umount /mnt\n"
            )
    return ""
