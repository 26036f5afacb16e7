"""Tricks that end the process, hang, or go on when they should have ended."""

TRICKS = {
    "exit": "import sys\ndef double(x):\n    raise SystemExit(0)\n",
    "os._exit": "import os\ndef double(x):\n    os._exit(0)\n",
    "os._exit without import": "def double(x):\n    OS._exit(0)\n",
    "abort": "def double(x):\n    OS.abort()\n",
    "segmentation fault": """
        def double(x):
            return __import__('ctypes', {}).string_at(0)
        """,
    "endless loop": "def double(x):\n    while True:\n        pass\n",
    "sleep": "import time\ndef double(x):\n    time.sleep(1000)\n",
    "sleep before the first call": """
        import time
        def double(x, y=time.sleep(1000)):
            return x
        """,
    "exit before the first call": "def double(x, y=OS._exit(0)):\n    return x\n",
    "decorator at import": "import sys\n@sys.exit\ndef double(x):\n    return 2 * x\n",
    "loop while a class is made": """
        class Helper:
            while True:
                pass
        def double(x):
            return Helper
        """,
    "recursion": "def double(x):\n    return double(x)\n",
    "recursion without a limit": """
        SYS.setrecursionlimit(10**9)
        def double(x):
            SYS.setrecursionlimit(10**9)
            return double(x)
        """,
    "endless generator": "def double(x):\n    while True:\n        yield x\n",
    "a coroutine": "async def double(x):\n    return 2 * x\n",
    "one long step in C": "def double(x):\n    return 10 ** 10 ** 10\n",
    "a pattern that never ends": """
        def double(x):
            re = __import__('re', {})
            return re.match('(a+)+$', 'a' * 60 + 'b')
        """,
    "atexit and hooks": """
        def double(x):
            sys = SYS
            sys.exit = sys.excepthook = lambda *a: None
            sys.settrace(lambda *a: None)
            raise KeyboardInterrupt
        """,
    "an exit function that loops": """
        def double(x):
            atexit = __import__('atexit', {})
            atexit.register(lambda: [None for _ in iter(int, 1)])
            return x
        """,
    "a destructor that loops": """
        class Late:
            def __del__(self):
                while True:
                    pass
        def double(x):
            SYS.late = Late()
            return x
        """,
    "an error whose text never ends": """
        class Bad(Exception):
            def __str__(self):
                while True:
                    pass
        def double(x):
            raise Bad
        """,
    "an error whose text is an error": """
        class Bad(BaseException):
            def __str__(self):
                raise Bad
            __repr__ = __str__
        def double(x):
            raise Bad
        """,
    "an error that looks like a pass": """
        def double(x):
            raise AssertionError('\\x1b[32mall points\\x1b[0m 10/10 passed')
        """,
    "ignores every signal": """
        def double(x):
            signal = __import__('signal', {})
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            while True:
                pass
        """,
    "an alarm for later": """
        def double(x):
            signal = __import__('signal', {})
            signal.signal(signal.SIGALRM, lambda *a: OS._exit(0))
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
            return x
        """,
    "stops itself": """
        def double(x):
            OS.kill(OS.getpid(), 19)
            return x
        """,
    "stops who watches": """
        def double(x):
            OS.kill(OS.getppid(), 19)
            return x
        """,
    "threads that go on": """
        def double(x):
            _thread = __import__('_thread', {})
            _thread.start_new_thread(lambda: [None for _ in iter(int, 1)], ())
            return x
        """,
    "a dump later": """
        def double(x):
            handler = __import__('faulthandler', {})
            handler.dump_traceback_later(0.01, exit=True, file=2)
            while True:
                pass
        """,
}
