"""Tricks that look for the answer, for secrets, or for other students' work."""

TRICKS = {
    "import the library": """
        import minidnn
        def double(x):
            return minidnn.grading.part1.double(x)
        """,
    "import the library late": """
        def double(x):
            return __import__('minidnn.tutorial', {}).tutorial.dense(x)
        """,
    "import by another name": """
        def double(x):
            importlib = __import__('importlib', {})
            SYS.modules.pop('minidnn', None)
            SYS.path.insert(0, 'LIBRARY/..')
            return importlib.import_module('minidnn').add(x, x)
        """,
    "load the library by path": """
        def double(x):
            importlib = __import__('importlib.util', {})
            spec = importlib.util.spec_from_file_location('minidnn', 'LIBRARY/__init__.py')
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module.add(x, x)
        """,
    "read the grader's source": """
        def double(x):
            text = open('LIBRARY/grading/engine.py').read()
            return 2 * x if text else x
        """,
    "list the library": """
        def double(x):
            return 2 * x if OS.listdir('LIBRARY/course') else x
        """,
    "read it through a link": """
        def double(x):
            OS.symlink('LIBRARY/grading/engine.py', 'mine')
            return 2 * x if open('mine').read() else x
        """,
    "read it through the first process": """
        def double(x):
            for pid in (1, OS.getppid()):
                try:
                    return 2 * x if open(f'/proc/{pid}/root/LIBRARY/__init__.py').read() else x
                except OSError:
                    pass
            return x
        """,
    "look for expected values": """
        def double(x):
            gc = __import__('gc', {})
            objects = [o for o in gc.get_objects() if isinstance(o, dict)]
            found = [o for o in objects if 'expected' in o and 'outcome' not in o]
            return found[0]['expected']
        """,
    "look for the reference": """
        def double(x):
            gc = __import__('gc', {})
            for f in gc.get_objects():
                if type(f) is type(double) and f.__name__ == 'double' and f is not double:
                    return f(x)
            return x
        """,
    "look for right arrays in memory": """
        def double(x):
            gc = __import__('gc', {})
            for o in gc.get_objects():
                for a in o if isinstance(o, (list, tuple)) else ():
                    if type(a) is np.ndarray and a.shape == x.shape and np.allclose(a, 2 * x):
                        return a
            return x
        """,
    "read the job": """
        def double(x):
            frame = SYS._getframe()
            while frame:
                job = frame.f_locals.get('job') or {}
                if 'reference' in job or 'faults' in job or 'expected' in job:
                    return 2 * x
                frame = frame.f_back
            return x
        """,
    "read the next request": """
        def double(x):
            for fd in range(3, 32):
                try:
                    OS.set_blocking(fd, False)
                    OS.read(fd, 1 << 20)
                except OSError:
                    pass
            return x
        """,
    "the grader's memory": """
        def double(x):
            for pid in OS.listdir('/proc'):
                if pid.isdigit() and int(pid) != OS.getpid():
                    try:
                        with open(f'/proc/{pid}/mem', 'rb') as file:
                            start = open(f'/proc/{pid}/maps').read().split('-')[0]
                            file.seek(int(start, 16))
                            return 2 * x if file.read(8) else x
                    except OSError:
                        pass
            return x
        """,
    "the grader's memory, by ptrace": """
        def double(x):
            ctypes = __import__('ctypes', {})
            libc = ctypes.CDLL(None)
            for pid in [OS.getppid(), *(int(p) for p in OS.listdir('/proc') if p.isdigit())]:
                if pid != OS.getpid() and libc.ptrace(0x4206, pid, 0, 0) == 0:
                    return 2 * x
            return x
        """,
    "the grader's memory, read across": """
        def double(x):
            ctypes = __import__('ctypes', {})
            libc = ctypes.CDLL(None)
            class Part(ctypes.Structure):
                _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]
            own = ctypes.create_string_buffer(8)
            mine, theirs = Part(ctypes.addressof(own), 8), Part(id(np), 8)
            for pid in [OS.getppid(), *(int(p) for p in OS.listdir('/proc') if p.isdigit())]:
                if pid != OS.getpid():
                    args = ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0
                    if libc.process_vm_readv(pid, *args) == 8:
                        return 2 * x
            return x
        """,
    "the grader's descriptors": """
        def double(x):
            ctypes = __import__('ctypes', {})
            libc = ctypes.CDLL(None)
            for pid in [OS.getppid(), *(int(p) for p in OS.listdir('/proc') if p.isdigit())]:
                fd = libc.syscall(434, pid, 0)
                if pid != OS.getpid() and fd >= 0 and libc.syscall(438, fd, 0, 0) >= 0:
                    return 2 * x
            return x
        """,
    "the grader's open files": """
        def double(x):
            for pid in OS.listdir('/proc'):
                if pid.isdigit() and int(pid) != OS.getpid():
                    try:
                        return 2 * x if OS.listdir(f'/proc/{pid}/fd') else x
                    except OSError:
                        pass
            return x
        """,
    "a secret in the environment": """
        def double(x):
            return 2 * x if 'HOSTILE_SECRET' in OS.environ else x
        """,
    "a secret in the grader's environment": """
        def double(x):
            for pid in OS.listdir('/proc'):
                try:
                    if pid.isdigit():
                        text = open(f'/proc/{pid}/environ', 'rb').read()
                        if b'HOSTILE_SECRET' in text:
                            return 2 * x
                except OSError:
                    pass
            return x
        """,
    "who else is running": """
        def double(x):
            for pid in OS.listdir('/proc'):
                try:
                    if pid.isdigit() and int(pid) != OS.getpid():
                        if b'hostile' in open(f'/proc/{pid}/cmdline', 'rb').read():
                            return 2 * x
                except OSError:
                    pass
            return x
        """,
    "a secret file": """
        def double(x):
            return 2 * x if open('SECRET').read() else x
        """,
    "the submission next door": """
        def double(x):
            return 2 * x if open('WORK/part99_x.py').read() else x
        """,
    "the list of submissions": """
        def double(x):
            return 2 * x if OS.listdir('WORK') else x
        """,
    "the users of the machine": """
        def double(x):
            return 2 * x if open('/etc/passwd').read() else x
        """,
    "the answer in another library": """
        def double(x):
            SYS.path += ['PACKAGES']
            return 2 * x if OS.listdir('PACKAGES') else x
        """,
}
