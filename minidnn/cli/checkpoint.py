"""A trained model from a checkpoint of `minidnn train`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import backend
from ..training.resume import CheckpointMismatch, read
from . import models

MODEL = "model.minidnn"


@dataclass
class Trained:
    """model: in evaluation mode, on the device.  dataset, shape, classes, prepare: as in `Data`.

    data: the folder that --data named in training, or None. place: the folder of photographs that
    it was trained on.
    """

    model: Any
    dataset: str
    shape: tuple[int, ...]
    classes: list[str]
    prepare: dict[str, Any]
    data: str | None = None
    place: str | None = None


def model_file(path: str) -> Path:
    """The file of a run: itself, or the one in its folder."""
    place = Path(path)
    if not place.is_dir():
        return place
    if not (place / MODEL).exists():
        raise ValueError(f"{path} holds no {MODEL}; give the folder of a run, or its model")
    return place / MODEL


def load(path: str, device: str, state: Any = None) -> Trained:
    """Raises: CheckpointMismatch where the file does not say which of our networks it holds.

    state: what is in the file, where it has been read.
    """
    backend.namespace(device)
    state = read(model_file(path)) if state is None else state
    about = state["about"]
    missing = [name for name in ("dataset", "plan", "shape", "classes") if name not in about]
    if missing:
        raise CheckpointMismatch(
            f"{path} was not written by `minidnn train`: it does not say its {', '.join(missing)}"
        )
    shape = tuple(about["shape"])
    model = models.build(about["plan"]["model"], shape, len(about["classes"]))
    model.load_state_dict(state["model"])
    model.to(device).eval()
    return Trained(
        model,
        about["dataset"],
        shape,
        about["classes"],
        about.get("prepare", {}),
        about.get("started", {}).get("data"),
        about.get("started", {}).get("place"),
    )
