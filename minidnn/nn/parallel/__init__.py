"""Models on several devices: DataParallel, and DistributedDataParallel on several processes."""

from .data import DataParallel, data_parallel
from .distributed import DistributedDataParallel

__all__ = ["DataParallel", "DistributedDataParallel", "data_parallel"]
