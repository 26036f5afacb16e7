"""torch.futures: results that come later; here they are there at once, or set by the program."""

from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["Future", "collect_all", "wait_all"]


class Future:
    """A place for one result: set_result gives it, wait() takes it, then() goes on with it."""

    def __init__(self, *, devices: Any = None):
        self._done, self._value = False, None
        self._error: BaseException | None = None
        self._waiting: list[Callable] = []

    def done(self) -> bool:
        """Whether there is a result or an error."""
        return self._done

    def wait(self) -> Any:
        """The result; raises the error that was set. RuntimeError if neither was set."""
        if not self._done:
            raise RuntimeError("Future.wait: nobody has set a result; call set_result first")
        if self._error is not None:
            raise self._error
        return self._value

    value = wait

    def set_result(self, result: Any) -> None:
        """Give the result; once."""
        self._finish(result, None)

    def set_exception(self, result: BaseException) -> None:
        """Give an error, which wait() raises."""
        if not isinstance(result, BaseException):
            raise AssertionError(f"set_exception: expected an exception, got {result!r}")
        self._finish(None, result)

    def _finish(self, value: Any, error: BaseException | None) -> None:
        if self._done:
            raise RuntimeError("Future: a result or an exception is set already")
        self._done, self._value, self._error = True, value, error
        for callback in self._waiting:
            callback(self)
        self._waiting.clear()

    def add_done_callback(self, callback: Callable) -> None:
        """Call callback(self) when the result is there."""
        if self._done:
            callback(self)
        else:
            self._waiting.append(callback)

    def then(self, callback: Callable) -> "Future":
        """A Future of callback(self)."""
        following = Future()

        def go_on(done: "Future") -> None:
            try:
                following.set_result(callback(done))
            except Exception as error:
                following.set_exception(error)

        self.add_done_callback(go_on)
        return following


def collect_all(futures: Iterable[Future]) -> Future:
    """A Future of the list of these, ready when all are."""
    waiting, together = list(futures), Future()

    def look(_: Any) -> None:
        if not together.done() and all(f.done() for f in waiting):
            together.set_result(waiting)

    for future in waiting:
        future.add_done_callback(look)
    look(None)
    return together


def wait_all(futures: Iterable[Future]) -> list[Any]:
    """The results of all."""
    return [future.wait() for future in futures]
