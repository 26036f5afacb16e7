"""`minidnn evaluate`: the numbers of a trained model on test data, and its usual mistakes."""

from argparse import Namespace
from typing import Any

import numpy as np

from .. import metrics, training
from ..utils.data import DataLoader
from . import checkpoint, folder, recipes
from . import data as catalogue
from .output import Output

MISTAKES = 5  # shown


def evaluate(options: Namespace) -> int:
    trained = checkpoint.load(options.checkpoint, options.device)
    name = options.dataset or trained.place or trained.dataset
    photos = trained.prepare.get("kind") == "photo"
    data = (
        folder.tested(name, trained)
        if photos
        else catalogue.load(name, options.data or trained.data, options.download)
    )
    if data.shape != trained.shape or len(data.classes) != len(trained.classes):
        raise ValueError(
            f"{options.checkpoint} was trained on {trained.dataset}: inputs {trained.shape}, "
            f"{len(trained.classes)} classes; {name} has {data.shape}, {len(data.classes)} classes"
        )
    criterion = recipes.criterion_of(recipes.recipe_of(name))
    matrix: Any = metrics.confusion_matrix
    result: dict[str, Any] = training.evaluate(
        trained.model,
        DataLoader(data.test, batch_size=options.batch_size or data.at_once),
        criterion,
        metrics={
            "accuracy": metrics.accuracy,
            "precision": metrics.precision,
            "recall": metrics.recall,
            "f1": metrics.f1,
            "roc_auc": roc_auc,
            "confusion": matrix,
        },
        device=options.device,
    )
    confusion = result.pop("confusion")
    output = Output(options.json)
    output.say(f"{data.title}, {len(data.test):,} test samples")
    output.say(f"loss      {result['loss']:.4f}")
    for metric in ("accuracy", "precision", "recall", "f1"):
        output.say(f"{metric:9} {result[metric]:.1%}")
    if result["roc_auc"] is not None:
        output.say(f"ROC-AUC   {result['roc_auc']:.4f}")
    for text in mistakes(confusion, data.classes):
        output.say(text)
    files = {}
    if options.plot:
        from .. import plot

        figure = plot.confusion_matrix(confusion, classes=data.classes)
        files["plot"] = str(plot.save(figure, options.plot))
        output.say(f"confusion matrix {files['plot']}")
    output.event("result", dataset=name, **result, confusion=confusion.tolist(), **files)
    return 0


def roc_auc(y_true: np.ndarray, y_pred: np.ndarray) -> Any:
    """None where the samples are not of all classes."""
    present = len(np.unique(y_true))
    classes = y_pred.shape[1] if y_pred.ndim == 2 and y_pred.shape[1] > 1 else 2
    return metrics.roc_auc(y_true, y_pred) if present == classes else None


def mistakes(matrix: np.ndarray, classes: list[str]) -> list[str]:
    """The most frequent confusions as sentences."""
    wrong = matrix.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(wrong, axis=None)[::-1][:MISTAKES]
    pairs = [divmod(int(place), len(classes)) for place in order]
    return [
        f"mistake   {classes[true]} taken for {classes[called]}: {wrong[true, called]} times"
        for true, called in pairs
        if wrong[true, called]
    ]
