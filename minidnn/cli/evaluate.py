"""`minidnn evaluate`: the numbers of a trained model on test data, and its usual mistakes."""

from argparse import Namespace
from typing import Any

import numpy as np

from .. import backend, metrics, nn, training
from ..tensor import Tensor
from ..training.resume import read
from ..utils.data import DataLoader, TensorDataset
from . import checkpoint, folder, recipes, restored
from . import data as catalogue
from .output import Output

MISTAKES = 5  # shown


def evaluate(options: Namespace) -> int:
    backend.namespace(options.device)
    state = read(checkpoint.model_file(options.checkpoint))
    kind = restored.kind_of(state["about"])
    if kind == "text":
        return restored.evaluate_text(options, state)
    if kind == "classes of texts":
        model, data = restored.sentiment_data(options, state)
        return measure(options, model, data, nn.CrossEntropyLoss())
    if kind == "table":
        model, table, title, x, y = restored.table_rows(options, state)
        if not table.classes:
            return restored.evaluate_numbers(options, model, table, title, x, y)
        tests = TensorDataset(Tensor(x), Tensor(y))
        data = catalogue.Data(title, tests, tests, x.shape[1:], table.classes)
        return measure(options, model, data, nn.CrossEntropyLoss())
    trained = checkpoint.load(options.checkpoint, options.device, state)
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
    return measure(options, trained.model, data, criterion, name)


def measure(
    options: Namespace, model: Any, data: catalogue.Data, criterion: Any, name: str = ""
) -> int:
    """What is known of a model of classes, on the test data."""
    matrix: Any = metrics.confusion_matrix
    result: dict[str, Any] = training.evaluate(
        model,
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
    result["confusion"] = confusion.tolist()
    output.event("result", dataset=name or data.title, **result, **files)
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
