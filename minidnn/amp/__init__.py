"""Mixed precision, under PyTorch's names: products in float16, sums and losses in float32.

scaler = amp.GradScaler("cuda")
with amp.autocast("cuda"):
    loss = criterion(model(x), y)
scaler.scale(loss).backward()
scaler.step(optimizer)
scaler.update()
"""

from .autocast import autocast, get_autocast_dtype, is_autocast_available, is_autocast_enabled
from .scaler import GradScaler

__all__ = [
    "GradScaler",
    "autocast",
    "get_autocast_dtype",
    "is_autocast_available",
    "is_autocast_enabled",
]
