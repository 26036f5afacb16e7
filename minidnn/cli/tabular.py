"""`minidnn train FILE.csv --target COLUMN`: a network for a table, and what it looks at."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from .. import backend, metrics, nn, optim, training
from ..datasets.tables import TableData, table
from ..utils.data import DataLoader
from .output import Output

CHECKPOINT, TABLE = "model.minidnn", "history.csv"


def train_table(options: Namespace) -> int:
    """Train on a CSV file; writes the model, the history and three pictures."""
    if options.target is None:
        raise ValueError(f"{options.dataset} is a table: say --target COLUMN, the one to predict")
    seed = 123 if options.seed is None else options.seed
    data = table(options.dataset, options.target, held_out=options.held_out or 0.2, seed=seed)
    output = Output(options.json)
    folder = Path(options.out or Path("runs") / Path(options.dataset).stem)
    folder.mkdir(parents=True, exist_ok=True)
    backend.manual_seed(seed)
    model = network(len(data.names), len(data.classes) or 1)
    output.say(f"data       {data!r}")
    output.say(f"network    {sum(p.numel() for p in model.parameters()):,} parameters")
    epochs, size = options.epochs or 60, options.batch_size or 32
    size = len(data.train) if size == "all" else min(size, len(data.train))
    loader = DataLoader(data.train, batch_size=size, shuffle=True)
    held = DataLoader(data.test, batch_size=1024)
    criterion: Any = nn.CrossEntropyLoss() if data.classes else nn.MSELoss()
    history = training.fit(
        model, loader, held, criterion=criterion, epochs=epochs,
        optimizer=optim.AdamW(
            model.parameters(), lr=options.lr or 3e-3, weight_decay=options.weight_decay or 1e-2
        ),
        device=options.device, progress=not (options.json or options.quiet),
        callbacks=[
            training.CSVLog(folder / TABLE), training.EarlyStopping(patience=options.patience or 15)
        ],
        checkpoint=folder / CHECKPOINT,
        about={
            "dataset": str(options.dataset), "target": data.target, "classes": data.classes,
            "columns": [vars(column) for column in data.columns],
            "target_mean": data.target_mean, "target_std": data.target_std,
        },
    )  # fmt: skip
    report(output, options, data, model, history, folder)
    return 0


def network(inputs: int, outputs: int) -> nn.Module:
    """inputs-64-32-outputs with a little dropout."""
    return nn.Sequential(
        nn.Linear(inputs, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, outputs),
    )  # fmt: skip


def report(
    output: Output, options: Namespace, data: TableData, model: Any, history: Any, folder: Path
) -> None:
    """Numbers on the held out rows, and pictures: curves, predictions, importances."""
    x, y = (tensor.array for tensor in data.test.tensors)
    answers = training.predict(model, x)
    what, score = "R2", determination
    if data.classes:
        what, score = "accuracy", metrics.accuracy  # type: ignore[assignment]
    value = float(score(y, answers))
    output.say(f"{what:10} {value:.3f} on {len(x)} rows that were held out")
    at, groups = 0, {}
    for column in data.columns:
        groups[column.name] = list(range(at, at + len(column.inputs)))
        at += len(column.inputs)
    found = training.permutation_importance(model, x, y, score, groups=groups)
    top = ", ".join(f"{name} {lost:.3f}" for name, lost in list(found.items())[:5])
    output.say(f"looks at   {top}")
    files = {"checkpoint": folder / CHECKPOINT, "history": folder / TABLE}
    if not options.no_plot:
        from .. import plot

        files["curves"] = plot.save(plot.curves(history, title=data.target), folder / "loss.png")
        files["importance"] = plot.save(
            plot.importance(found, what=what), folder / "importance.png"
        )
        if data.classes:
            picture = plot.confusion_matrix(y, answers, classes=data.classes)
        else:
            true, guess = (a * data.target_std + data.target_mean for a in (y, answers))
            picture = plot.predictions(true, guess, name=data.target)
        files["predictions"] = plot.save(picture, folder / "predictions.png")
    for name, path in files.items():
        output.say(f"{name:12} {path}")
    named = {name: str(path) for name, path in files.items()}
    output.event("result", score=what, value=value, importances=found, **named)


def determination(y_true: Any, y_pred: Any) -> float:
    """R²: 1 minus the squared error beside that of the mean."""
    true, found = np.asarray(y_true).reshape(-1), np.asarray(y_pred).reshape(-1)
    spread = float(((true - true.mean()) ** 2).sum())
    return 1 - float(((true - found) ** 2).sum()) / spread if spread > 0 else 0.0
