"""`minidnn train names`, `moby-dick`, FILE.txt: models that write; and `minidnn generate`."""

import math
import shlex
import signal
import sys
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import backend, datasets, models, text, training, tutorial
from ..nn.functional import cross_entropy
from ..training.resume import CheckpointMismatch, read
from ..utils.data import DataLoader
from . import recipes, train
from .checkpoint import model_file
from .output import Output

NETWORKS = ("gpt", "lstm", "gru", "rnn")
HELD_OUT = 0.1
SHOWN = 240  # characters of a sample
NAMES = 8  # lines of a sample


@dataclass
class Texts:
    """train, test: data sets of (x, y) tokens. end: the token around lines, None for a long text.

    floor: the entropy of the letters' frequencies, in nats. characters: per token, in the test part
    alphabet: the characters of the text.
    """

    title: str
    train: Any
    test: Any
    tokenizer: text.Tokenizer
    length: int
    end: int | None
    floor: float
    characters: float
    alphabet: frozenset[str]


def train_text(options: Namespace) -> int:
    """Train a model that writes; 130 where Ctrl-C ended it."""
    if options.ranks not in (None, 1):
        raise ValueError("--ranks: models of text are trained by one process")
    folder = train.run_folder(options)
    plan = train.complete_options(options, folder)
    output = Output(options.json)
    backend.namespace(options.device)
    saved = read(folder / train.CHECKPOINT)["about"] if options.resume else {}
    data = load(options.dataset, plan, saved.get("tokenizer"), options.data, options.download)
    backend.manual_seed(plan["seed"])
    tutorial.reset_seed(plan["seed"])
    if options.student is not None:
        plan["gelu"] = "tanh"  # the form that the course's exercise 12.5 has
    model = build(plan, data.tokenizer, data.length).to(options.device)
    folder.mkdir(parents=True, exist_ok=True)
    introduce(output, options, plan, data, model, folder)
    optimizer = recipes.optimizer_of(
        plan["optimizer"], model.parameters(), plan["lr"], plan["weight_decay"]
    )
    n = len(data.train) if plan["batch_size"] == "all" else int(plan["batch_size"])
    loader = DataLoader(data.train, batch_size=n, shuffle=True, num_workers=options.workers)
    scheduler = recipes.scheduler_of(
        plan["schedule"], optimizer, plan["lr"], plan["epochs"], len(loader)
    )
    started = {name: getattr(options, name) for name in train.STARTED}
    about = {
        "kind": "text",
        "dataset": options.dataset,
        "plan": plan,
        "tokenizer": data.tokenizer.state(),
        "length": data.length,
        "end": data.end,
        "started": started,
    }
    sample = Sample(output, plan["seed"], data.end)
    try:
        with train.functions_of(options, output):
            history = training.fit(
                model,
                loader,
                DataLoader(data.test, batch_size=max(n, 64)),
                criterion=token_loss,
                optimizer=optimizer,
                epochs=plan["epochs"],
                metrics={},
                scheduler=scheduler,
                clip_grad_norm=options.clip_grad_norm or 1.0,
                device=options.device,
                callbacks=[*train.callbacks(options, plan, folder, output, True), sample],
                progress=not (options.json or options.quiet),
                checkpoint=folder / train.CHECKPOINT,
                checkpoint_seconds=10.0,
                resume=options.resume,
                about=about,
            )
    except training.NotFiniteError as error:
        raise ValueError(f"{str(error).removeprefix('fit: ')} (here: --lr)") from error
    if history.interrupted:
        output.say(f"stopped after {train.step_text(history)}; everything is saved.", always=True)
        output.say(f"go on with: {train.going_on(options)}", always=True)
        output.event("interrupted", checkpoint=str(folder / train.CHECKPOINT))
        return 128 + signal.SIGINT
    report(output, options, data, model, history, folder)
    return 0


def whole_text(name: str, root: str | None, download: bool) -> tuple[str, str]:
    """(the text of a name or file, its title)."""
    if name == "names":
        return "\n".join(dict.fromkeys(n.lower() for n in datasets.names())), "first names"
    if name == "moby-dick":
        return datasets.moby_dick(), "Moby-Dick"
    if name == "tinyshakespeare":
        return datasets.tiny_shakespeare(root, download), "Tiny Shakespeare"
    return Path(name).read_text("utf-8"), Path(name).name


