"""spawn: start ranks from within a program, as torch.multiprocessing.spawn does."""

import importlib
import os
import pickle
import runpy
import sys
import tempfile
import types
from collections.abc import Callable
from typing import Any

from .launch import launch


def spawn(
    fn: Callable[..., Any],
    args: tuple = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> None:
    """Call fn(rank, *args) in `nprocs` new processes, which can call `init_process_group`.

    fn must be a function of a module or of the program itself (protected by
    `if __name__ == "__main__":`); fn and args travel as a pickle.
    Raises: RuntimeError where a rank failed; its own error was printed.
    """
    if not join:
        raise ValueError("spawn: join=False is not offered; the ranks are waited for")
    main: Any = sys.modules["__main__"]
    path = os.path.abspath(main.__file__) if main.__file__ else None
    with tempfile.TemporaryDirectory(prefix="minidnn-spawn-") as folder:
        file = os.path.join(folder, "call")
        with open(file, "wb") as stream:
            name = (fn.__module__, fn.__qualname__)
            head = {"main": path, "path": sys.path, "function": name, "args": pickle.dumps(args)}
            pickle.dump(head, stream)
        code = launch(["-m", "minidnn.distributed.spawn", file], nprocs)
    if code:
        raise RuntimeError(f"spawn: {fn.__name__} failed in one of {nprocs} processes (see above)")


def run_spawned(file: str) -> None:
    """In a rank: call what `spawn` has written down."""
    with open(file, "rb") as stream:
        head = pickle.load(stream)
    module, name = head["function"]
    sys.path[:] = head["path"]
    if module == "__main__":  # the program, once more, under the name that multiprocessing gives it
        program = types.ModuleType("__mp_main__")
        sys.modules["__main__"] = sys.modules["__mp_main__"] = program
        program.__dict__.update(runpy.run_path(head["main"], run_name="__mp_main__"))
    function = getattr(sys.modules.get(module) or importlib.import_module(module), name)
    function(int(os.environ["RANK"]), *pickle.loads(head["args"]))


if __name__ == "__main__":
    run_spawned(sys.argv[1])
