"""The commands and options of `minidnn`, as tables, and their help. Only argparse is imported here.

A row is an option or an argument: its name, what stands for its value in the help (None for a
switch), what it does; then, where it needs them, the type of the value and more for argparse.
"""

import argparse
import shutil
import textwrap
from typing import Any

from ..port.options import add_port_options
from .values import (
    ModelName,
    Version,
    batch,
    count,
    not_negative,
    positive,
    share,
    size,
    whole,
)

EXAMPLES = """\
examples:
  minidnn train breast-cancer     the tutorial's network: a second, 92.2 %
  minidnn train digits            handwritten digits, 8x8, shipped
  minidnn train mnist --download  handwritten digits, 28x28
  minidnn train mnist --resume    go on after Ctrl-C, a crash or a power cut
  minidnn predict runs/mnist/model.minidnn photo.jpg
  minidnn train houses.csv --target price       a table; what matters in it
  minidnn train FOLDER --pretrained --freeze    your own photographs
"""

DATASETS = "breast-cancer, digits, mnist, fashion-mnist, kmnist, cifar10"
WIDEST = 88  # columns of the help, where the terminal has them
OPTIONAL: dict[str, Any] = {"nargs": "?"}
NONE_IF_ABSENT: dict[str, Any] = {"action": "store_const", "const": True}
DEVICE = ("--device", "NAME", "cpu, cuda, cuda:1 (cpu)", {"default": "cpu"})
CHECKPOINT = ("checkpoint", "CHECKPOINT", "a run of `minidnn train`, or its model")
DATA = ("--data", "FOLDER", "where the data set's files are")
DOWNLOAD = ("--download", None, "fetch the data set if it is missing")

# What a recipe has is None where it is not given: a run that goes on then takes what it had.
TRAIN: dict[str, list[tuple[Any, ...]]] = {
    "": [
        (
            "dataset",
            "DATASET",
            f"{DATASETS}; a folder of images; a table, FILE.csv; names, moby-dick, "
            "tinyshakespeare, FILE.txt: it learns to write; sentiment FOLDER: classes of texts",
        ),
        ("folder", "FOLDER", "of sentiment: a folder of .txt files for each class", OPTIONAL),
        ("--target", "COLUMN", "FILE.csv only: the column to predict"),
    ],
    "what is trained, and how": [
        ("--model", "NAME", "the network; `--model list` shows them", {"action": ModelName}),
        ("--optimizer", "NAME", "sgd, momentum, adam, adamw, rmsprop, adagrad", str.lower),
        ("--lr", "X", "learning rate", positive),
        ("--weight-decay", "X", "shrinks large weights", not_negative),
        ("--epochs", "N", "how often all data is gone through", count),
        ("--batch-size", "N", 'samples per step; "all" for one step per epoch', batch),
        (
            "--schedule",
            "NAME",
            "how the learning rate changes: constant, cosine, step, onecycle, plateau",
            {"choices": ["constant", "cosine", "step", "onecycle", "plateau"]},
        ),
        ("--clip-grad-norm", "X", "limit of the gradient", positive),
        ("--accumulate", "N", "batches per step (1)", count),
        ("--patience", "N", "stop after N epochs without gain", count),
        ("--seed", "N", "equal seeds give equal results (123)", whole),
        (
            "--with",
            "DIR",
            "train with the functions that you wrote in the exercises in DIR",
            {"dest": "student"},
        ),
    ],
    "for a FOLDER of images with one folder for each class": [
        ("--freeze", None, "train only the last layer, leave all others", NONE_IF_ABSENT),
        ("--pretrained", None, "start with the published weights (fetched)", NONE_IF_ABSENT),
        ("--cache-features", None, "with --freeze: compute once what it sees", NONE_IF_ABSENT),
        ("--skip-unreadable", None, "leave out files that cannot be read", NONE_IF_ABSENT),
        ("--weights", "FILE", "start with these weights: .pth, ..."),
        ("--size", "N", "pixels a side for the network (224)", size),
        ("--held-out", "X", "share kept for testing (0.2)", share),
    ],
    "for text: names, moby-dick, tinyshakespeare, FILE.txt, sentiment": [
        ("--layers", "N", "layers of the network (4)", count),
        ("--width", "N", "numbers for every token (128)", count),
        ("--context", "N", "tokens it looks at (64)", count),
        ("--tokens", "N", "byte pairs; 0: characters (0)", whole),
        ("--lines", None, "every line for itself", NONE_IF_ABSENT),
        ("--dropout", "X", "share left out (0)", not_negative),
    ],
    "where it runs, what it reads and writes": [
        (*DEVICE[:3],),
        DATA,
        DOWNLOAD,
        ("--workers", "N", "threads that load ahead (0)", whole),
        ("--ranks", "N", "processes that share every batch (1)", count),
        ("--out", "FOLDER", "where results go (runs/DATASET)"),
        ("--resume", None, "go on with the run in --out, or the latest"),
        ("--no-plot", None, "draw no loss curve", NONE_IF_ABSENT),
        ("--json", None, "machine-readable lines on stdout"),
        ("--quiet", None, "no progress bar"),
    ],
}

