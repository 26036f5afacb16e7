"""Runs on texts and tables, from their files: what `minidnn evaluate` and `predict` say of them."""

import math
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from .. import text, training
from ..datasets import tables
from ..functional import softmax
from ..tensor import Tensor
from ..utils.data import TensorDataset
from . import sentiment, tabular, texts
from .data import Data
from .output import Output


def kind_of(about: dict[str, Any]) -> str:
    """What a run was about: "text", "classes of texts", "table", or "images" and all others."""
    if about.get("kind") in ("text", "classes of texts"):
        return str(about["kind"])
    return "table" if "columns" in about else "images"


# A model that writes


def evaluate_text(options: Namespace, state: dict[str, Any]) -> int:
    """Loss, bits per character and perplexity on a text; of its own text on the part held out."""
    if options.plot:
        raise ValueError("--plot draws a confusion matrix; a model that writes has none")
    model, about = texts.restored(state, options.device)
    name = options.dataset or about["dataset"]
    data, title, characters = text_data(options, about, model, name)
    loss = texts.per_token(model, data, options.device)
    nats = loss / characters
    values = {
        "loss": loss,
        "nats_per_character": nats,
        "bits_per_character": nats / math.log(2),
        "perplexity": math.exp(min(loss, 50)),
    }
    what = "lines" if about["end"] is not None else f"windows of {data.length} tokens"
    output = Output(options.json)
    output.say(f"{title}, {len(data):,} {what}")
    output.say(f"loss       {loss:.4f} nats per token")
    output.say(f"characters {nats:.4f} nats, {values['bits_per_character']:.3f} bits for each")
    output.say(f"perplexity {values['perplexity']:.2f} per token")
    output.event("result", dataset=name, samples=len(data), **values)
    return 0


def text_data(
    options: Namespace, about: dict[str, Any], model: Any, name: str
) -> tuple[Any, str, float]:
    """(data set of (x, y), title, characters per token) of a text that a model of text reads."""
    root, own = options.data or about["started"].get("data"), same(name, about["dataset"])
    if own:
        data = texts.load(name, about["plan"], about["tokenizer"], root, options.download)
        return data.test, f"{data.title}: the part held out in training", data.characters
    whole, title = texts.whole_text(name, root, options.download)
    tokenizer, end, length = model.tokenizer, about["end"], about["length"]
    if end is None:
        tokens = tokenizer.encode(whole)
        if len(tokens) < 2:
            raise ValueError(f"{name} has only {len(whole)} characters; give a longer text")
        return text.Windows(tokens, min(length, len(tokens) - 1)), title, len(whole) / len(tokens)
    lines = [line.strip() for line in whole.split("\n") if line.strip()]
    coded = [tokenizer.encode(line) for line in lines]
    fitting = [i for i, line in enumerate(coded) if len(line) < length]
    if not fitting:
        raise ValueError(f"{name} has no line of at most {length - 1} tokens, as the model knows")
    if len(fitting) < len(lines):
        title += f" ({len(lines) - len(fitting):,} lines longer than {length - 1} tokens left out)"
    share = sum(len(lines[i]) + 1 for i in fitting) / sum(len(coded[i]) + 1 for i in fitting)
    return text.Lines([coded[i] for i in fitting], end, length), title, share


def same(name: str, other: str) -> bool:
    """Whether both name one data set, or one file."""
    paths = Path(name), Path(other)
    return name == other or (all(p.exists() for p in paths) and paths[0].samefile(paths[1]))


# Classes of texts


def sentiment_data(options: Namespace, state: dict[str, Any]) -> tuple[Any, Data]:
    """The model, and the labelled texts of a folder; of its own folder those held out."""
    model, vocab, about = sentiment.restored(state, options.device)
    name = options.dataset or about.get("folder")
    if name is None:
        raise ValueError(
            f"say on which texts: minidnn evaluate {options.checkpoint} FOLDER, with a folder of "
            ".txt files for each class"
        )
    learn, held, classes = sentiment.labelled(name)
    if classes != about["classes"]:
        raise ValueError(
            f"{name} has the classes {', '.join(classes)}; the model knows "
            f"{', '.join(about['classes'])}"
        )
    own = same(name, about.get("folder") or "")
    split = own or (Path(name) / "test").is_dir()
    samples, part = (held, "held out") if split else (learn + held, "all")
    coded = sentiment.coded(samples, vocab, about["plan"]["context"])
    tests = TensorDataset(*coded)
    return model, Data(f"{name}: {part}", tests, tests, (about["plan"]["context"],), classes)


