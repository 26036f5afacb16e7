"""Resume: the state of a run as a checkpoint, and back: it goes on as if it had never stopped."""

import os
import random
from pathlib import Path
from typing import Any

import numpy as np

from .. import backend
from ..serialization import load, save
from .ranks import core

FORMAT, VERSION = "minidnn training", 1


class CheckpointMismatch(ValueError):
    """The checkpoint is not of this training: another model, optimizer or kind of file."""


def own_state(run: Any) -> dict[str, Any]:
    """What every rank has of its own: random numbers, and where it stands in its data."""
    return {
        "loader": run.loader.state_dict() if hasattr(run.loader, "state_dict") else None,
        "seen": run.seen.state_dict(),
        "random": {
            "minidnn": backend.get_rng_state(),
            "numpy": np.random.get_state(legacy=False),
            "python": random.getstate(),
        },
    }


def saved_state(run: Any, states: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that the rest of the training depends on. Arrays are shared, not copied.

    states: what `own_state` gave at every rank; of one process it stands beside the rest.
    """
    own = states[0] if len(states) == 1 else {"ranks": states}
    return {
        **own,
        "format": FORMAT,
        "version": VERSION,
        "about": run.about,
        "finished": run.finished,
        "epochs": run.epochs,
        "epoch": run.epoch,
        "batch": run.batch,
        "drained": run.drained,
        "step": run.step,
        "sums": [run.loss_sum, run.sample_count, int(run.hit_sum), run.seconds],
        "model": core(run.model).state_dict(),
        "optimizer": type(run.optimizer).__name__,
        "optimizer_state": run.optimizer.state_dict(),
        "callbacks": [[type(c).__name__, c.state_dict()] for c in run.callbacks],
        "history": run.history.state_dict(),
    }


def write(state: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save(state, path)


def read(path: str | os.PathLike[str]) -> dict[str, Any]:
    """A checkpoint that `fit` has written, on the CPU.

    Raises: CheckpointMismatch for another kind of file, CheckpointError for a damaged one.
    """
    state = load(path, map_location="cpu")
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise CheckpointMismatch(
            f"{path} is no checkpoint of a training; it holds {type(state).__name__} "
            "(weights alone are loaded with model.load_state_dict(minidnn.load(path)))"
        )
    if state["version"] > VERSION:
        raise CheckpointMismatch(
            f"{path} was written by a newer minidnn; update minidnn to read it"
        )
    return state


def restore(run: Any, path: Path) -> None:
    """Set a run, and all random numbers, to where a checkpoint was written."""
    state = read(path)
    optimizer = type(run.optimizer).__name__
    if state["optimizer"] != optimizer:
        raise CheckpointMismatch(
            f"{path} was trained with {state['optimizer']}, this run uses {optimizer}; "
            "use the same optimizer to go on, or start anew without resume"
        )
    states = state.get("ranks", [state])
    if len(states) != run.ranks.size:
        raise CheckpointMismatch(
            f"{path} was saved by {len(states)} processes (ranks), this run has {run.ranks.size}; "
            f"go on with {len(states)}, or start anew without resume"
        )
    own = states[run.ranks.rank]
    try:
        core(run.model).load_state_dict(state["model"])
        run.optimizer.load_state_dict(state["optimizer_state"])
    except (RuntimeError, ValueError, KeyError) as error:
        raise CheckpointMismatch(
            f"{path} does not fit this model; build it as it was when saved. {error}"
        ) from error
    run.epoch, run.batch, run.step = state["epoch"], state["batch"], state["step"]
    run.drained = state["drained"]
    run.loss_sum, run.sample_count, run.hit_sum, run.seconds = state["sums"]
    run.seen.load_state_dict(own.get("seen", {}))
    run.history.load_state_dict(state["history"])
    run.stopping = state["finished"] and state["epochs"] == run.epochs
    restore_callbacks(run.callbacks, state["callbacks"])
    if own["loader"] is None:
        run.skip = run.batch
    else:
        run.loader.load_state_dict(own["loader"])
    backend.set_rng_state(own["random"]["minidnn"])
    np.random.set_state(own["random"]["numpy"])
    random.setstate(own["random"]["python"])


def restore_callbacks(callbacks: list[Any], saved: list[Any]) -> None:
    """Each callback gets the state that the one of its kind, in the same order, has saved."""
    left = list(saved)
    for callback in callbacks:
        for entry in left:
            if entry[0] == type(callback).__name__:
                callback.load_state_dict(entry[1])
                left.remove(entry)
                break
