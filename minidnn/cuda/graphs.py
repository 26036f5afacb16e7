"""CUDA graphs: the kernels of a training step, recorded once and started again by one call.

g = cuda.CUDAGraph()
with cuda.graph(g):            # after at least one ordinary step
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
for ...:
    x.copy_(batch)             # the next batch goes into the recorded input
    g.replay()

While it is recorded nothing is computed; a replay reads and writes the same memory every time. So
nothing of the step may depend on numbers that only Python knows: an optimizer that counts its steps
(Adam) or makes its state while it is recorded is refused, and so is a replay after a learning rate
or the seed was changed. Dropout draws a new mask in every replay, the one of the ordinary step.
"""

from typing import Any

import numpy as np

from .. import backend

__all__ = ["CUDAGraph", "graph", "graph_pool_handle", "is_current_stream_capturing"]


class CUDAGraph:
    """Recorded work of a GPU: `replay()` does it again.

    Raises: RuntimeError without a GPU; where it is recorded twice or replayed before.
    """

    def __init__(self, keep_graph: bool = False) -> None:
        self.there = backend.namespace("cuda")
        self.reset()

    def reset(self) -> None:
        """Forget what was recorded, and its memory."""
        self.recorded: Any = None
        self.memory: Any = None
        self.capture: Any = None

    def pool(self) -> Any:
        """Where the arrays of the recorded work live: for `graph(other, pool=g.pool())`."""
        return self.memory

    def capture_begin(self, pool: Any = None, capture_error_mode: str = "global") -> None:
        """Record what this stream is given from now on, instead of doing it."""
        if self.recorded is not None or self.capture is not None:
            raise RuntimeError("CUDAGraph: it holds recorded work already; call reset() first")
        if backend.Capture.current is not None:
            raise RuntimeError("CUDAGraph: another graph is being recorded")
        self.memory = self.there.cuda.MemoryPool() if pool is None else pool
        later = self.there.zeros(1, np.int64)  # by how much dropout's counter has moved since
        self.capture = backend.Capture(later)
        backend.PLACES["cuda"].forget_tables(keep=True)
        self.allocator = self.there.cuda.using_allocator(self.memory.malloc)
        self.allocator.__enter__()
        self.stream = self.there.cuda.get_current_stream()
        self.stream.begin_capture()
        backend.Capture.current = self.capture

    def capture_end(self) -> None:
        """Stop recording."""
        backend.Capture.current = None
        self.allocator.__exit__(None, None, None)
        recorded = self.stream.end_capture()
        self.kept = backend.PLACES["cuda"].forget_tables(keep=False)  # the kernels read them
        self.capture.end()
        self.recorded = recorded

    def replay(self) -> None:
        """Do the recorded work again; it waits for nothing.

        Raises: RuntimeError before it was recorded, and where a number was changed that it holds.
        """
        if self.recorded is None:
            raise RuntimeError("CUDAGraph.replay: nothing was recorded yet; use cuda.graph(g)")
        self.capture.before_replay()
        self.recorded.launch()

    def debug_dump(self, path: str) -> None:
        """Write the graph as a text for the program dot."""
        if self.recorded is None:
            raise RuntimeError("CUDAGraph.debug_dump: nothing was recorded yet")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.recorded.debug_dot_str())


class graph:
    """Within it a GPU's work is recorded into a CUDAGraph, on a stream of its own.

    pool: the memory of another graph to share.  An error ends the recording and is raised.
    """

    def __init__(
        self,
        cuda_graph: CUDAGraph,
        pool: Any = None,
        stream: Any = None,
        capture_error_mode: str = "global",
    ) -> None:
        if not isinstance(cuda_graph, CUDAGraph):
            raise TypeError(
                f"cuda.graph: expected a CUDAGraph; got {type(cuda_graph).__name__}: "
                "g = cuda.CUDAGraph()"
            )
        self.graph, self.pool = cuda_graph, pool
        there = cuda_graph.there.cuda
        self.stream = there.Stream(non_blocking=True) if stream is None else stream.stream
        self.outer = there.get_current_stream()

    def __enter__(self) -> None:
        self.stream.wait_event(self.outer.record())  # what was given before is read by it
        self.stream.__enter__()
        try:
            self.graph.capture_begin(self.pool)
        except BaseException:
            self.stream.__exit__(None, None, None)
            raise

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            self.graph.capture_end()
        except Exception:  # what went wrong within says more than that the recording broke off
            if error is None:
                raise
        finally:
            self.stream.__exit__(None, None, None)
            if error is not None:
                self.graph.reset()


def graph_pool_handle() -> Any:
    """Memory that several graphs can share: `graph(g, pool=handle)`."""
    return backend.namespace("cuda").cuda.MemoryPool()


def is_current_stream_capturing() -> bool:
    """Whether work is being recorded."""
    return backend.Capture.current is not None