def load(
    name: str,
    plan: dict[str, Any],
    state: Any = None,
    root: str | None = None,
    download: bool = False,
) -> Texts:
    """The text of a name or file as tokens; the last tenth (of lines: a drawn tenth) is for tests.

    state: the tokenizer of a run that goes on. root, download: where a text's file is looked for.
    """
    whole, title = whole_text(name, root, download)
    if not whole.strip():
        raise ValueError(f"{name} holds no text")
    if state is not None:
        tokenizer = text.from_state(state)
    elif plan["tokens"]:
        tokenizer = text.BytePairTokenizer.train(whole, plan["tokens"])
    else:
        tokenizer = text.CharTokenizer(whole + "\n" * plan["lines"])
    floor, letters = text.letter_entropy(whole), frozenset(whole)
    if not plan["lines"]:
        parts = text.split_text(whole, HELD_OUT)
        tokens = [tokenizer.encode(part) for part in parts]
        shortest = min(map(len, tokens))
        length = min(plan["context"], shortest - 1)
        if length < 1:
            raise ValueError(f"{name} has only {len(whole)} characters; give a longer text")
        train_set, test_set = (text.Windows(part, length) for part in tokens)
        share = len(parts[1]) / len(tokens[1])
        return Texts(title, train_set, test_set, tokenizer, length, None, floor, share, letters)
    lines = [line.strip() for line in whole.split("\n") if line.strip()]
    if len(lines) < 2:
        raise ValueError(f"{name} has {len(lines)} lines; --lines needs at least two")
    end: int = int(tokenizer.encode("\n")[0])
    order = np.random.default_rng(0).permutation(len(lines))
    coded = [tokenizer.encode(lines[i]) for i in order]
    length = max(map(len, coded)) + 1
    cut = max(1, int(len(lines) * HELD_OUT))
    learn, held = (text.Lines(c, end, length) for c in (coded[cut:], coded[:cut]))
    spoken = sum(len(lines[i]) + 1 for i in order[:cut])
    share = spoken / sum(len(c) + 1 for c in coded[:cut])
    return Texts(title, learn, held, tokenizer, length, end, floor, share, letters)


