"""What keeps a student's code in: limits, own namespaces, an unprivileged user, and a keeper that
kills the rest.

Runs inside the child, before the student's code is there. Every lock is tried and reported; none
is assumed.
"""

import contextlib
import ctypes
import os
import random
import signal
import sys

import walls  # the file beside

NEWNS, NEWUSER, NEWPID, NEWNET, NEWIPC = 0x20000, 0x10000000, 0x20000000, 0x40000000, 0x8000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    32,
    4096,
    16384,
    1 << 18,
)
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 36, 38


def main(work, alive=None):
    """Fork: the first process keeps watch (it never runs student code), the second works behind
    the locks. `alive` is a descriptor that only the first one holds."""
    requests, results = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # prints go to the captured output, never into the result channel
    os.close(null)
    if sys.platform == "win32":
        import msvcrt

        for fd in (requests, results):
            msvcrt.setmode(fd, os.O_BINARY)
    if not hasattr(os, "fork") or not sys.platform.startswith("linux"):
        work(requests, results, lambda job: limit(job, []))
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    layers = ["own session"]
    spaces = not os.environ.get("MINIDNN_NO_NAMESPACES") and _unshare(libc, layers)
    pid = os.fork()
    if pid == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if alive is not None:
            os.close(alive)
        code = 1
        try:
            work(requests, results, lambda job: _lock(libc, job, layers, spaces))
            code = 0
        finally:
            os._exit(code)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
    os.close(requests)
    os.close(results)
    os.waitpid(pid, 0)
    _reap_all()


def _reap_all():
    """Kill every descendant that outlived the worker; orphans have become ours (subreaper)."""
    for _ in range(200):
        children = _children()
        for child in children:
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return


def _children():
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(p) for p in file.read().split()]
    except OSError:
        return []


def _unshare(libc, layers):
    """Own mounts, network, processes and IPC: as root directly, otherwise inside an own user
    namespace."""
    spaces = NEWNS | NEWNET | NEWPID | NEWIPC
    uid, gid = os.getuid(), os.getgid()
    if uid == 0:
        ok = libc.unshare(spaces) == 0
    else:
        ok = libc.unshare(spaces | NEWUSER) == 0
        if ok:
            try:
                for name, text in (
                    ("setgroups", "deny"),
                    ("uid_map", f"{uid} {uid} 1"),
                    ("gid_map", f"{gid} {gid} 1"),
                ):
                    with open(f"/proc/self/{name}", "w") as file:
                        file.write(text)
            except OSError:
                ok = False
    if ok:
        layers += ["no network", "own process table", "own mounts"]
    return ok


def _lock(libc, job, layers, spaces):
    """Called in the worker once Python and NumPy are loaded: hide files, limit, become nobody."""
    if spaces:
        _mounts(libc, job, layers)
    os.chdir(job["folder"])
    walled = not os.environ.get("MINIDNN_NO_WALLS")
    rules = walls.rules(libc, job["folder"], job["hide"]) if walled else None
    if os.getuid() == 0:
        uid = 61200 + random.SystemRandom().randrange(3000)
        limit(job, layers)
        os.chown(job["folder"], uid, uid)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        layers.append("unprivileged user")
    else:
        limit(job, layers)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if walled:
        walls.enter(libc, rules, layers)
        walls.few_calls(libc, layers)
    return layers


def _mounts(libc, job, layers):
    """World-writable folders become read-only, the library disappears, the working folder is a
    small RAM disk."""

    def mount(source, target, kind, flags, data=None):
        encoded = [s if s is None else os.fsencode(s) for s in (source, target, kind, data)]
        return libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]) == 0

    if not mount(None, "/", None, MS_REC | MS_PRIVATE):
        return
    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV)
    hidden = sum(mount("none", folder, "tmpfs", MS_RDONLY, "size=4k") for folder in job["hide"])
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock"):
        if os.path.isdir(folder) and mount(folder, folder, None, MS_BIND | MS_REC):
            again = MS_REMOUNT | MS_BIND | MS_RDONLY
            mount(None, folder, None, again) or mount(
                None, folder, None, again | MS_NOSUID | MS_NODEV
            )
    if mount("none", job["folder"], "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=777"):
        layers.append("files in memory only")
    if job["hide"] and hidden == len(job["hide"]):
        layers.append("library hidden")


def limit(job, layers):
    """Time, memory, file size, open files, processes."""
    try:
        import resource
    except ImportError:
        return layers
    limits = job["limits"]
    wanted = {
        "RLIMIT_CPU": limits["cpu"],
        "RLIMIT_AS": limits["memory"],
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NOFILE": 32,
        "RLIMIT_CORE": 0,
    }
    if os.getuid() == 0:
        wanted["RLIMIT_NPROC"] = 1  # counted per user, and the user is about to be one of its own
    else:
        wanted["RLIMIT_NPROC"] = _own_tasks() + 64  # the user's other programs count, too
    set_ = []
    for name, value in wanted.items():
        if hasattr(resource, name):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))
                set_.append(name)
    if len(set_) >= 4:
        layers.append("limits on time, memory and files")
    return layers


def _own_tasks():
    """Processes and threads of this user."""
    count = 0
    for entry in os.scandir("/proc") if os.path.isdir("/proc/self") else ():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if entry.stat().st_uid == os.getuid():
                    count += len(os.listdir(f"/proc/{entry.name}/task"))
    return count if count else 1000
