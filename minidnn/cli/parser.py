"""The commands and options of `minidnn`, and their help. Only argparse is imported here."""

import argparse
import textwrap
from typing import Any

from ..port.options import add_port_options

EXAMPLES = """\
examples:
  minidnn train breast-cancer            the tutorial's network: a second, 92.2 %
  minidnn train digits                   handwritten digits, 8x8, shipped with minidnn
  minidnn train mnist --epochs 3         handwritten digits, 28x28
  minidnn predict runs/mnist/model.minidnn photo.jpg
  minidnn train mnist --resume           go on after Ctrl-C, a crash or a power cut
  minidnn train houses.csv --target price   a table; ends with what matters in it
  minidnn train FOLDER --pretrained --freeze   your own photographs, a folder for each class
"""

DATASETS = "breast-cancer, digits, mnist, fashion-mnist, kmnist, cifar10"


class Formatter(argparse.HelpFormatter):
    """Help in 88 columns; the text around the options stays as it is written."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=88)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return textwrap.indent(text, indent)


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
    add_train(commands)
    add_evaluate(commands)
    add_predict(commands)
    add_generate(commands)
    add_export(commands)
    add_datasets(commands)
    add_info(commands)
    add_doctor(commands)
    add_extras(commands)
    add_port(commands)
    add_launch(commands)
    return parser, commands


class Version(argparse.Action):
    """Prints the version; looked up only when asked for."""

    def __call__(self, parser: Any, *args: Any) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            text = version("minidnn")
        except PackageNotFoundError:
            text = "(not installed)"
        print(f"minidnn {text}")
        parser.exit()


def add_train(commands: Any) -> None:
    p = commands.add_parser(
        "train",
        help="train a network on a data set and save it",
        description="Train a network. Every data set has sensible options of its own.\n"
        "The trained model, the loss curve and a table of all epochs are written to --out.",
    )
    p.add_argument("dataset", metavar="DATASET", help=f"{DATASETS}; a folder of images; a table, "
                   "FILE.csv; names, moby-dick, FILE.txt: it learns to write; sentiment FOLDER: "
                   "classes of texts")
    p.add_argument("folder", nargs="?", metavar="FOLDER", help="of sentiment: a folder of .txt "
                   "files for each class")
    p.add_argument("--target", metavar="COLUMN", help="FILE.csv only: the column to predict")
    what = p.add_argument_group("what is trained, and how")
    what.add_argument("--model", metavar="NAME", help="the network; `--model list` shows them")
    what.add_argument(
        "--optimizer",
        type=str.lower,
        metavar="NAME",
        help="sgd, momentum, adam, adamw, rmsprop, adagrad",
    )
    what.add_argument("--lr", type=positive, metavar="X", help="learning rate")
    what.add_argument(
        "--weight-decay", type=not_negative, metavar="X", help="shrinks large weights"
    )
    what.add_argument(
        "--epochs", type=count, metavar="N", help="how often all data is gone through"
    )
    what.add_argument(
        "--batch-size",
        type=batch,
        metavar="N",
        help='samples per step; "all" for one step per epoch',
    )
    what.add_argument(
        "--schedule",
        choices=["constant", "cosine", "step", "onecycle", "plateau"],
        help="how the learning rate changes on the way",
    )
    what.add_argument("--clip-grad-norm", type=positive, metavar="X", help="limit of the gradient")
    what.add_argument(
        "--accumulate", type=count, metavar="N", help="batches per step (1)"
    )
    what.add_argument(
        "--patience", type=count, metavar="N", help="stop after N epochs without gain"
    )
    what.add_argument(
        "--seed", type=whole, metavar="N", help="equal seeds give equal results (123)"
    )
    what.add_argument(
        "--with",
        dest="student",
        metavar="DIR",
        help="train with the functions that you wrote in the exercises in DIR",
    )
    add_folder_options(p)
    add_text_options(p)
    where = p.add_argument_group("where it runs, what it reads and writes")
    add_device(where, default=None)
    where.add_argument("--data", metavar="FOLDER", help="where the data set's files are")
    where.add_argument(
        "--download", action="store_true", help="fetch the data set if it is missing"
    )
    where.add_argument(
        "--workers", type=whole, metavar="N", help="threads that load ahead (0)"
    )
    where.add_argument(
        "--ranks", type=count, metavar="N", help="processes that share every batch (1)"
    )
    where.add_argument("--out", metavar="FOLDER", help="where results go (runs/DATASET)")
    where.add_argument(
        "--resume", action="store_true", help="go on with the run in --out, or the latest"
    )
    where.add_argument(
        "--no-plot", action="store_const", const=True, help="draw no loss curve"
    )
    where.add_argument("--json", action="store_true", help="machine-readable lines on stdout")
    where.add_argument("--quiet", action="store_true", help="no progress bar")
    p.set_defaults(run="train:train")


def add_folder_options(p: Any) -> None:
    """What a recipe for a folder of images has; None where it is not given."""
    own = p.add_argument_group("for a FOLDER of images with one folder for each class")
    for name, text in (
        ("--freeze", "train only the last layer, and leave all others as they are"),
        ("--pretrained", "start with the published weights; fetched if they are not here"),
        ("--cache-features", "with --freeze: compute once what the last layer sees"),
        ("--skip-unreadable", "leave out files that cannot be read, and name them"),
    ):
        own.add_argument(name, action="store_const", const=True, help=text)
    own.add_argument("--weights", metavar="FILE", help="start with these weights: .pth, ...")
    own.add_argument("--size", type=size, metavar="N", help="pixels a side for the network (224)")
    own.add_argument("--held-out", type=share, metavar="X", help="share kept for testing (0.2)")


def add_text_options(p: Any) -> None:
    """What a recipe for text has; None where it is not given."""
    own = p.add_argument_group("for text: names, moby-dick, FILE.txt, sentiment")
    own.add_argument("--layers", type=count, metavar="N", help="layers of the network (4)")
    own.add_argument("--width", type=count, metavar="N", help="numbers for every token (128)")
    own.add_argument("--context", type=count, metavar="N", help="tokens it looks at (64)")
    own.add_argument("--tokens", type=whole, metavar="N", help="byte pairs; 0: characters (0)")
    own.add_argument("--lines", action="store_const", const=True, help="every line for itself")
    own.add_argument("--dropout", type=not_negative, metavar="X", help="share left out (0)")


def add_generate(commands: Any) -> None:
    p = commands.add_parser(
        "generate",
        help="let a trained model write",
        description="Continue a text with a model that `minidnn train names`, `moby-dick` or\n"
        "`FILE.txt` made. A model of lines writes --count lines.",
    )
    p.add_argument("run_path", metavar="RUN", help="a folder of `minidnn train`, or its model")
    p.add_argument("--prompt", default="", metavar="TEXT", help="how the text begins")
    p.add_argument("--length", type=count, default=500, metavar="N", help="tokens (500)")
    p.add_argument("--count", type=count, default=1, metavar="N", help="texts or lines (1)")
    p.add_argument("--temperature", type=not_negative, default=0.8, metavar="X",
                   help="below 1 bolder about the likely, above 1 wilder, 0 the likeliest (0.8)")
    p.add_argument("--top-k", type=count, metavar="N", help="only the N likeliest tokens")
    p.add_argument("--top-p", type=positive, metavar="X", help="only the likeliest share X")
    p.add_argument("--seed", type=whole, metavar="N", help="equal seeds give equal texts")
    add_device(p)
    p.add_argument("--json", action="store_true", help="one machine-readable line per text")
    p.set_defaults(run="texts:generate")


def add_evaluate(commands: Any) -> None:
    p = commands.add_parser(
        "evaluate",
        help="measure a trained model on test data",
        description="Loss, accuracy, precision, recall and the usual mistakes on test data.",
    )
    p.add_argument("checkpoint", metavar="CHECKPOINT", help="a file that `minidnn train` wrote")
    p.add_argument("dataset", nargs="?", metavar="DATASET", help=f"{DATASETS} (the model's own)")
    p.add_argument("--data", metavar="FOLDER", help="where the data set's files are")
    p.add_argument("--download", action="store_true", help="fetch the data set if it is missing")
    p.add_argument(
        "--batch-size", type=count, metavar="N", help="samples at once (256; photographs 32)"
    )
    add_device(p)
    p.add_argument("--plot", metavar="FILE", help="draw the confusion matrix into a PNG")
    p.add_argument("--json", action="store_true", help="one machine-readable line on stdout")
    p.set_defaults(run="evaluate:evaluate")


def add_predict(commands: Any) -> None:
    p = commands.add_parser(
        "predict",
        help="let a trained model look at images",
        description="What a trained model sees in images, as probabilities. A photograph of a\n"
        "digit on paper is prepared as the training images were: inverted, scaled, centred.",
    )
    p.add_argument("checkpoint", metavar="CHECKPOINT", help="a file that `minidnn train` wrote")
    p.add_argument("images", nargs="+", metavar="IMAGE", help="PNG, JPEG or other image files")
    p.add_argument("--top", type=count, default=3, metavar="N", help="classes shown (3)")
    p.add_argument("--show", action="store_true", help="draw what the network is given")
    add_device(p)
    p.add_argument("--json", action="store_true", help="one machine-readable line per image")
    p.set_defaults(run="predict:predict")


def add_export(commands: Any) -> None:
    p = commands.add_parser(
        "export",
        help="write a trained model for other programs",
        description="Write a trained model as a file that other programs run: onnxruntime,\n"
        "browsers, phones. The file takes batches of any length.",
    )
    p.add_argument("checkpoint", metavar="RUN", help="a run of `minidnn train`, or its file")
    p.add_argument("--onnx", action="store_true", required=True, help="as ONNX, opset 18")
    p.add_argument("--out", metavar="FILE", help="the file to write (model.onnx beside the model)")
    p.add_argument("--json", action="store_true", help="one machine-readable line")
    p.set_defaults(run="export:export")


def add_datasets(commands: Any) -> None:
    p = commands.add_parser(
        "datasets",
        help="list the data sets: what is here, where, its licence and size",
        description="The data sets that minidnn knows. Files are looked for in --data, in the\n"
        "folder that MINIDNN_DATA names, and in the cache (MINIDNN_HOME).",
    )
    p.add_argument("--data", metavar="FOLDER", help="look here too")
    p.add_argument("--json", action="store_true", help="one machine-readable line per data set")
    p.set_defaults(run="info:datasets")


def add_launch(commands: Any) -> None:
    p = commands.add_parser(
        "launch",
        help="run a program as several processes that train together",
        description="Start N copies (ranks) of a program with MPI; they meet in\n"
        "minidnn.distributed.init_process_group(). If one fails, all end, with its error.\n"
        "Programs get PyTorch's variables RANK, WORLD_SIZE, LOCAL_RANK.",
    )
    p.add_argument("-n", "--ranks", "--nproc-per-node", type=count, required=True, metavar="N",
                   help="how many ranks in all")
    p.add_argument("--hostfile", metavar="FILE", help="the machines, one a line: NAME or NAME:N")
    p.add_argument("-m", dest="module", action="store_true", help="PROGRAM is a module's name")
    p.add_argument("program", metavar="PROGRAM", help="a Python file")
    p.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="its arguments")
    p.set_defaults(run="launch:launch_command")


def add_doctor(commands: Any) -> None:
    p = commands.add_parser(
        "doctor",
        help="try whether this installation works",
        description="Says what is here, tries gradients, learning, files, pictures and the GPU.\n"
        "Send its lines with a report of a problem.",
    )
    p.add_argument("--json", action="store_true", help="machine-readable lines")
    p.set_defaults(run="doctor:doctor")
    p = commands.add_parser(
        "completion",
        help="a script with which the shell completes this command",
        description='bash and zsh: put  eval "$(minidnn completion bash)"  into ~/.bashrc.',
    )
    p.add_argument("shell", choices=["bash", "zsh", "fish"])
    p.set_defaults(run="completion:completion")


def add_info(commands: Any) -> None:
    p = commands.add_parser(
        "info",
        help="versions, matrix library, threads, devices",
        description="What minidnn runs on: put it into a report of a problem.",
    )
    p.add_argument("--json", action="store_true", help="one machine-readable line")
    p.add_argument(
        "--check", action="store_true", help="test gradients, training and speed on the device"
    )
    p.add_argument("--device", metavar="NAME", help="with --check: cpu, cuda or cuda:1 (a GPU)")
    p.add_argument("--report", metavar="FILE", help="with --check: where the report goes")
    p.set_defaults(run="info:info")


def add_port(commands: Any) -> None:
    p = commands.add_parser("port", help="run programs written for PyTorch; tell what is missing")
    add_port_options(p)
    p.set_defaults(run="port:port")


def add_extras(commands: Any) -> None:
    p = commands.add_parser(
        "examples",
        help="list the example programs and notebooks, or copy them",
        description="The examples that come with minidnn.",
    )
    p.add_argument("folder", nargs="?", metavar="FOLDER", help="copy them there")
    p.add_argument("--json", action="store_true", help="one machine-readable line each")
    p.set_defaults(run="extras:examples")
    p = commands.add_parser(
        "docs",
        help="list the pages of the documentation, or print one",
        description="The documentation that comes with minidnn.",
    )
    p.add_argument("page", nargs="?", metavar="PAGE", help="print this one")
    p.add_argument("--json", action="store_true", help="one machine-readable line each")
    p.set_defaults(run="extras:docs")


def add_device(p: Any, default: str | None = "cpu") -> None:
    p.add_argument("--device", default=default, metavar="NAME", help="cpu, cuda, cuda:1 (cpu)")


# Types of arguments: argparse puts "argument --lr: " in front of what they raise


def positive(text: str) -> float:
    return checked(text, float, lambda x: 0 < x < float("inf"), "a positive number")


def not_negative(text: str) -> float:
    return checked(text, float, lambda x: 0 <= x < float("inf"), "a number from 0")


def count(text: str) -> int:
    return checked(text, int, lambda x: x >= 1, "a whole number from 1")


def whole(text: str) -> int:
    return checked(text, int, lambda x: x >= 0, "a whole number from 0")


def size(text: str) -> int:
    return checked(text, int, lambda x: 16 <= x <= 4096, "a whole number from 16 to 4096")


def share(text: str) -> float:
    return checked(text, float, lambda x: 0 < x < 1, "a number between 0 and 1")


def batch(text: str) -> int | str:
    return (
        "all" if text == "all" else checked(text, int, lambda x: x >= 1, 'a whole number or "all"')
    )


def checked(text: str, kind: Any, holds: Any, wanted: str) -> Any:
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not holds(value):
        raise argparse.ArgumentTypeError(f"expected {wanted}; got {text!r}")
    return value
