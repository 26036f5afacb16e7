"""PyTorch's `torch.accelerator`: questions about the GPU, whatever its maker."""

from . import backend
from .backend import cuda


def is_available() -> bool:
    """Whether there is a usable GPU."""
    return cuda.is_available()


def device_count() -> int:
    """How many GPUs there are."""
    return cuda.device_count()


def current_accelerator(check_available: bool = False):
    """The kind of device that GPUs are here, None without one."""
    return backend.device("cuda") if cuda.is_available() else None


def current_device_index() -> int:
    """The number of the GPU in use."""
    present("current_device_index")
    return int(backend.namespace("cuda").cuda.runtime.getDevice())


current_device_idx = current_device_index


def set_device_index(device) -> None:
    """Use this GPU from now on."""
    present("set_device_index")
    where = backend.device(device)
    backend.namespace("cuda").cuda.runtime.setDevice(where.index or 0)


set_device_idx = set_device_index


class device_index:
    """Within `with device_index(1):` this GPU is used."""

    def __init__(self, device):
        self.device = device

    def __enter__(self):
        if self.device is not None:
            self.before = current_device_index()
            set_device_index(self.device)

    def __exit__(self, *error):
        if self.device is not None:
            set_device_index(self.before)


def synchronize(device=None) -> None:
    """Wait until the GPU has done all that it was given."""
    cuda.synchronize()


def empty_cache() -> None:
    """Give memory that is not in use back to the GPU."""
    if cuda.is_available():
        backend.namespace("cuda").get_default_memory_pool().free_all_blocks()


def present(name):
    """Raises RuntimeError where there is no GPU."""
    if not cuda.is_available():
        raise RuntimeError(f"{name}: there is no usable GPU here")
