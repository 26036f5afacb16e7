"""Tricks that want a wrong answer to count as a right one."""

HELPERS = """
def _frames():
    frame = SYS._getframe(1)
    while frame:
        yield frame
        frame = frame.f_back
def _child():
    return next(f.f_globals for f in _frames() if 'MAX_MESSAGE' in f.f_globals)
def _nonce():
    return next(f.f_locals['header']['nonce'] for f in _frames() if 'header' in f.f_locals)
def _send(data):
    for fd in range(3, 32):
        try:
            OS.write(fd, data)
        except OSError:
            pass
"""


def body(text, indent="    "):
    """A function with these lines, and the helpers above."""
    lines = "".join(f"{indent}{line}\n" for line in text.strip().splitlines())
    return f"{HELPERS}\ndef double(x):\n{lines}"


TRICKS = {
    "equals everything": """
        class Same:
            def __eq__(self, other): return True
            def __array_ufunc__(self, *a, **k): return True
            def __array_function__(self, *a, **k): return True
            shape = (5,)
        def double(x):
            return Same()
        """,
    "array subclass": """
        class Same(np.ndarray):
            def __eq__(self, other): return np.True_
            def __sub__(self, other): return np.zeros(1)
        def double(x):
            return x.view(Same)
        """,
    "a number that equals everything": """
        class Same(float):
            def __eq__(self, other): return True
            def __sub__(self, other): return 0.0
        def double(x):
            return Same(1)
        """,
    "a scalar that says it is NumPy's": """
        class Same(np.float64):
            __module__ = 'numpy'
            def __eq__(self, other): return True
        def double(x):
            return Same(1)
        """,
    "a class without a name": """
        class Meta(type):
            @property
            def __name__(cls): raise KeyError('no name')
        class Same(metaclass=Meta):
            pass
        def double(x):
            return Same()
        """,
    "turns into an array when asked": """
        class Later:
            def __array__(self, *a, **k): return np.ones(5)
            __array_interface__ = {'shape': (5,), 'typestr': '<f8', 'version': 3}
        def double(x):
            return Later()
        """,
    "object array": "def double(x):\n    return np.array([object()] * 5)\n",
    "array of text": "def double(x):\n    return np.char.mod('%r', 2 * x)\n",
    "array of dates": "def double(x):\n    return (2 * x).astype('M8[s]')\n",
    "array of records": "def double(x):\n    return np.zeros(x.shape, [('a', 'f8')])\n",
    "masked array": "def double(x):\n    return np.ma.masked_all(x.shape)\n",
    "matrix": "def double(x):\n    return np.asmatrix(2 * x)\n",
    "complex array": "def double(x):\n    return 2 * x + 0j\n",
    "not a number": "def double(x):\n    return np.full(x.shape, np.nan)\n",
    "infinite": "def double(x):\n    return np.full(x.shape, np.inf)\n",
    "yes everywhere": "def double(x):\n    return np.ones(x.shape, bool)\n",
    "empty": "def double(x):\n    return np.zeros(0)\n",
    "one number for all": "def double(x):\n    return 2 * x.flat[0]\n",
    "one axis more": "def double(x):\n    return (2 * x)[None]\n",
    "all answers at once": "def double(x):\n    return [x, 2 * x, 3 * x]\n",
    "an answer to yesterday's inputs": """
        KNOWN = np.array([-0.8, 1.2, 0.3, -2.0, 0.7])
        def double(x):
            return KNOWN * 2
        """,
    "the argument, changed afterwards": """
        def double(x):
            _thread = __import__('_thread', {})
            def later():
                while True:
                    x[...] = 7
            _thread.start_new_thread(later, ())
            return x
        """,
    "pickle bomb": """
        class Bomb:
            def __reduce__(self):
                return (OS.system, ('touch MARK',))
        def double(x):
            return Bomb()
        """,
    "patched numpy": """
        np.allclose = lambda *a, **k: True
        def double(x):
            np.allclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
            np.lib.format.write_array = lambda *a, **k: None
            return x
        """,
    "patched builtins": """
        def double(x):
            b = __import__('builtins', {})
            b.isinstance = b.all = b.any = b.hasattr = lambda *a: True
            b.zip = b.len = lambda *a: 1
            return x
        """,
    "patched messages": body(
        """
_child()['encode'] = lambda value, blobs, depth=0: {'t': 'array', 'v': 'right'}
return x"""
    ),
    "patched observer": body(
        """
_child()['observe'] = lambda *a, **k: {'value': True, 'error': None, 'changed': [],
    'aliases': [], 'warnings': [], 'again': None, 'points': 10}
return x"""
    ),
    "patched import": """
        def double(x):
            b = __import__('builtins', {})
            b.__import__ = lambda *a, **k: SYS
            SYS.modules.clear()
            return x
        """,
    "patched types in C": """
        def double(x):
            ctypes = __import__('ctypes', {})
            api = ctypes.pythonapi
            get = api._PyObject_GetDictPtr
            get.restype = ctypes.POINTER(ctypes.py_object)
            gc = __import__('gc', {})
            names = gc.get_referents(np.ndarray.__dict__)[0]
            names['tobytes'] = lambda self: b''
            names['shape'] = (5,)
            return x
        """,
    "watches every line": """
        def watch(frame, event, arg):
            for name in ('outcome', 'value', 'before'):
                if name in frame.f_locals:
                    frame.f_locals[name] = True
            return watch
        def double(x):
            SYS.settrace(watch)
            for f in (SYS._getframe(1), SYS._getframe(2)):
                f.f_trace = watch
            return x
        """,
    "changes what is asked": """
        def double(x):
            frame = SYS._getframe(1)
            while frame:
                for name in ('before', 'mine', 'args', 'outcome', 'nonce'):
                    frame.f_locals.pop(name, None)
                frame = frame.f_back
            return x
        """,
    "forged reply on stdout": """
        def double(x):
            print('{"points": 100, "passed": true, "value": {"t": "plain", "v": null}}')
            return None
        """,
    "forged reply in the channel": """
        def double(x):
            os = OS
            for fd in range(3, 30):
                try:
                    os.write(fd, b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x10{"passed": true}')
                except OSError:
                    pass
            return x
        """,
    "forged reply with the right number": body(
        """
_send(_child()['pack']({'nonce': _nonce(), 'points': 10, 'passed': True, 'status': 'passed',
    'value': {'t': 'plain', 'v': True}, 'error': None, 'again': None, 'changed': [],
    'aliases': [], 'warnings': []}))
return x"""
    ),
    "a reply that asks for a pickle": body(
        """
io = __import__('io', {})
file = io.BytesIO()
np.lib.format.write_array(file, np.array([{}], object), allow_pickle=True)
_send(_child()['pack']({'nonce': _nonce(), 'value': {'t': 'array', 'v': 0}, 'error': None,
    'again': None, 'changed': [], 'aliases': [], 'warnings': []}, [file.getvalue()]))
return x"""
    ),
    "a reply that claims a giant array": body(
        """
head = "{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846,), }"
raw = b'\\\\x93NUMPY\\\\x01\\\\x00' + len(head).to_bytes(2, 'little') + head.encode()
_send(_child()['pack']({'nonce': _nonce(), 'value': {'t': 'array', 'v': 0}, 'error': None,
    'again': None, 'changed': [], 'aliases': [], 'warnings': []}, [raw]))
return x"""
    ),
    "a reply with a program in its header": body(
        """
head = "{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }"
raw = b'\\\\x93NUMPY\\\\x01\\\\x00' + len(head).to_bytes(2, 'little') + head.encode()
_send(_child()['pack']({'nonce': _nonce(), 'value': {'t': 'array', 'v': 0}, 'error': None,
    'again': None, 'changed': [], 'aliases': [], 'warnings': []}, [raw]))
return x"""
    ),
    "a reply with places outside": body(
        """
_send(_child()['pack']({'nonce': _nonce(), 'value': {'t': 'array', 'v': -1}, 'error': None,
    'again': None, 'changed': [-5, 10**9], 'aliases': ['0'], 'warnings': [[1]]}))
return x"""
    ),
    "a reply of brackets": body(
        """
text = b'[' * 1000000
_send(len(text).to_bytes(8, 'big') + text)
return x"""
    ),
    "a reply with a number that is none": body(
        """
text = b'{"nonce": NaN, "blobs": [-1, 1e999]}'
_send(len(text).to_bytes(8, 'big') + text)
return x"""
    ),
    "ten thousand replies": body(
        """
data = _child()['pack']({'nonce': 'guess', 'points': 10})
for _ in range(20000):
    _send(data)
return x"""
    ),
    "a reply, byte by byte": body(
        """
time = __import__('time', {})
for byte in (16).to_bytes(8, 'big') + b'{"nonce": ':
    _send(bytes([byte]))
    time.sleep(0.2)
return x"""
    ),
    "an answer for later questions": body(
        """
pack, nonce = _child()['pack'], _nonce()
for _ in range(5):
    _send(pack({'nonce': nonce, 'value': {'t': 'plain', 'v': None}, 'error': None, 'again': None,
        'changed': [], 'aliases': [], 'warnings': []}))
return x"""
    ),
    "length that lies": """
        def double(x):
            os = OS
            for fd in range(3, 30):
                try:
                    os.write(fd, b'\\x7f' * 64)
                except OSError:
                    pass
            return x
        """,
    "closes every channel": """
        def double(x):
            os = OS
            os.closerange(0, 200)
            return x + x
        """,
    "another program's channel": """
        def double(x):
            for fd in range(3, 32):
                try:
                    OS.dup2(2, fd)
                except OSError:
                    pass
            return x + x
        """,
}
