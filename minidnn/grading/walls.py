"""Two locks of the Linux kernel that need no rights: fewer system calls (seccomp), and files by
permission only (Landlock).

They hold in a container that gives no namespaces, and for a plain user. Like every lock they are
tried and reported; an older kernel has neither.

Source: the kernel's manuals, userspace-api/seccomp_filter and userspace-api/landlock.
"""

import contextlib
import ctypes
import os
import platform
import struct
import sys

PR_SET_SECCOMP, SECCOMP_FILTER = 22, 2
ALLOW, REFUSE, NO_SUCH_CALL, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
THREAD = 0x10000  # a bit of clone's flags: a thread, not a process

# signals, other processes' memory, sockets, programs, namespaces, devices, things that stay
# behind, and rights and times of files, which Landlock does not know
REFUSED = {
    "x86_64": """
        kill 62 tkill 200 tgkill 234 rt_sigqueueinfo 129 rt_tgsigqueueinfo 297 ptrace 101
        process_vm_readv 310 process_vm_writev 311 socket 41 socketpair 53 connect 42 bind 49
        fork 57 vfork 58 execve 59 execveat 322 unshare 272 setns 308 mount 165 umount2 166
        chroot 161 pivot_root 155 add_key 248 request_key 249 keyctl 250 bpf 321
        perf_event_open 298 userfaultfd 323 mknod 133 mknodat 259 shmget 29 semget 64 msgget 68
        mq_open 240 open_by_handle_at 304 personality 135
        chmod 90 fchmod 91 fchmodat 268 chown 92 fchown 93 lchown 94 fchownat 260 utime 132
        utimes 235 futimesat 261 utimensat 280 setxattr 188 lsetxattr 189 fsetxattr 190
        removexattr 197 lremovexattr 198 fremovexattr 199
    """,
    "aarch64": """
        kill 129 tkill 130 tgkill 131 rt_sigqueueinfo 138 rt_tgsigqueueinfo 240 ptrace 117
        process_vm_readv 270 process_vm_writev 271 socket 198 socketpair 199 bind 200 connect 203
        execve 221 execveat 281 unshare 97 setns 268 mount 40 umount2 39 chroot 51 pivot_root 41
        add_key 217 request_key 218 keyctl 219 bpf 280 perf_event_open 241 userfaultfd 282
        mknodat 33 shmget 194 semget 190 msgget 186 mq_open 180 open_by_handle_at 265
        personality 92 fchmod 52 fchmodat 53 fchownat 54 fchown 55 utimensat 88 setxattr 5
        lsetxattr 6 fsetxattr 7 removexattr 14 lremovexattr 15 fremovexattr 16
    """,
}
# the same number everywhere: pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd, fchmodat2
REFUSED_EVERYWHERE = (424, 425, 434, 438, 452)
MACHINES = {"x86_64": (0xC000003E, 56), "aarch64": (0xC00000B7, 220)}  # audit number, clone
CLONE3 = 435

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ = 0b1101  # execute, read a file, list a folder
FILE_RIGHTS = 0b111  # of READ and writing, what concerns a plain file: execute, write, read


def few_calls(libc, layers):
    """Refuse the system calls that reach beyond this process; a thread is still allowed."""
    machine = platform.machine()
    if machine not in MACHINES or struct.calcsize("P") != 8:
        return
    program = b"".join(struct.pack("HBBI", *line) for line in _program(machine))
    text = ctypes.create_string_buffer(program)
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, _address(text)))
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.c_void_p(_address(head)), 0, 0) == 0:
        layers.append("no signals, sockets or programs")


def _address(buffer):
    return ctypes.addressof(buffer)


def _program(machine):
    """The filter: (code, jump if true, jump if not, value) for each line."""
    audit, clone = MACHINES[machine]
    numbers = [int(n) for n in REFUSED[machine].split()[1::2]] + list(REFUSED_EVERYWHERE)
    lines = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, audit), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    if machine == "x86_64":  # the other numbering of the same machine
        lines += [(AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]
    for number in numbers:
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    lines += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, NO_SUCH_CALL)]  # the C library takes clone
    lines += [(EQUAL, 0, 3, clone), (LOAD, 0, 0, 16), (ANY_BIT, 1, 0, THREAD)]
    return [*lines, (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]


def rules(libc, folder, hide):
    """A set of rules, to be entered later: read Python and NumPy, do anything in `folder`, reach
    nothing else, signal nobody. None where the kernel has no Landlock."""
    version = libc.syscall(CREATE_RULESET, None, 0, 1)
    if version < 1:
        return None
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    wanted = struct.pack("QQQ", rights, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    number = libc.syscall(CREATE_RULESET, wanted, size, 0)
    if number < 0:
        return None
    for path in _readable(hide):
        _allow(libc, number, path, READ)
    _allow(libc, number, folder, rights)
    return number


def _allow(libc, rules_, path, rights):
    with contextlib.suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                rights &= FILE_RIGHTS
            libc.syscall(ADD_RULE, rules_, 1, struct.pack("=Qi", rights, place), 0)
        finally:
            os.close(place)


def enter(libc, rules_, layers):
    """From here on the rules hold, for this process and all that it starts."""
    if rules_ is None:
        return
    if libc.syscall(RESTRICT_SELF, rules_, 0) == 0:
        layers.append("only Python's and its own files")
    os.close(rules_)


def _readable(hide):
    """Folders with Python, NumPy and the system's libraries, without the hidden ones inside."""
    import numpy

    standard = os.path.dirname(os.path.realpath(os.__file__))
    packages = [os.path.join(standard, n) for n in ("site-packages", "dist-packages")]
    theirs = os.path.realpath(os.path.dirname(numpy.__file__))
    hidden = [os.path.realpath(h) for h in (*hide, *packages)]
    roots = [standard, theirs, theirs + ".libs", "/usr/lib", "/usr/lib64", "/lib", "/lib64"]
    roots += [os.path.join(p, "lib-dynload") for p in sys.path if p.startswith(standard)]
    roots += ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/self"]
    roots += ["/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache", "/proc/meminfo"]
    for root in roots:
        yield from _around(os.path.realpath(root), hidden)


def _around(path, hidden):
    """The path, or what is in it beside the hidden folders."""
    if path in hidden or not os.path.exists(path):
        return
    if not any(h.startswith(path + os.sep) for h in hidden):
        yield path
        return
    for name in os.listdir(path):
        yield from _around(os.path.join(path, name), hidden)
