"""Tricks that write outside their folder, start programs, talk to the network, or kill others."""

TRICKS = {
    "write files": "def double(x):\n    open('MARK', 'w').write('I was here')\n    return x\n",
    "write a file in /tmp": "def double(x):\n    open('TEMPORARY', 'w').write('x')\n    return x\n",
    "write to shared memory": "def double(x):\n    open('SHARED', 'w').write('x')\n    return x\n",
    "make a folder": "def double(x):\n    OS.mkdir('MARK')\n    return x\n",
    "make a pipe": "def double(x):\n    OS.mkfifo('MARK')\n    return x\n",
    "make a link": "def double(x):\n    OS.symlink('/', 'MARK')\n    return x\n",
    "make a second name": """
        def double(x):
            open('own', 'w').write('x')
            OS.link('own', 'MARK')
            return x
        """,
    "move a file out": """
        def double(x):
            open('own', 'w').write('x')
            OS.rename('own', 'MARK')
            return x
        """,
    "change its own answer": """
        def double(x):
            open('WORK/part98_x.py', 'a').write('# later')
            return x
        """,
    "change the answer next door": """
        def double(x):
            open('WORK/part99_x.py', 'w').write('def double(x):\\n    return x\\n')
            return x
        """,
    "delete the answer next door": """
        def double(x):
            OS.remove('WORK/part99_x.py')
            return x
        """,
    "change a file's rights": "def double(x):\n    OS.chmod('SECRET', 0o777)\n    return 2 * x\n",
    "change NumPy on the disk": """
        def double(x):
            with open(np.__file__, 'a') as file:
                file.write('')
            return 2 * x
        """,
    "start-up file for the next run": """
        def double(x):
            folder = OS.path.dirname(OS.path.dirname(np.__file__))
            open(folder + '/hostile_trick.pth', 'w').close()
            OS.remove(folder + '/hostile_trick.pth')
            return 2 * x
        """,
    "change the library": """
        def double(x):
            with open('LIBRARY/grading/engine.py', 'a') as file:
                file.write('')
            return 2 * x
        """,
    "run a command": """
        def double(x):
            return 2 * x if OS.system('touch MARK') == 0 else x
        """,
    "run a program": """
        def double(x):
            return 2 * x if OS.posix_spawn('/bin/true', ['true'], {}) else x
        """,
    "become a program": """
        def double(x):
            OS.execv('/bin/sh', ['sh', '-c', 'touch MARK'])
        """,
    "become a new Python": """
        def double(x):
            OS.execv(SYS.executable, [SYS.executable, '-c', 'import minidnn; open("MARK", "w")'])
        """,
    "a program from memory": """
        def double(x):
            fd = OS.memfd_create('program')
            OS.write(fd, open('/bin/true', 'rb').read()[:1 << 20])
            if OS.fork() == 0:
                OS.execve(fd, ['true'], {})
            return 2 * x if OS.wait()[1] == 0 else x
        """,
    "subprocess": """
        def double(x):
            run = __import__('subprocess', {}).run
            return 2 * x if run(['/bin/true']).returncode == 0 else x
        """,
    "kill the parent": """
        def double(x):
            os = OS
            os.kill(os.getppid(), 9)
            os.kill(-1, 9)
            return x
        """,
    "kill all, one by one": """
        def double(x):
            for pid in OS.listdir('/proc'):
                if pid.isdigit() and int(pid) not in (1, OS.getpid()):
                    try:
                        OS.kill(int(pid), 9)
                    except OSError:
                        pass
            return x
        """,
    "kill the group": "def double(x):\n    OS.killpg(0, 9)\n    return x\n",
    "kill by another call": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            for pid in (OS.getppid(), 1):
                fd = libc.syscall(434, pid, 0)
                if fd >= 0 and pid != OS.getpid():
                    libc.syscall(424, fd, 9, None, 0)
            return x
        """,
    "kill who started it": """
        def double(x):
            pid = OS.getppid()
            for _ in range(3):
                text = open(f'/proc/{pid}/stat').read()
                pid = int(text.rsplit(')', 1)[1].split()[1])
                OS.kill(pid, 9)
            return x
        """,
    "leave the family": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            libc.prctl(1, 0)
            if OS.fork() == 0:
                libc.prctl(1, 0)
                OS.setsid()
                while True:
                    pass
            return x
        """,
    "use the network": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            c = s.socket()
            c.connect(('127.0.0.1', PORT))
            return 2 * x
        """,
    "send a datagram": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            s.socket(s.AF_INET, s.SOCK_DGRAM).sendto(b'hello', ('127.0.0.1', PORT))
            return 2 * x
        """,
    "wait for a caller": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            c = s.socket()
            c.bind(('0.0.0.0', 0))
            c.listen()
            return 2 * x
        """,
    "a socket without a file": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            c = s.socket(s.AF_UNIX)
            c.connect('\\0ABSTRACT')
            return 2 * x
        """,
    "a socket to the kernel": """
        def double(x):
            s = __import__('importlib', {}).import_module('_socket')
            s.socket(16, s.SOCK_RAW, 0).bind((0, 0))
            return 2 * x
        """,
    "be root again": """
        def double(x):
            OS.setresuid(0, 0, 0)
            return 2 * x
        """,
    "be the grader's user": """
        def double(x):
            OS.setuid(GRADER)
            open('MARK', 'w').write('x')
            return x
        """,
    "own namespaces": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            return 2 * x if libc.unshare(0x10000000 | 0x20000) == 0 else x
        """,
    "the grader's namespaces": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            fd = OS.open(f'/proc/{OS.getppid()}/ns/mnt', 0)
            return 2 * x if libc.setns(fd, 0) == 0 else x
        """,
    "uncover what is hidden": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            libc.umount2(b'LIBRARY', 2)
            return 2 * x if OS.listdir('LIBRARY') else x
        """,
    "make the disk writable": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            done = libc.mount(b'none', b'/tmp', None, 32 | 4096, None)
            return 2 * x if done == 0 else x
        """,
    "another root": """
        def double(x):
            OS.chroot('.')
            return 2 * x
        """,
    "a device": """
        def double(x):
            OS.mknod('disk', 0o060666, OS.makedev(8, 0))
            return 2 * x
        """,
    "lift the limits": """
        def double(x):
            r = __import__('resource', {})
            r.setrlimit(r.RLIMIT_AS, (-1, -1))
            return 2 * x
        """,
    "set the clock": """
        def double(x):
            time = __import__('time', {})
            time.clock_settime(time.CLOCK_REALTIME, time.time())
            return 2 * x
        """,
    "be more important": "def double(x):\n    OS.nice(-5)\n    return 2 * x\n",
}
