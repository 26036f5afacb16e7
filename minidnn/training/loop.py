"""fit: the tutorial's loop (predict, loss, backward, update) with comfort for long runs."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..missing import explaining
from .arguments import (
    callbacks_of,
    check_model,
    check_optimizer,
    criterion_of,
    loader_of,
    metrics_of,
    two_arrays,
)
from .callbacks import Callback
from .evaluation import measured
from .history import History
from .run import Run


@explaining
def fit(
    model: Any,
    train_loader: Any,
    val_loader: Any = None,
    *,
    criterion: str | Callable[[Any, Any], Any],
    optimizer: Any,
    epochs: int,
    batch_size: int = 32,
    metrics: Any = None,
    scheduler: Any = None,
    clip_grad_norm: float | None = None,
    clip_grad_value: float | None = None,
    accumulate: int = 1,
    device: Any = None,
    callbacks: Sequence[Callback | Callable[[dict[str, Any]], Any]] = (),
    progress: bool | Callback = True,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_seconds: float = 30.0,
    resume: bool = False,
    about: Mapping[str, Any] | None = None,
) -> History:
    """Train a model on the batches (x, y) of a loader; the History of losses and metrics.

    criterion(y_pred, y) gives the loss, one number; or its name, such as "cross_entropy" or "mse".
    Layers that behave differently in training (dropout, batch normalisation) are switched for
    training and for validation.

    train_loader: a DataLoader, a Dataset, or arrays as a pair (x, y); of the last two, batches of
        `batch_size` are drawn in a new random order every epoch.
    val_loader: the same; evaluated after every epoch.
    metrics: names from `minidnn.metrics`, functions of (y_true, y_pred), or a dictionary of them;
        the accuracy of a classification is measured in any case (not with an empty dictionary).
        They are measured on the training data too where its outputs are few.
    scheduler: a learning rate scheduler, stepped after every epoch (OneCycleLR after every step).
    clip_grad_norm, clip_grad_value: limits of the gradient before every update.
    accumulate: batches whose gradients are averaged for one update.
    device: where batches are moved to; None leaves them where they are.
    callbacks: see `Callback`; a function is called with every epoch's row.
    progress: a bar, or none, or a callback of your own that shows it.
    checkpoint: a file in which the state of the whole run is saved every `checkpoint_seconds`, at
        the end, and at Ctrl-C (then `history.interrupted` is True).
    resume: go on from that file if it exists. On the CPU the result is then the same, bit for bit,
        as without the stop.
    about: anything you want to find in the checkpoint under "about".

    A model in DistributedDataParallel is trained by all ranks of the job, each calling fit with its
    own loader (`DistributedSampler`): losses and metrics are those of all samples, only the first
    rank writes and shows progress, and Ctrl-C at one rank stops all.

    Raises: TypeError and ValueError before the training for what does not fit together;
    NotFiniteError where the loss is no number any more, with the layer and a likely
    cause; the weights are then those before that batch.
    """
    check_model("fit", model)
    if two_arrays(train_loader, val_loader):
        raise TypeError(
            "fit: got inputs and targets as two arguments; give them as one pair: "
            "fit(model, (x, y), criterion=..., optimizer=..., epochs=...)"
        )
    criterion = criterion_of("fit", criterion)
    check_optimizer(model, optimizer, scheduler)
    train_loader = loader_of("fit", train_loader, model, batch_size, shuffle=True)
    if val_loader is not None:
        val_loader = loader_of("fit", val_loader, model, batch_size)
    run = Run(
        model,
        train_loader,
        criterion=criterion,
        optimizer=optimizer,
        epochs=epochs,
        metrics=metrics_of("fit", metrics, criterion),
        scheduler=scheduler,
        clip_grad_norm=clip_grad_norm,
        clip_grad_value=clip_grad_value,
        accumulate=accumulate,
        device=device,
        callbacks=callbacks_of("fit", callbacks),
        progress=progress,
        checkpoint=checkpoint,
        checkpoint_seconds=checkpoint_seconds,
        resume=resume,
        about=about,
    )
    with run:
        while run.wants_epoch():
            model.train()
            for x, y in run.batches():
                y_pred = model(x)
                loss = criterion(y_pred, y)
                run.check(loss, x, y)
                run.scaled(loss).backward()
                run.count(y_pred, y)
                if run.update_is_due():
                    run.update()
            run.validated(evaluate_or_nothing(run, val_loader))
    return run.history


def evaluate_or_nothing(run: Run, val_loader: Iterable[Any] | None) -> dict[str, float]:
    """Loss and metrics on the validation data; nothing without such data."""
    if val_loader is None:
        return {}
    run.ranks.same_buffers(run.model)
    return measured(run.model, val_loader, run.criterion, run.metrics, run.device)
