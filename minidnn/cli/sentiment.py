"""`minidnn train sentiment FOLDER`: classes of texts, by a network of convolutions over words."""

import signal
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np

from .. import backend, datasets, models, training, tutorial
from ..nn import CrossEntropyLoss
from ..text import Vocab, build_vocab_from_iterator, words
from ..utils.data import DataLoader, TensorDataset
from . import recipes, train
from .output import Output

MOST_WORDS = 20_000
PAD, UNKNOWN = "<pad>", "<unk>"


def train_sentiment(options: Namespace) -> int:
    """FOLDER/good/1.txt, FOLDER/bad/7.txt, ...; or FOLDER/train/good, FOLDER/test/good, ..."""
    if options.folder is None:
        raise ValueError(
            "train sentiment: give the folder that has a folder of .txt files for each class: "
            "minidnn train sentiment FOLDER"
        )
    folder = train.run_folder(options)
    plan = train.complete_options(options, folder)
    output = Output(options.json)
    backend.namespace(options.device)
    learn, held, classes = labelled(options.folder)
    vocab = build_vocab_from_iterator(
        (words(t) for t, _ in learn), 2, [PAD, UNKNOWN], max_tokens=MOST_WORDS
    )
    backend.manual_seed(plan["seed"])
    tutorial.reset_seed(plan["seed"])
    model = build(plan, len(vocab), len(classes)).to(options.device)
    folder.mkdir(parents=True, exist_ok=True)
    count = sum(p.numel() for p in model.parameters())
    output.say(f"data       {options.folder}: {len(learn):,} texts to train, {len(held):,} to test")
    output.say(f"classes    {', '.join(classes)}")
    output.say(f"network    text-cnn, {count:,} parameters, {len(vocab):,} words")
    optimizer = recipes.optimizer_of(
        plan["optimizer"], model.parameters(), plan["lr"], plan["weight_decay"]
    )
    n = int(plan["batch_size"])
    parts = [TensorDataset(*coded(part, vocab, plan["context"])) for part in (learn, held)]
    loader, tests = DataLoader(parts[0], n, shuffle=True), DataLoader(parts[1], 64)
    steps = len(loader)
    history = training.fit(
        model,
        loader,
        tests,
        criterion=CrossEntropyLoss(),
        optimizer=optimizer,
        epochs=plan["epochs"],
        scheduler=recipes.scheduler_of(
            plan["schedule"], optimizer, plan["lr"], plan["epochs"], steps
        ),
        device=options.device,
        callbacks=train.callbacks(options, plan, folder, output, True),
        progress=not (options.json or options.quiet),
        checkpoint=folder / train.CHECKPOINT,
        checkpoint_seconds=10.0,
        resume=options.resume,
        about={
            "kind": "classes of texts",
            "dataset": "sentiment",
            "plan": plan,
            "folder": str(options.folder),
            "words": vocab.get_itos(),
            "classes": classes,
            "started": {name: getattr(options, name) for name in train.STARTED},
        },
    )
    if history.interrupted:
        output.say(f"stopped after {train.step_text(history)}; everything is saved.", always=True)
        output.say(f"go on with: {train.going_on(options)}", always=True)
        output.event("interrupted", checkpoint=str(folder / train.CHECKPOINT))
        return 128 + signal.SIGINT
    row = history.rows[-1]
    output.say(f"accuracy {row['val_accuracy']:.1%} of {len(held):,} texts it has not seen")
    output.say(f"model      {folder / train.CHECKPOINT}")
    output.event("result", accuracy=row["val_accuracy"], checkpoint=str(folder / train.CHECKPOINT))
    return 0


def labelled(path: str) -> tuple[list, list, list[str]]:
    """[(text, label)] to train and to test, and the classes; without a test folder: a tenth."""
    root = Path(path)
    if not root.is_dir():
        raise ValueError(f"there is no folder {path}")
    if (root / "train").is_dir() and (root / "test").is_dir():
        first, second = (datasets.TextFolder(root / part) for part in ("train", "test"))
        if first.classes != second.classes:
            raise ValueError(f"{path}: train and test have different classes")
        return samples_of(first), samples_of(second), first.classes
    every = datasets.TextFolder(root)
    order = np.random.default_rng(0).permutation(len(every))
    cut = max(1, len(every) // 10)
    samples = [every[int(i)] for i in order]
    return samples[cut:], samples[:cut], every.classes


def samples_of(texts: datasets.TextFolder) -> list:
    """[(text, label)]."""
    return [texts[i] for i in range(len(texts))]


def coded(samples: list, vocab: Vocab, length: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `length` words of every text as numbers (N,length), 0 behind; labels (N,)."""
    x = np.zeros((len(samples), length), np.int64)
    for row, (text, _) in zip(x, samples):
        numbers = [vocab.stoi.get(word, 1) for word in words(text)[:length]]
        row[: len(numbers)] = numbers
    return x, np.array([label for _, label in samples], np.int64)


def restored(state: dict[str, Any], device: str) -> tuple[Any, Vocab, dict[str, Any]]:
    """The model of a run, its words, and what the run was told."""
    about = state["about"]
    model = build(about["plan"], len(about["words"]), len(about["classes"]))
    model.load_state_dict(state["model"])
    return model.to(device).eval(), Vocab(about["words"]), about


def build(plan: dict[str, Any], n_words: int, classes: int) -> models.TextCNN:
    """A new network for a plan."""
    return models.TextCNN(n_words, classes, plan["width"], plan["width"], dropout=plan["dropout"])
