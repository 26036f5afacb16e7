"""spawn: start ranks from within a program, as torch.multiprocessing.spawn does."""

import importlib
import os
import pickle
import runpy
import subprocess
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
) -> "SpawnContext | None":
    """Call fn(rank, *args) in `nprocs` new processes, which can call `init_process_group`.

    fn must be a function of a module or of the program itself (protected by
    `if __name__ == "__main__":`); fn and args travel as a pickle.
    join=False: does not wait for them; `join()` of what it returns does.
    Raises: RuntimeError where a rank failed; its own error was printed.
    """
    main: Any = sys.modules["__main__"]
    path = os.path.abspath(main.__file__) if main.__file__ else None
    folder = tempfile.TemporaryDirectory(prefix="minidnn-spawn-")
    file = os.path.join(folder.name, "call")
    with open(file, "wb") as stream:
        name = (fn.__module__, fn.__qualname__)
        head = {"main": path, "path": sys.path, "function": name, "args": pickle.dumps(args)}
        pickle.dump(head, stream)
    words = ["-m", "minidnn.distributed.spawn", file]
    if not join:
        return SpawnContext(fn.__name__, nprocs, words, folder)
    with folder:
        code = launch(words, nprocs)
    if code:
        raise RuntimeError(failed(fn.__name__, nprocs))
    return None


def failed(name: str, ranks: int) -> str:
    return f"spawn: {name} failed in one of {ranks} processes (see above)"


class SpawnContext:
    """Ranks that are not waited for yet, as `spawn(..., join=False)` returns them."""

    def __init__(self, name: str, ranks: int, words: list[str], folder: Any) -> None:
        self.name, self.ranks, self.folder = name, ranks, folder
        start = f"from minidnn.distributed.launch import launch; exit(launch({words!r}, {ranks}))"
        values = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen([sys.executable, "-c", start], env=values)

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the ranks, at most `timeout` seconds; whether they have ended.

        Raises: RuntimeError where a rank failed.
        """
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        self.folder.cleanup()
        if code:
            raise RuntimeError(failed(self.name, self.ranks))
        return True


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
