"""What the calls of the tables find: names a newcomer has imported, data, models, files."""

import pickle
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import minidnn
import minidnn.vision.transforms as T
from minidnn import (
    autograd,
    datasets,
    distributions,
    metrics,
    models,
    nn,
    optim,
    plot,
    text,
    training,
    vision,
)
from minidnn.training import evaluate, fit, predict
from minidnn.utils.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    Subset,
    TensorDataset,
    random_split,
)

MODULES = {
    "np": np,
    "minidnn": minidnn,
    "T": T,
    "autograd": autograd,
    "datasets": datasets,
    "distributions": distributions,
    "metrics": metrics,
    "models": models,
    "text": text,
    "nn": nn,
    "optim": optim,
    "plot": plot,
    "training": training,
    "vision": vision,
    "evaluate": evaluate,
    "fit": fit,
    "predict": predict,
    "ConcatDataset": ConcatDataset,
    "DataLoader": DataLoader,
    "Dataset": Dataset,
    "Subset": Subset,
    "TensorDataset": TensorDataset,
    "random_split": random_split,
}


for package in ("onnx", "sklearn"):  # they need a package that may not be there
    with suppress(ImportError):
        MODULES[package] = import_module(f"minidnn.{package}")


def network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))


class NoItems(Dataset):
    """A data set that forgot `__getitem__`."""

    def __len__(self) -> int:
        return 3


class NoLength(Dataset):
    """A data set that forgot `__len__`."""

    def __getitem__(self, index: Any) -> Any:
        return np.zeros(4)


def world(folder: Path) -> dict[str, Any]:
    """Fresh names for one call; its files lie in the folder."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((60, 4)).astype(np.float32)
    y = (x.sum(axis=1) > 0).astype(np.int64)
    model = network()
    names = {
        **MODULES,
        "NoItems": NoItems,
        "NoLength": NoLength,
        "X": x,
        "Y": y,
        "tX": minidnn.tensor(x),
        "tY": minidnn.tensor(y),
        "labels_as_words": np.array(["cat", "dog"])[y],
        "model": model,
        "other": nn.Sequential(nn.Linear(3, 2)),
        "state": model.state_dict(),
        "adam": optim.Adam(model.parameters(), lr=0.01),
        "photo": Image.new("RGB", (40, 30)),
        "data": TensorDataset(minidnn.tensor(x), minidnn.tensor(y)),
        "folder": folder,
        "nowhere": folder / "nowhere",
    }
    names["loader"] = DataLoader(names["data"], batch_size=20)
    return names | files(folder, names["state"])


def files(folder: Path, state: dict[str, Any]) -> dict[str, Any]:
    """Good and broken files, made once."""
    names = ("empty_folder", "empty_file", "text_file", "cut_file", "pickle_file", "good_file")
    found = {name: folder / f"{name}.minidnn" for name in names}
    if not found["good_file"].exists():
        found["empty_folder"].mkdir()
        found["empty_file"].touch()
        found["text_file"].write_text("hello\n" * 9)
        found["pickle_file"].write_bytes(pickle.dumps({"a": 1}))
        minidnn.save(state, found["good_file"])
        found["cut_file"].write_bytes(found["good_file"].read_bytes()[:-50])
        (folder / "table.csv").write_text("rooms,price\n3,100\n4,120\n")
        (folder / "empty.csv").touch()
        (folder / "empty").mkdir()
    return found


def history() -> training.History:
    """What one epoch of training returns."""
    x = np.random.default_rng(0).standard_normal((60, 4))
    y = (x.sum(axis=1) > 0).astype(np.int64)
    model = network()
    return fit(
        model,
        (x, y),
        criterion="cross_entropy",
        optimizer=optim.SGD(model.parameters(), lr=0.1),
        epochs=1,
        progress=False,
    )
