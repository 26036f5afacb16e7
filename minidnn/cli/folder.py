"""A folder of photographs as a data set of the command line, and networks for it.

The folder holds one folder for each class. A part of every class is held out for testing.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import floor
from pathlib import Path
from typing import Any

import numpy as np

from ..nn import Linear, Module
from ..serialization import load as load_file
from ..tensor import Tensor
from ..training.resume import FORMAT
from ..utils.data import Dataset
from ..vision import transforms
from ..vision.transfer import cached_features, freeze, head_name, replace_head
from . import models, photo
from .data import Data
from .scan import scan

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]  # of ImageNet's colours
AT_ONCE = 32  # photographs in a test; their activations take memory


class Photos(Dataset):
    """Image files (path, class number) as (tensor, class number), read as `minidnn predict` does.

    names: each file's path inside the folder.
    """

    def __init__(
        self, root: str, samples: Sequence[tuple[str, int]], transform: Callable, side: int
    ) -> None:
        self.samples, self.transform = list(samples), transform
        self.names = [Path(path).relative_to(root).as_posix() for path, _ in samples]
        self.side = side

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        path, label = self.samples[index]
        try:
            image = photo.read(path, self.side)
        except ValueError as error:
            raise ValueError(
                f"{error}; remove the file, or train with --skip-unreadable"
            ) from error
        return self.transform(image), label


def load(root: str, plan: dict[str, Any]) -> Data:
    """The photographs of a folder: one part to train with, cropped at random, one to test.

    Raises: ValueError where there is nothing to learn from.
    """
    found = scan(root)
    classes = found.classes
    if len(classes) < 2:
        raise ValueError(
            f"{root} has photographs of one class only ({classes[0]}); a network learns to tell "
            "classes apart: give it at least two folders"
            + "".join(f" ({note})" for note in found.notes)
        )
    reading, size = photo.side_for(plan["size"]), plan["size"]
    skip = plan["skip_unreadable"]
    train = readable(found.samples, reading) if skip else found.samples
    if found.held_out is None:
        train, test = parted(train, classes, plan["held_out"], plan["seed"])
    else:
        test = readable(found.held_out, reading) if skip else found.held_out
    prepare = {"kind": "photo", "size": size, "mean": MEAN, "std": STD}
    augmented = transforms.Compose(
        [
            transforms.RandomResizedCrop(size, scale=(0.5, 1.0)),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    steady = photo.steady(prepare)
    train_data = Photos(root, train, steady if plan["cache_features"] else augmented, reading)
    test_data = Photos(root, test, steady, reading)
    prepare["held_out"] = test_data.names
    shape, title = (3, size, size), Path(root).resolve().name
    return Data(title, train_data, test_data, shape, classes, prepare, AT_ONCE, found.notes)


def readable(samples: list[tuple[str, int]], side: int) -> list[tuple[str, int]]:
    """Those files that can be read; the others are named."""
    kept = []
    for path, label in samples:
        try:
            photo.read(path, side)
        except ValueError as error:
            print(f"minidnn: skipped: {error}", file=sys.stderr)
        else:
            kept.append((path, label))
    return kept


def parted(
    samples: list[tuple[str, int]], classes: list[str], share: float, seed: int
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """(to train, to test): the share of every class, at least one, drawn at random."""
    rng = np.random.default_rng(seed)
    train: list[tuple[str, int]] = []
    test: list[tuple[str, int]] = []
    for number, name in enumerate(classes):
        own = [sample for sample in samples if sample[1] == number]
        if len(own) < 2:
            raise ValueError(
                f"the class {name} has {len(own)} readable photograph(s); it needs at least two, "
                "one to train and one to test"
            )
        count = min(max(1, floor(share * len(own))), len(own) - 1)
        order = rng.permutation(len(own))
        test += [own[i] for i in sorted(order[:count])]
        train += [own[i] for i in sorted(order[count:])]
    return train, test


def tested(root: str, trained: Any) -> Data:
    """The photographs of a folder to evaluate a trained model on.

    If it is the folder that the model was trained on, only those that were held out.
    """
    if not Path(root).is_dir():
        raise ValueError(f"{root} is not there; give the folder with the photographs")
    found = scan(root)
    folders, samples = found.classes, found.samples + (found.held_out or [])
    unknown = [name for name in folders if name not in trained.classes]
    if unknown:
        raise ValueError(
            f"{root} has the classes {', '.join(folders)}; the model knows "
            f"{', '.join(trained.classes)}"
        )
    samples = [(path, trained.classes.index(folders[label])) for path, label in samples]
    side = photo.side_for(trained.shape[1])
    data = Photos(root, samples, photo.steady(trained.prepare), side)
    held_out = set(trained.prepare["held_out"])
    title = f"{Path(root).resolve().name}: all photographs"
    moved = trained.place is None or not Path(trained.place).is_dir()
    if held_out <= set(data.names) and (moved or Path(root).resolve() == Path(trained.place)):
        title = f"{Path(root).resolve().name}: the photographs held out in training"
        data = Photos(
            root,
            [s for s, name in zip(samples, data.names) if name in held_out],
            data.transform,
            side,
        )
    return Data(title, data, data, trained.shape, trained.classes, trained.prepare, AT_ONCE)


# Networks


def network(plan: dict[str, Any], classes: int, fresh: bool = True) -> Module:
    """The network of a plan: with published or given weights (if it is fresh), frozen if wanted."""
    name, file = plan["model"], plan["weights"]
    if (plan["pretrained"] or file or plan["freeze"]) and name not in models.PUBLISHED:
        known = ", ".join(models.PUBLISHED)
        raise ValueError(f"--freeze, --pretrained and --weights are for {known}; not for {name}")
    if plan["pretrained"] and file:
        raise ValueError("give --pretrained or --weights FILE, not both")
    if plan["cache_features"] and not plan["freeze"]:
        raise ValueError("--cache-features is for frozen networks; add --freeze")
    model: Module
    if plan["pretrained"] and fresh:
        model = models.PUBLISHED[name](weights="DEFAULT")
        replace_head(model, classes)
    else:
        model = models.build(name, (3, plan["size"], plan["size"]), classes)
        if file and fresh:
            take_weights(model, file)
    if plan["freeze"]:
        freeze(model)
        head = getattr(model, head_name(model))
        last = [layer for layer in head.modules() if isinstance(layer, Linear)][-1]
        last.requires_grad_()
    return model


def take_weights(model: Module, file: str) -> None:
    """All weights of a file but those of a last layer for other classes."""
    state = load_file(file, map_location="cpu")
    if isinstance(state, Module):
        state = state.state_dict()
    elif isinstance(state, dict) and state.get("format") == FORMAT:
        state = state["model"]
    own = model.state_dict()
    if not isinstance(state, dict) or not set(state) & set(own):
        raise ValueError(f"--weights: {file} holds no weights of this network")
    head = head_name(model) + "."
    other = [k for k in own if k.startswith(head) and k in state and state[k].shape != own[k].shape]
    model.load_state_dict({**state, **{k: own[k] for k in other}})


class OnFeatures(Module):
    """The head of a frozen network, for features computed once; it is saved as the whole network.

    model: kept in a tuple, so that only the head's parameters are this module's.
    """

    def __init__(self, model: Module) -> None:
        self.whole = (model.eval(),)
        self.head = getattr(model, head_name(model))

    def forward(self, features: Tensor) -> Tensor:
        return self.head(features)

    def state_dict(self, **options: Any) -> dict[str, Any]:
        return self.whole[0].state_dict(**options)

    def load_state_dict(self, state_dict: Any, strict: bool = True, assign: bool = False) -> Any:
        return self.whole[0].load_state_dict(state_dict, strict, assign)


def with_features(model: Module, data: Data, device: str, workers: int) -> tuple[Module, Data]:
    """A network that starts at its head, and data that is what the head sees."""
    train = cached_features(model, data.train, AT_ONCE, workers, device)
    test = cached_features(model, data.test, AT_ONCE, workers, device)
    return OnFeatures(model), replace(data, train=train, test=test)
