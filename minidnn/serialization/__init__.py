"""Saving and loading: checkpoints without pickle, PyTorch's .pth files, .safetensors and .npz."""

from .archive import CheckpointError
from .classes import add_safe_globals
from .files import load, save
from .hub import load_state_dict_from_url

__all__ = ["CheckpointError", "add_safe_globals", "load", "load_state_dict_from_url", "save"]
