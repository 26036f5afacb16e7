"""DataParallel: one device does it all, so the model is called as it is."""

from typing import Any

from ..module import Module


class DataParallel(Module):
    """A model under the name `module`, as PyTorch wraps it; calls go through to it.

    device_ids, output_device and dim change nothing: the batch is not split.
    """

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ):
        self.module = module

    def forward(self, *inputs: Any, **options: Any) -> Any:
        return self.module(*inputs, **options)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Any = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict | None = None,
) -> Any:
    """The model's result for the inputs, a tensor or a tuple of tensors."""
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    return module(*inputs, **(module_kwargs or {}))
