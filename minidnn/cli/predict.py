"""`minidnn predict`: what images show, what texts are of, what follows from rows of a table."""

import sys
from argparse import Namespace
from typing import Any

import numpy as np

from .. import backend
from ..nn.functional import softmax
from ..tape import no_grad
from ..tensor import tensor
from ..training.resume import read
from . import checkpoint, photo, restored
from .output import Output

WIDTH = 30
EIGHTHS = " ▏▎▍▌▋▊▉█"


def predict(options: Namespace) -> int:
    backend.namespace(options.device)
    state = read(checkpoint.model_file(options.checkpoint))
    kind, output, failed = restored.kind_of(state["about"]), Output(options.json), 0
    if kind == "text":
        raise ValueError(f"this model writes: minidnn generate {options.checkpoint} --prompt ...")
    if kind != "images":
        if options.show:
            raise ValueError("--show is for images")
        tell = restored.predict_table if kind == "table" else restored.predict_sentiment
        return tell(options, state, output)
    trained = checkpoint.load(options.checkpoint, options.device, state)
    if len(trained.shape) != 3:
        raise ValueError(
            f"{options.checkpoint} was trained on {trained.dataset}, which are no images; predict "
            "is for models of images"
        )
    side = photo.side_for(trained.shape[1])
    for path in options.images:
        try:
            x = photo.prepared(photo.read(path, side), trained.shape, trained.prepare)
        except ValueError as error:
            failed += complain(path, error)
            continue
        share = probabilities(trained.model, x, options.device)
        order = np.argsort(share)[::-1][: options.top]
        best = trained.classes[order[0]]
        output.say(f"{path}: {best} ({share[order[0]]:.1%})")
        if options.show:
            output.say(drawn(x))
        for line in bars([(trained.classes[c], float(share[c])) for c in order]):
            output.say(line)
        shares = dict(zip(trained.classes, (round(float(p), 6) for p in share)))
        output.event("prediction", image=path, prediction=best, probabilities=shares)
    return 1 if failed else 0


def complain(path: str, error: Exception) -> int:
    """One sentence about a file that cannot be used, on stderr; 1."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    text = "is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else text
    told = text if text.startswith(path) else f"{path}: {text}"
    print(f"minidnn: {told}", file=sys.stderr)
    return 1


def probabilities(model: Any, x: np.ndarray, device: str) -> np.ndarray:
    """(C,) probabilities of one input (C,H,W)."""
    with no_grad():
        scores = model(tensor(x[None]).to(device))
        return backend.to_host(softmax(scores, dim=1).array)[0]


def bars(shares: list[tuple[str, float]]) -> list[str]:
    """A line for each class: name, bar, percentage."""
    longest = max(len(name) for name, _ in shares)
    lines = []
    for name, share in shares:
        eighths = round(share * WIDTH * 8)
        bar = "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()
        lines.append(f"  {name:>{longest}} {bar:{WIDTH}} {share:6.1%}")
    return lines


def drawn(x: np.ndarray) -> str:
    """The input as text, two pixels a character high."""
    step = -(-x.shape[1] // 56)  # a photograph in 56 lines at most
    picture = x.mean(axis=0)[::step, ::step]
    low, high = picture.min(), picture.max()
    levels = np.rint((picture - low) / ((high - low) or 1) * 4).astype(int)
    return "\n".join("    " + "".join(" ░▒▓█"[v] * 2 for v in row) for row in levels)