GENERATE = [
    ("run_path", "RUN", "a folder of `minidnn train`, or its model"),
    ("--prompt", "TEXT", "how the text begins", {"default": ""}),
    ("--length", "N", "tokens (500)", count, {"default": 500}),
    ("--count", "N", "texts or lines (1)", count, {"default": 1}),
    (
        "--temperature",
        "X",
        "below 1 bolder about the likely, above 1 wilder, 0 the likeliest (0.8)",
        not_negative,
        {"default": 0.8},
    ),
    ("--top-k", "N", "only the N likeliest tokens", count),
    ("--top-p", "X", "only the likeliest share X", positive),
    ("--seed", "N", "equal seeds give equal texts", whole),
    DEVICE,
    ("--json", None, "one machine-readable line per text"),
]

EVALUATE = [
    CHECKPOINT,
    (
        "dataset",
        "DATASET",
        f"{DATASETS}; FILE.txt, names, moby-dick; FILE.csv; a folder (the model's own)",
        OPTIONAL,
    ),
    DATA,
    DOWNLOAD,
    ("--batch-size", "N", "samples at once (256; photographs 32)", count),
    DEVICE,
    ("--plot", "FILE", "draw the confusion matrix into a PNG"),
    ("--json", None, "one machine-readable line on stdout"),
]

PREDICT = [
    CHECKPOINT,
    (
        "images",
        "FILE",
        "images; of a model of texts .txt files, or - to read one; of a table CSV files",
        {"nargs": "+"},
    ),
    ("--top", "N", "classes shown (3)", count, {"default": 3}),
    ("--show", None, "draw what the network is given"),
    DEVICE,
    ("--json", None, "one machine-readable line per image, text or row"),
]

EXPORT = [
    ("checkpoint", "RUN", "a run of `minidnn train`, or its file"),
    ("--onnx", None, "as ONNX, opset 18", {"required": True}),
    ("--out", "FILE", "the file to write (model.onnx beside the model)"),
    ("--json", None, "one machine-readable line"),
]

INFO = [
    ("--json", None, "one machine-readable line"),
    ("--check", None, "test gradients, training and speed on the device"),
    ("--device", "NAME", "with --check: cpu, cuda or cuda:1 (a GPU)"),
    ("--report", "FILE", "with --check: where the report goes"),
]

LAUNCH = [
    ("-n --ranks --nproc-per-node", "N", "how many ranks in all", count, {"required": True}),
    ("--hostfile", "FILE", "the machines, one a line: NAME or NAME:N"),
    ("-m", None, "PROGRAM is a module's name", {"dest": "module"}),
    ("program", "PROGRAM", "a Python file"),
    ("arguments", "...", "its arguments", {"nargs": argparse.REMAINDER}),
]

