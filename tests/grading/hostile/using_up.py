"""Tricks that use up memory, disk, processes, or the grader's patience."""

TRICKS = {
    "all the memory": "def double(x):\n    return np.ones((10**6, 10**6)) * x\n",
    "memory by and by": """
        def double(x):
            keep = []
            while True:
                keep.append(np.ones(10**7))
        """,
    "memory that is not touched": """
        def double(x):
            mmap = __import__('mmap', {})
            return len(mmap.mmap(-1, 2**40))
        """,
    "memory in anonymous files": """
        def double(x):
            while True:
                OS.write(OS.memfd_create('big'), bytes(1 << 20))
        """,
    "memory that outlives a process": """
        def double(x):
            libc = __import__('ctypes', {}).CDLL(None)
            number = libc.shmget(0x4D494E49, 1 << 20, 0o1666)
            return 2 * x if number >= 0 else x
        """,
    "flood of output": "def double(x):\n    while True:\n        print('spam ' * 10000)\n",
    "flood without a line's end": """
        def double(x):
            while True:
                OS.write(2, b'x' * 65536)
        """,
    "flood of warnings": """
        import warnings
        def double(x):
            for i in range(200000):
                warnings.warn(f'{i}' * 1000)
            return x
        """,
    "giant result": "def double(x):\n    return np.zeros(50_000_000)\n",
    "a small array that looks giant": """
        def double(x):
            return np.broadcast_to(np.float64(1), (10**6, 10**6))
        """,
    "a giant array of nothing": "def double(x):\n    return np.zeros((2**30, 0, 2**30))\n",
    "many small things": """
        def double(x):
            return [[(1.0,) for _ in range(900)] for _ in range(9000)]
        """,
    "a list inside itself": """
        def double(x):
            result = []
            result.append(result)
            return result
        """,
    "a thousand lists in each other": """
        def double(x):
            result = x
            for _ in range(100000):
                result = [result]
            return result
        """,
    "a dictionary without end": "def double(x):\n    return {i: i for i in range(3 * 10**6)}\n",
    "string instead of numbers": "def double(x):\n    return 'correct ' * 1000000\n",
    "a number with a million digits": "def double(x):\n    return 7 ** 400000\n",
    "fork bomb": "def double(x):\n    os = OS\n    while True:\n        os.fork()\n",
    "thread bomb": """
        def double(x):
            _thread, time = __import__('_thread', {}), __import__('time', {})
            while True:
                _thread.start_new_thread(time.sleep, (1000,))
        """,
    "every file descriptor": """
        def double(x):
            keep = []
            while True:
                keep.append(OS.pipe())
        """,
    "fill the disk": """
        def double(x):
            with open('big', 'wb') as file:
                while True:
                    file.write(bytes(10**6))
        """,
    "one giant empty file": """
        def double(x):
            with open('big', 'wb') as file:
                file.truncate(1 << 40)
            return 2 * x
        """,
    "a million small files": """
        def double(x):
            for i in range(10**6):
                open(str(i), 'w').close()
            return 2 * x
        """,
    "folders in folders": """
        def double(x):
            for i in range(5000):
                OS.mkdir('deep')
                OS.chdir('deep')
            return x
        """,
    "escaped process": """
        def double(x):
            os = OS
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    while True:
                        pass
            return 0
        """,
    "a very long sum": "def double(x):\n    return " + " + ".join(["x"] * 20000) + "\n",
    "deep nesting": "def double(x):\n    return " + "(" * 5000 + "x" + ")" * 5000 + "\n",
    "a tower of signs": "def double(x):\n    return " + "-" * 20001 + "x\n",
    "a chain of names": "def double(x):\n    return x" + ".T" * 20000 + " * 3\n",
}
