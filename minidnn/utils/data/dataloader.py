"""PyTorch's path of the DataLoader."""

from minidnn.utils.data.collate import default_collate, default_convert
from minidnn.utils.data.loader import DataLoader
from minidnn.utils.data.workers import get_worker_info

__all__ = ["DataLoader", "default_collate", "default_convert", "get_worker_info"]