def build(plan: dict[str, Any], tokenizer: text.Tokenizer, length: int) -> Any:
    """A new network for a plan."""
    kind, width = plan["model"], plan["width"]
    if kind not in NETWORKS:
        raise ValueError(f"--model for text is one of {', '.join(NETWORKS)}; got {kind!r}")
    model: Any
    if kind == "gpt":
        heads = max(n for n in (1, 2, 4, 8, 16) if width % n == 0 and width // n >= min(16, width))
        gelu = plan.get("gelu", "none")
        sizes = (plan["layers"], heads, width, plan["dropout"])
        model = models.GPT(len(tokenizer), length, *sizes, gelu=gelu)
    else:
        layers = plan["layers"] if plan["layers"] < 4 else 2
        model = models.CharRNN(len(tokenizer), width, 2 * width, layers, kind, plan["dropout"])
    model.tokenizer = tokenizer
    return model


def token_loss(scores: Any, y: Any) -> Any:
    """The mean cross-entropy over all tokens of a batch, in nats."""
    return cross_entropy(scores.reshape(-1, scores.shape[-1]), y.reshape(-1))


class Sample(training.Callback):
    """Some text of the model after every epoch."""

    def __init__(self, output: Output, seed: int, end: int | None) -> None:
        self.output, self.seed, self.end_token = output, seed, end

    def after_epoch(self, run: Any) -> None:
        row = run.history.rows[-1]
        loss = row.get("val_loss", row["loss"])
        lines = sampled(run.model, self.end_token, self.seed + run.epoch)
        self.output.say(f"epoch {run.epoch}: perplexity {math.exp(min(loss, 50)):.2f}; it writes:")
        for line in lines:
            self.output.say(f"    {line}")
        self.output.event("sample", epoch=run.epoch, text=lines)


def sampled(model: Any, end: int | None, seed: int) -> list[str]:
    """A piece of text, or some lines of a model of lines."""
    if end is None:
        start = [0]
        made = model.generate(start, SHOWN, temperature=0.8, seed=seed).tolist()
        return model.tokenizer.decode(made[1:]).split("\n")
    return [line_of(model, end, "", {"temperature": 1.0, "seed": seed * NAMES + i})
            for i in range(NAMES)]


def line_of(model: Any, end: int, prompt: str, options: dict[str, Any]) -> str:
    """One line that begins with the prompt."""
    tokens = [end, *model.tokenizer.encode(prompt).tolist()] if prompt else [end]
    made = model.generate(tokens, 200, stop=end, **options).tolist()
    return model.tokenizer.decode(made[1:])


def introduce(
    output: Output, options: Namespace, plan: dict, data: Texts, model: Any, folder: Path
) -> None:
    """What is going to be done."""
    count = sum(p.numel() for p in model.parameters())
    what = "lines" if data.end is not None else f"windows of {data.length} tokens"
    output.say(f"data       {data.title}: {len(data.train):,} {what}, {len(data.test):,} held out")
    output.say(f"tokens     {data.tokenizer!r}")
    output.say(f"network    {plan['model']}, {count:,} parameters, on {options.device}")
    output.say(
        f"floor      {data.floor:.3f} nats per character: what letter frequencies alone can reach"
    )
    output.say(
        f"training   {plan['optimizer']}, learning rate {plan['lr']:g}, {plan['schedule']} "
        f"schedule, batches of {plan['batch_size']}, seed {plan['seed']}"
    )
    output.event(
        "start", dataset=options.dataset, samples=len(data.train), test_samples=len(data.test),
        parameters=count, device=options.device, out=str(folder), floor=data.floor, **plan,
    )


def report(
    output: Output, options: Namespace, data: Texts, model: Any, history: Any, folder: Path
) -> None:
    """The numbers at the end, the loss curve with the letters' entropy, and where all is."""
    loss = per_token(model, data.test, options.device)
    nats = loss / data.characters
    seconds = sum(row["seconds"] for row in history.rows)
    output.say(
        f"held out   {nats:.4f} nats per character = {nats / math.log(2):.3f} bits per character, "
        f"perplexity {math.exp(min(loss, 50)):.2f}; {seconds:.1f} s"
    )
    files = {"checkpoint": str(folder / train.CHECKPOINT), "history": str(folder / train.TABLE)}
    if not options.no_plot:
        from .. import plot

        figure = plot.curves(history, title=f"Training on {data.title}")
        floor = data.floor * data.characters
        axes = figure.axes[0]
        axes.axhline(floor, color="#888888", linestyle="--", linewidth=1)
        axes.text(0.99, floor, "entropy of letter frequencies ", va="bottom", ha="right",
                  color="#888888", fontsize=8, transform=axes.get_yaxis_transform())
        plot.save(figure, folder / train.CURVE)
        files["plot"] = str(folder / train.CURVE)
        output.say(f"loss curve {files['plot']}")
    output.say(f"model      {files['checkpoint']}")
    output.say(f"go on with: {writing_on(folder, data)}")
    output.event(
        "result", nats_per_character=nats, bits_per_character=nats / math.log(2),
        perplexity=math.exp(min(loss, 50)), floor=data.floor, seconds=seconds, **files,
    )


def writing_on(folder: Path, data: Texts) -> str:
    """A command that lets the model write, with a beginning of letters that it knows."""
    words = ["minidnn", "generate", str(folder)]
    start = "A" if "A" in data.alphabet else "a" if "a" in data.alphabet else ""
    return shlex.join([*words, "--prompt", start] if start else words)


def per_token(model: Any, data: Any, device: Any) -> float:
    """The mean loss over all tokens of a data set; tokens of padding count for nothing."""
    from ..tape import no_grad

    total, count = 0.0, 0
    model.eval()
    with no_grad():
        for x, y in DataLoader(data, batch_size=64):
            n = int((y.array != text.windows.IGNORED).sum())
            total += token_loss(model(x.to(device)), y.to(device)).item() * n
            count += n
    return total / count


def read_run(path: str, device: str) -> tuple[Any, dict[str, Any]]:
    """The model of a run (its folder, or its file), and what the run was told."""
    state = read(model_file(path))
    if state["about"].get("kind") != "text":
        raise CheckpointMismatch(
            f"{path} is no model of text; `minidnn train names` or `moby-dick` makes one"
        )
    return restored(state, device)


def restored(state: dict[str, Any], device: str) -> tuple[Any, dict[str, Any]]:
    """The same from a checkpoint that was read."""
    about = state["about"]
    model = build(about["plan"], text.from_state(about["tokenizer"]), about["length"])
    model.load_state_dict(state["model"])
    return model.to(device).eval(), about


def generate(options: Namespace) -> int:
    """`minidnn generate`: let a trained model write; the text streams."""
    backend.namespace(options.device)
    model, about = read_run(options.run_path, options.device)
    chosen = {
        "temperature": options.temperature,
        "top_k": options.top_k,
        "top_p": options.top_p,
        "seed": options.seed,
    }
    end, output = about["end"], Output(options.json)
    prompt = options.prompt.encode().decode("unicode_escape") if "\\n" in options.prompt else (
        options.prompt
    )
    if end is not None:
        for i in range(options.count):
            if options.seed is not None:
                chosen["seed"] = options.seed + i
            line = line_of(model, end, prompt, chosen)
            output.say(line)
            output.event("text", text=line)
        return 0
    for _ in range(options.count):
        start = prompt or model.tokenizer.decode([0])
        if options.json:
            output.event("text", text=model.generate(start, options.length, **chosen))
            continue
        sys.stdout.write(prompt)
        for piece in model.generate(start, options.length, stream=True, **chosen):
            sys.stdout.write(piece)
            sys.stdout.flush()
        sys.stdout.write("\n")
    return 0