def predict_sentiment(options: Namespace, state: dict[str, Any], output: Output) -> int:
    """The class of every text file; `-` is standard input."""
    from .predict import bars, complain

    model, vocab, about = sentiment.restored(state, options.device)
    failed = 0
    for path in options.images:
        try:
            words = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            failed += complain(path, error)
            continue
        x, _ = sentiment.coded([(words, 0)], vocab, about["plan"]["context"])
        share = shares(model, x, options.device)[0]
        order = np.argsort(share)[::-1][: options.top]
        best = about["classes"][order[0]]
        output.say(f"{path}: {best} ({share[order[0]]:.1%})")
        for line in bars([(about["classes"][c], float(share[c])) for c in order]):
            output.say(line)
        named = dict(zip(about["classes"], (round(float(p), 6) for p in share)))
        output.event("prediction", text=path, prediction=best, probabilities=named)
    return 1 if failed else 0


def shares(model: Any, x: np.ndarray, device: str) -> np.ndarray:
    """(N,C) probabilities."""
    scores = training.predict(model, x, device=device)
    return softmax(Tensor(scores), dim=1).array


# Tables


def table_rows(options: Namespace, state: dict[str, Any]) -> tuple[Any, Any, str, Any, Any]:
    """(model, table, title, x, y) to measure: of its own file the rows held out."""
    model, data = tabular.restored(state, options.device)
    about = state["about"]
    name = options.dataset or about["dataset"]
    if "seed" in about and same(name, about["dataset"]):
        fresh = tables.table(name, data.target, held_out=about["held_out"], seed=about["seed"])
        if fresh.columns == data.columns and fresh.classes == data.classes:
            x, y = (tensor.array for tensor in fresh.test.tensors)
            return model, data, f"{name}: the rows held out in training", x, y
        raise ValueError(
            f"{name} has changed since the training; which rows were held out is not known. Give "
            "a file of other rows"
        )
    x, y = tabular.rows_of(name, data, labelled=True)
    return model, data, f"{name}: all rows", x, y


def evaluate_numbers(options: Namespace, model: Any, data: Any, title: str, x: Any, y: Any) -> int:
    """Loss, R² and the mean error, in the target's own unit, where the target is a number."""
    found = training.predict(model, x, device=options.device)
    loss = float(((found - y) ** 2).mean())
    away = float(abs(found - y).mean()) * data.target_std
    values = {"loss": loss, "r2": tabular.determination(y, found), "mean_absolute_error": away}
    output, files = Output(options.json), {}
    output.say(f"{title}, {len(x):,} rows")
    output.say(f"loss      {loss:.4f}")
    output.say(f"R2        {values['r2']:.3f}")
    output.say(f"error     {away:.4g} in the mean, of {data.target}")
    if options.plot:
        from .. import plot

        true, guess = (a * data.target_std + data.target_mean for a in (y, found))
        figure = plot.predictions(true, guess, name=data.target)
        files["plot"] = str(plot.save(figure, options.plot))
        output.say(f"picture   {files['plot']}")
    output.event("result", dataset=title.partition(":")[0], samples=len(x), **values, **files)
    return 0


def predict_table(options: Namespace, state: dict[str, Any], output: Output) -> int:
    """A prediction for every row of CSV files, which need no column of the target."""
    from .predict import complain

    model, data = tabular.restored(state, options.device)
    failed = 0
    for path in options.images:
        try:
            x, _ = tabular.rows_of(path, data, labelled=False)
        except (OSError, ValueError) as error:
            failed += complain(path, error)
            continue
        if data.classes:
            every = shares(model, x, options.device)
            for i, share in enumerate(every, 1):
                best = data.classes[int(share.argmax())]
                output.say(f"{path}: row {i}: {best} ({share.max():.1%})")
                named = dict(zip(data.classes, (round(float(p), 6) for p in share)))
                output.event("prediction", file=path, row=i, prediction=best, probabilities=named)
            continue
        found = training.predict(model, x, device=options.device)[:, 0]
        for i, value in enumerate(found * data.target_std + data.target_mean, 1):
            output.say(f"{path}: row {i}: {value:.6g}")
            output.event("prediction", file=path, row=i, prediction=float(value))
    return 1 if failed else 0
