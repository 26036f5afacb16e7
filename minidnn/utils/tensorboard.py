"""SummaryWriter for TensorBoard, by the package tensorboardX, which writes the files."""

from typing import Any

from ..tensor import Tensor

__all__ = ["SummaryWriter"]


class SummaryWriter:
    """tensorboardX's writer, whose add_scalar, add_image … take minidnn's tensors too.

    log_dir: the folder of the run; None makes one under runs/.
    Raises: ImportError that says what to install, without tensorboardX.
    """

    def __init__(
        self, log_dir: Any = None, comment: str = "", purge_step: int | None = None,
        max_queue: int = 10, flush_secs: int = 120, filename_suffix: str = "",
    ):  # fmt: skip
        try:
            import tensorboardX
        except ImportError as error:
            raise ImportError(
                "SummaryWriter needs the package tensorboardX: pip install tensorboardX"
            ) from error
        self.writer = tensorboardX.SummaryWriter(
            None if log_dir is None else str(log_dir),
            comment,
            purge_step,
            max_queue,
            flush_secs,
            filename_suffix,
        )
        self.log_dir = self.writer.logdir

    def add_graph(self, model: Any, input_to_model: Any = None, *args: Any, **kwargs: Any) -> None:
        """Not drawn: TensorBoard's graph is PyTorch's own trace. Raises: RuntimeError."""
        raise RuntimeError(
            "SummaryWriter.add_graph draws PyTorch's own graph; use minidnn.summary(model, shape), "
            "or minidnn.onnx for a file that Netron shows"
        )

    def __getattr__(self, name: str) -> Any:
        if name == "writer":
            raise AttributeError(name)
        found = getattr(self.writer, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            return found(*plain(args), **plain(kwargs))

        return call

    def __enter__(self) -> "SummaryWriter":
        return self

    def __exit__(self, *error: Any) -> None:
        self.writer.close()


def plain(value: Any) -> Any:
    """Tensors in a structure as NumPy arrays."""
    if isinstance(value, Tensor):
        return value.detach().cpu().numpy()
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(plain(entry) for entry in value)
    return value