# name: (help, description, "module:function", rows or groups of rows)
COMMANDS: dict[str, tuple[str, str, str, Any]] = {
    "train": (
        "train a network on a data set and save it",
        "Train a network. Every data set has sensible options of its own. The trained\n"
        "model, the loss curve and a table of all epochs are written to --out.",
        "train:train",
        TRAIN,
    ),
    "evaluate": (
        "measure a trained model on test data",
        "Loss, accuracy, precision, recall and the usual mistakes on test data; of a model\n"
        "that writes bits per character and perplexity; of a table of numbers R2 and error.",
        "evaluate:evaluate",
        EVALUATE,
    ),
    "predict": (
        "let a trained model look at images, texts, rows",
        "What a trained model sees in images, as probabilities. A photograph of a digit\n"
        "on paper is prepared as the training images were: inverted, scaled, centred.\n"
        "A model of texts is given text files, a model of a table CSV files.",
        "predict:predict",
        PREDICT,
    ),
    "generate": (
        "let a trained model write",
        "Continue a text with a model that `minidnn train names`, `moby-dick` or\n"
        "`FILE.txt` made. A model of lines writes --count lines.",
        "texts:generate",
        GENERATE,
    ),
    "export": (
        "write a trained model for other programs",
        "Write a trained model as a file that other programs run: onnxruntime,\n"
        "browsers, phones. The file takes batches of any length.",
        "export:export",
        EXPORT,
    ),
    "datasets": (
        "list the data sets: what is here, where, its licence and size",
        "The data sets that minidnn knows. Files are looked for in --data, in the\n"
        "folder that MINIDNN_DATA names, and in the cache (MINIDNN_HOME).",
        "info:datasets",
        [
            ("--data", "FOLDER", "look here too"),
            ("--json", None, "one machine-readable line per data set"),
        ],
    ),
    "info": (
        "versions, matrix library, threads, devices",
        "What minidnn runs on: put it into a report of a problem.",
        "info:info",
        INFO,
    ),
    "doctor": (
        "try whether this installation works",
        "Says what is here, tries gradients, learning, files, pictures and the GPU.\n"
        "Send its lines with a report of a problem.",
        "doctor:doctor",
        [("--json", None, "machine-readable lines")],
    ),
    "completion": (
        "a script with which the shell completes this command",
        'bash and zsh: put  eval "$(minidnn completion bash)"  into ~/.bashrc.',
        "completion:completion",
        [("shell", None, "", {"choices": ["bash", "zsh", "fish"]})],
    ),
    "examples": (
        "list the example programs and notebooks, or copy them",
        "The examples that come with minidnn.",
        "extras:examples",
        [
            ("folder", "FOLDER", "copy them there", OPTIONAL),
            ("--json", None, "one machine-readable line each"),
        ],
    ),
    "docs": (
        "list the pages of the documentation, or print one",
        "The documentation that comes with minidnn.",
        "extras:docs",
        [
            ("page", "PAGE", "print this one", OPTIONAL),
            ("--json", None, "one machine-readable line each"),
        ],
    ),
    "port": ("run programs written for PyTorch; tell what is missing", "", "port:port", ()),
    "launch": (
        "run a program as several processes that train together",
        "Start N copies (ranks) of a program with MPI; they meet in\n"
        "minidnn.distributed.init_process_group(). If one fails, all end, with its\n"
        "error. Programs get PyTorch's variables RANK, WORLD_SIZE, LOCAL_RANK.",
        "launch:launch_command",
        LAUNCH,
    ),
}


class Formatter(argparse.HelpFormatter):
    """Help as wide as the terminal; in the text around the options only long lines are folded."""

    def __init__(self, prog: str) -> None:
        columns = shutil.get_terminal_size().columns - 2
        super().__init__(prog, max_help_position=28, width=min(columns, WIDEST))

    def add_argument(self, action: argparse.Action) -> None:
        """argparse forgets that the names of commands are indented once more."""
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):
            self._action_max_length += self._indent_increment

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(
            textwrap.fill(line, width, initial_indent=indent, replace_whitespace=False)
            for line in text.splitlines()
        )


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors end with where to find help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("formatter_class", Formatter)
        super().__init__(*args, **kwargs)

    def error(self, message: str) -> Any:
        self.exit(2, f"{self.prog}: {message}\n(`{self.prog} --help` explains the options)\n")


def own_parser() -> tuple[Parser, Any]:
    """The parser with every command but the course's, and the object to add more commands to."""
    parser = Parser(
        prog="minidnn",
        description="Train, test and use neural networks whose every line can be read.",
        epilog=EXAMPLES,
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    commands.required = True
    for name, (short, description, run, rows) in COMMANDS.items():
        p = commands.add_parser(name, help=short, description=description)
        groups = rows if isinstance(rows, dict) else {"": rows}
        for title, group in groups.items():
            add(p.add_argument_group(title) if title else p, group)
        if name == "port":
            add_port_options(p)
        p.set_defaults(run=run)
    return parser, commands


def add(parser: Any, rows: Any) -> None:
    """Rows of a table as arguments of a parser."""
    for names, metavar, text, *more in rows:
        given: dict[str, Any] = {"help": text or None}
        if metavar is not None:
            given["metavar"] = metavar
        elif names.startswith("-"):
            given["action"] = "store_true"
        for extra in more:
            given |= extra if isinstance(extra, dict) else {"type": extra}
        parser.add_argument(*names.split(), **given)
