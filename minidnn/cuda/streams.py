"""Streams and events: queues of work on a GPU, and marks in them."""

from typing import Any

from .. import backend


class Stream:
    """A queue of its own: what is put into it runs beside the other queues.

    As a context (`with cuda.stream(s):`) it takes the work of this thread.
    """

    def __init__(self, device: Any = None, priority: int = 0) -> None:
        self.stream = backend.namespace("cuda").cuda.Stream(non_blocking=True)

    @classmethod
    def around(cls, stream: Any) -> "Stream":
        """A Stream that stands for one of CuPy's."""
        self = cls.__new__(cls)
        self.stream = stream
        return self

    def synchronize(self) -> None:
        """Wait until its work is done."""
        self.stream.synchronize()

    def query(self) -> bool:
        """Whether its work is done."""
        return bool(self.stream.done)

    def record_event(self, event: "Event | None" = None) -> "Event":
        """A mark after the work so far."""
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event: "Event") -> None:
        """What comes later waits for a mark in another queue."""
        self.stream.wait_event(event.event)

    def wait_stream(self, stream: "Stream") -> None:
        """What comes later waits for the other queue's work so far."""
        self.wait_event(stream.record_event())


class Event:
    """A mark in a queue; two of them measure time: start.elapsed_time(end) in milliseconds."""

    def __init__(
        self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False
    ) -> None:
        events = backend.namespace("cuda").cuda
        self.event = events.Event(block=blocking, disable_timing=not enable_timing)

    def record(self, stream: Stream | None = None) -> None:
        """Put the mark after the work so far."""
        self.event.record((current_stream() if stream is None else stream).stream)

    def synchronize(self) -> None:
        """Wait for the mark."""
        self.event.synchronize()

    def query(self) -> bool:
        """Whether the mark was reached."""
        return bool(self.event.done)

    def elapsed_time(self, end_event: "Event") -> float:
        """Milliseconds from this mark to a later one; both need enable_timing=True."""
        get = backend.namespace("cuda").cuda.get_elapsed_time
        return float(get(self.event, end_event.event))


class stream:
    """Within it this thread's work goes to a stream (None: nothing changes)."""

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        if self.stream is not None:
            self.stream.stream.__enter__()

    def __exit__(self, *error: Any) -> None:
        if self.stream is not None:
            self.stream.stream.__exit__(*error)


def current_stream(device: Any = None) -> Stream:
    """The queue that this thread's work goes to."""
    return Stream.around(backend.namespace("cuda").cuda.get_current_stream())


def default_stream(device: Any = None) -> Stream:
    """The queue that work goes to where nothing else is said."""
    return Stream.around(backend.namespace("cuda").cuda.Stream.null)
