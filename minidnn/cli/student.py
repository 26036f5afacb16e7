"""`minidnn train ... --with DIR`: a training on the student's own functions."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from .. import grading, tutorial
from ..training.history import History
from ..training.progress import Progress
from . import models
from .output import Output

UNUSABLE = ("model", "optimizer", "batch_size", "schedule", "weight_decay", "patience")


def train_student(options: Namespace) -> int:
    """Train as the tutorial does, with every finished function of the student in its place."""
    given = [name for name in UNUSABLE if getattr(options, name) is not None]
    if given or options.resume or (options.device or "cpu") != "cpu":
        named = given or (["resume"] if options.resume else ["device"])
        raise ValueError(
            f"--with trains as the tutorial does, step by step on all the data; it cannot be "
            f"combined with --{named[0].replace('_', '-')}"
        )
    output = Output(options.json)
    mine = functions(options)
    output.say(str(mine).partition("\n")[0])
    output.event("student", yours=mine.yours, library=mine.library)
    tutorial.reset_seed(123 if options.seed is None else options.seed)
    model = mine.Model()
    data = tutorial.load_data()
    epochs, rate = options.epochs or 1000, options.lr or 1e-2
    history = tutorial_loop(mine, model, data, epochs, rate, not (options.json or options.quiet))
    accuracy, precision, recall = tutorial.get_metrics(data[3], model.predict(data[2]))
    losses = {"last_training_loss": history["loss"][-1], "validation_loss": history["val_loss"][-1]}
    output.say(
        f"last training loss {losses['last_training_loss']:.4f}, "
        f"validation loss {losses['validation_loss']:.4f}"
    )
    numbers = {"accuracy": accuracy, "precision": precision, "recall": recall}
    for name, value in numbers.items():
        output.say(f"{name} {value:.1%}")
    files = written(options, model, history)
    for name, path in files.items():
        output.say(f"{name:10} {path}")
    output.event("result", **losses, **numbers, **files)
    return 0


def functions(options: Namespace) -> Any:
    """The student's finished functions."""
    if not Path(options.student).exists():
        raise ValueError(f"--with {options.student}: there is no such file or folder")
    return grading.use(options.student, quiet=True)


def in_library(options: Namespace, output: Output) -> Any:
    """A context in which the library's ops are the student's, as far as they are finished."""
    if options.device != "cpu":
        raise ValueError(f"--with runs on the cpu: the functions are NumPy's; got {options.device}")
    mine = functions(options)
    if not mine.ops:
        raise ValueError(
            f"--with {options.student}: no function there is finished that {options.dataset}'s "
            f"network could use; it could use {', '.join(mine.ops_left) or 'none of this course'}"
        )
    output.say("yours      " + ", ".join(mine.ops))
    if mine.ops_left:
        output.say("library's  " + ", ".join(mine.ops_left))
    output.event("student", yours=list(mine.ops), library=mine.ops_left)
    return mine


def tutorial_loop(
    mine: Any, model: Any, data: Any, epochs: int, rate: float, progress: bool
) -> History:
    """1000 times: one step on the training data, then the loss on the validation data."""
    x, y, x_val, y_val = data
    history, bar = History(), None
    if progress:
        bar = Progress().new_bar(epochs, 0, "epoch", "training")
    for epoch in range(1, epochs + 1):
        loss = float(mine.train(model, x, y, rate))
        row = {"epoch": epoch, "batches": epoch, "lr": rate, "loss": loss}
        row["val_loss"] = float(model.evaluate(x_val, y_val))
        history.rows.append(row)
        history.losses.append(loss)
        history.rates.append(rate)
        if bar is not None:
            bar.move(epoch, row, last=epoch * 10 // epochs != (epoch - 1) * 10 // epochs)
    if bar is not None:
        bar.close()
    return history


def written(options: Namespace, model: Any, history: History) -> dict[str, str]:
    """The loss curve and the weights, which `minidnn.load` reads and nn.Sequential takes."""
    from .. import plot
    from ..serialization import save

    folder = Path(options.out or "runs/breast-cancer-mine")
    folder.mkdir(parents=True, exist_ok=True)
    files = {"weights": str(folder / "weights.minidnn")}
    save(models.from_tutorial(model).state_dict(), files["weights"])
    if not options.no_plot:
        figure = plot.curves(history, title="Training with your functions")
        files["loss curve"] = str(plot.save(figure, folder / "loss.png"))
    return files
