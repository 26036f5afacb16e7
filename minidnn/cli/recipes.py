"""How each data set is trained when nothing else is asked for, and how options become objects."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .. import optim
from ..nn import BCELoss, CrossEntropyLoss
from ..optim import lr_scheduler
from .data import is_folder


@dataclass(frozen=True)
class Recipe:
    """Defaults of `minidnn train`. batch_size "all": one step per epoch with all the data."""

    model: str
    optimizer: str
    lr: float
    epochs: int
    batch_size: int | str
    schedule: str = "constant"
    weight_decay: float = 0.0
    seed: int = 123
    binary: bool = False


RECIPES = {
    "breast-cancer": Recipe("tutorial", "sgd", 1e-2, 1000, "all", binary=True),
    "digits": Recipe("cnn", "adam", 3e-3, 12, 32, "cosine"),
    "mnist": Recipe("cnn", "adam", 2e-3, 3, 64, "onecycle"),
    "fashion-mnist": Recipe("cnn", "adam", 2e-3, 5, 64, "onecycle"),
    "kmnist": Recipe("cnn", "adam", 2e-3, 5, 64, "onecycle"),
    "cifar10": Recipe("deep-cnn", "adamw", 2e-3, 10, 64, "onecycle", weight_decay=1e-2),
}
OTHERS = Recipe("cnn", "adam", 1e-3, 10, 32)


@dataclass(frozen=True)
class FolderRecipe(Recipe):
    """What is asked about a folder of images, beyond what all data sets have."""

    freeze: bool = False
    pretrained: bool = False
    weights: str | None = None
    cache_features: bool = False
    size: int = 224
    held_out: float = 0.2
    skip_unreadable: bool = False


FOLDER = FolderRecipe("resnet18", "adam", 1e-3, 10, 16, "cosine")


@dataclass(frozen=True)
class TextRecipe(Recipe):
    """What is asked about a text. tokens 0: characters; else so many byte pairs."""

    layers: int = 4
    width: int = 128
    context: int = 64
    tokens: int = 0
    lines: bool = False
    dropout: float = 0.0


TEXTS = {
    "names": TextRecipe("gpt", "adamw", 4e-3, 15, 64, "cosine", 0.1, 123, layers=3, width=64,
                        lines=True),
    "moby-dick": TextRecipe("gpt", "adamw", 1e-3, 5, 32, "cosine", weight_decay=0.1),
    "tinyshakespeare": TextRecipe("gpt", "adamw", 1e-3, 5, 32, "cosine", weight_decay=0.1),
    "sentiment": TextRecipe("text-cnn", "adam", 1e-3, 5, 32, width=64, context=400, dropout=0.5),
}
TEXT_FILE = TEXTS["moby-dick"]


def is_text(dataset: str) -> bool:
    """Whether this is the name of a text, or a file of text."""
    return dataset in TEXTS or (dataset.endswith(".txt") and Path(dataset).is_file())


def recipe_of(dataset: str) -> Recipe:
    if is_text(dataset):
        return TEXTS.get(dataset, TEXT_FILE)
    return FOLDER if is_folder(dataset) else RECIPES.get(dataset, OTHERS)


def names_of(recipe: Recipe) -> list[str]:
    """The options of a recipe."""
    return [option.name for option in fields(recipe) if option.name != "binary"]


ONLY_TEXTS = [name for name in names_of(TEXT_FILE) if name not in names_of(OTHERS)]
ONLY_FOLDERS = [name for name in names_of(FOLDER) if name not in names_of(OTHERS)]

OPTIMIZERS: dict[str, Callable[..., optim.Optimizer]] = {
    "sgd": optim.SGD,
    "momentum": lambda p, **options: optim.SGD(p, momentum=0.9, nesterov=True, **options),
    "adam": optim.Adam,
    "adamw": optim.AdamW,
    "rmsprop": optim.RMSprop,
    "adagrad": optim.Adagrad,
}


def criterion_of(recipe: Recipe) -> Callable[[Any, Any], Any]:
    return BCELoss() if recipe.binary else CrossEntropyLoss()


def optimizer_of(
    name: str, parameters: Iterable[Any], lr: float, weight_decay: float
) -> optim.Optimizer:
    if name not in OPTIMIZERS:
        raise ValueError(f"there is no optimizer {name!r}; there are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name](parameters, lr=lr, weight_decay=weight_decay)


def scheduler_of(name: str, optimizer: optim.Optimizer, lr: float, epochs: int, steps: int) -> Any:
    """A scheduler by name for `epochs` epochs of `steps` steps; None keeps the rate constant."""
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    if name == "step":
        return lr_scheduler.StepLR(optimizer, step_size=max(1, epochs // 3), gamma=0.1)
    if name == "onecycle":
        return lr_scheduler.OneCycleLR(optimizer, max_lr=lr, total_steps=epochs * steps)
    if name == "plateau":
        return lr_scheduler.ReduceLROnPlateau(optimizer, patience=3)
    return None
