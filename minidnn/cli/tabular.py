"""`minidnn train FILE.csv --target COLUMN`: a network for a table, and what it looks at."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from .. import backend, metrics, nn, optim, training
from ..datasets import tables
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
            "held_out": options.held_out or 0.2, "seed": seed,
            "columns": [vars(column) for column in data.columns],
            "target_mean": data.target_mean, "target_std": data.target_std,
        },
    )  # fmt: skip
    report(output, options, data, model, history, folder)
    return 0


def restored(state: dict[str, Any], device: str) -> tuple[Any, TableData]:
    """The model of a run, and its table without rows."""
    about = state["about"]
    columns = [tables.Column(**column) for column in about["columns"]]
    scale = about["target_mean"], about["target_std"]
    data = TableData(None, None, columns, about["target"], about["classes"], *scale)
    model = network(len(data.names), len(data.classes) or 1)
    model.load_state_dict(state["model"])
    return model.to(device).eval(), data


def rows_of(path: str, data: TableData, labelled: bool) -> tuple[Any, Any]:
    """(x, y) of all rows of a file, arrays as in training; y is None where no target is asked for.

    Raises: ValueError for columns that the file does not have, and targets the model cannot know.
    """
    header, rows = tables.read(Path(path))
    wanted = [column.name for column in data.columns] + [data.target] * labelled
    missing = [name for name in wanted if name not in header]
    if missing:
        raise ValueError(
            f"{path} has no column {', '.join(missing)}; the model was trained on "
            f"{', '.join(wanted)}"
        )
    named = [dict(zip(header, row)) for row in rows]
    if not labelled:
        return data.encode(named).array, None
    named = [row for row in named if not tables.gap(row[data.target])]
    goal = [row[data.target].strip() for row in named]
    known = set(data.classes)
    wrong = [g for g in goal if (g not in known if data.classes else np.isnan(tables.number(g)))]
    if wrong or not goal:
        told = f"{wrong[0]!r}" if wrong else "no row that has one"
        kinds = f"the classes {', '.join(data.classes)}" if data.classes else "numbers"
        raise ValueError(f"{path}: the target {data.target} is one of {kinds}; there is {told}")
    x = data.encode(named).array
    if data.classes:
        return x, np.array([data.classes.index(g) for g in goal])
    y = (np.array([tables.number(g) for g in goal]) - data.target_mean) / data.target_std
    return x, y.astype(np.float32)[:, None]


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
