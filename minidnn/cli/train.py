"""`minidnn train`: from options to a trained model, its loss curve and its numbers."""

import contextlib
import shlex
import signal
from argparse import Namespace
from pathlib import Path
from typing import Any

from .. import backend, training, tutorial
from ..metrics import default_metrics, precision, recall
from ..training.resume import read
from ..utils.data import DataLoader
from . import data as catalogue
from . import folder as photographs
from . import models, ranks, recipes
from .output import Output

CHECKPOINT, CURVE, TABLE = "model.minidnn", "loss.png", "history.csv"

# What a run was started with beyond its recipe: remembered, so that --resume needs none of it
STARTED = {
    "data": None,
    "device": "cpu",
    "workers": 0,
    "accumulate": 1,
    "student": None,
    "clip_grad_norm": None,
    "patience": None,
    "no_plot": False,
    "ranks": 1,
}


def train(options: Namespace) -> int:
    """Train as the options say; 130 where Ctrl-C ended it."""
    if options.folder is not None and options.dataset != "sentiment":
        raise ValueError(
            f"train takes one data set, and got {options.dataset} and {options.folder}; a folder "
            "of texts comes behind sentiment"
        )
    if options.dataset == "sentiment":
        from .sentiment import train_sentiment

        return train_sentiment(options)
    if recipes.is_text(options.dataset):
        from .texts import train_text

        return train_text(options)
    if options.student is not None and options.dataset == "breast-cancer":
        from .student import train_student

        return train_student(options)
    if Path(options.dataset).suffix.lower() in (".csv", ".tsv") and Path(options.dataset).is_file():
        from .tabular import train_table

        return train_table(options)
    if options.target is not None:
        if not Path(options.dataset).exists() and Path(options.dataset).suffix:
            raise ValueError(f"there is no file {options.dataset}")
        raise ValueError(f"--target is for a CSV file; {options.dataset} is none")
    folder = run_folder(options)
    plan = complete_options(options, folder)
    if options.ranks > 1 and not ranks.inside():
        return ranks.started(options)
    start = {name: getattr(options, name) for name in STARTED}
    group = ranks.join(options)
    output = Output(options.json, silent=not group.first)
    backend.namespace(options.device)  # an unknown device is said before anything is loaded
    photos = catalogue.is_folder(options.dataset)
    start["place"] = str(Path(options.dataset).resolve()) if photos else None
    with ranks.first_alone(group):
        if photos:
            data = photographs.load(options.dataset, plan)
        else:
            data = catalogue.load(options.dataset, options.data, options.download)
    backend.manual_seed(plan["seed"])
    tutorial.reset_seed(plan["seed"])
    if photos:
        model = photographs.network(plan, len(data.classes), fresh=not options.resume)
    else:
        model = models.build(plan["model"], data.shape, len(data.classes))
    model.to(options.device)
    criterion = recipes.criterion_of(recipes.recipe_of(options.dataset))
    folder.mkdir(parents=True, exist_ok=True)
    introduce(output, options, plan, data, model, folder)
    if plan.get("cache_features"):
        output.say("features   computed once for every photograph ...")
        model, data = photographs.with_features(model, data, options.device, options.workers)
    optimizer = recipes.optimizer_of(
        plan["optimizer"], model.parameters(), plan["lr"], plan["weight_decay"]
    )
    loader, test_loader = loaders(data, plan, options.workers, group)
    model = ranks.shared(model, group, plan["seed"])
    scheduler = recipes.scheduler_of(
        plan["schedule"],
        optimizer,
        plan["lr"],
        plan["epochs"],
        -(-len(loader) // options.accumulate),
    )
    about = {
        "dataset": options.dataset,
        "plan": plan,
        "shape": list(data.shape),
        "classes": data.classes,
        "prepare": data.prepare,
        "started": start,
    }
    try:
        with functions_of(options, output):
            history = training.fit(
                model,
                loader,
                test_loader,
                criterion=criterion,
                optimizer=optimizer,
                epochs=plan["epochs"],
                scheduler=scheduler,
                clip_grad_norm=options.clip_grad_norm,
                accumulate=options.accumulate,
                device=options.device,
                callbacks=callbacks(options, plan, folder, output, group.first),
                progress=not (options.json or options.quiet),
                checkpoint=folder / CHECKPOINT,
                checkpoint_seconds=10.0,
                resume=options.resume,
                about=about,
            )
    except training.NotFiniteError as error:
        raise ValueError(
            f"{str(error).removeprefix('fit: ')} (here: --lr, --clip-grad-norm)"
        ) from error
    if history.interrupted:
        output.say(f"stopped after {step_text(history)}; everything is saved.", always=True)
        output.say(f"go on with: {going_on(options)}", always=True)
        output.event("interrupted", checkpoint=str(folder / CHECKPOINT))
        group.any(False)  # no rank leaves, and so ends the others, before all has been said
        return 128 + signal.SIGINT
    report(output, options, data, model, test_loader, criterion, history, folder)
    return 0


def functions_of(options: Namespace, output: Output) -> Any:
    """--with: the student's functions in the place of the library's ops, while it trains."""
    if options.student is None:
        return contextlib.nullcontext()
    from .student import in_library

    return in_library(options, output)


def run_folder(options: Namespace) -> Path:
    """--out; else runs/DATASET, with a number where a finished run is there already."""
    if options.out is not None:
        folder = Path(options.out)
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"--out {folder} is a file; give a folder")
    else:
        photos = catalogue.is_folder(options.dataset)
        name = Path(options.dataset).resolve().name if photos else options.dataset
        first = Path("runs") / (Path(name).stem if name.endswith(".txt") else name)
        used = [first, *first.parent.glob(f"{first.name}-[0-9]*")]
        used = [f for f in used if (f / CHECKPOINT).exists()]
        folder = first
        if used and options.resume:
            folder = max(used, key=lambda f: (f / CHECKPOINT).stat().st_mtime)
        elif used:
            numbers = (f.name.removeprefix(f"{first.name}-") for f in used)
            last = max([int(n) for n in numbers if n.isdigit()], default=1)
            folder = first.with_name(f"{first.name}-{last + 1}")
    if options.resume and not (folder / CHECKPOINT).exists():
        raise ValueError(f"--resume: there is no {folder / CHECKPOINT} to go on from")
    return folder


def complete_options(options: Namespace, folder: Path) -> dict[str, Any]:
    """Every option of the recipe: given, saved in the run that goes on, or the data set's own."""
    recipe = recipes.recipe_of(options.dataset)
    names = recipes.names_of(recipe)
    for name in recipes.ONLY_FOLDERS:
        if name not in names and getattr(options, name) is not None:
            raise ValueError(
                f"--{name.replace('_', '-')} is for a folder of images; {options.dataset} is none"
            )
    for name in recipes.ONLY_TEXTS:
        if name not in names and getattr(options, name) is not None:
            raise ValueError(f"--{name} is for text; {options.dataset} is none")
    if not options.resume:
        take_started(options, {})
        given = {name: getattr(options, name) for name in names}
        return {k: getattr(recipe, k) if v is None else v for k, v in given.items()}
    about = read(folder / CHECKPOINT)["about"]
    if about.get("dataset") != options.dataset:
        raise ValueError(
            f"--resume: {folder} was trained on {about.get('dataset')}, not {options.dataset}"
        )
    plan = dict(about["plan"])
    for name in names:
        value = getattr(options, name)
        if name != "epochs" and value is not None and value != plan[name]:
            raise ValueError(
                f"--resume: the run in {folder} has --{name.replace('_', '-')} {plan[name]}; it "
                f"cannot go on with {value}. Leave the option out, or start anew without --resume"
            )
    take_started(options, about.get("started", {"accumulate": about.get("accumulate", 1)}))
    plan["epochs"] = options.epochs or plan["epochs"]
    return plan


def take_started(options: Namespace, saved: dict[str, Any]) -> None:
    """Each option of STARTED: as given now, as the run was started, or its default."""
    for name, default in STARTED.items():
        if getattr(options, name) is None:
            setattr(options, name, saved.get(name, default))
    if options.data is not None:
        options.data = str(Path(options.data).expanduser().resolve())
    if options.student is not None:
        options.student = str(Path(options.student).resolve())


def loaders(data: Any, plan: dict, workers: int, group: Any) -> tuple[DataLoader, DataLoader]:
    """Training in a new random order every epoch (all at once: in their order), and testing."""
    everything = -(-len(data.train) // group.size) * group.size
    n = everything if plan["batch_size"] == "all" else int(plan["batch_size"])
    if group.size > 1:
        return ranks.loaders(data, n, workers, group, plan["seed"])
    train_loader = DataLoader(
        data.train,
        batch_size=n,
        shuffle=n < len(data.train),
        num_workers=workers,
        drop_last=len(data.train) % n == 1 < n,  # batch normalisation cannot learn from one sample
    )
    return train_loader, DataLoader(data.test, batch_size=max(n, data.at_once), num_workers=workers)


def callbacks(
    options: Namespace, plan: dict, folder: Path, output: Output, writes: bool
) -> list[Any]:
    """What happens beside the training; only a rank that writes gets what writes to files."""
    chosen: list[Any] = [training.CSVLog(folder / TABLE)] if writes else []
    if options.json and writes:
        chosen.append(training.JSONLog(output.stream, every=max(1, plan["epochs"] // 100)))
    if options.patience is not None:
        chosen.append(training.EarlyStopping(patience=options.patience))
    return chosen


def introduce(
    output: Output, options: Namespace, plan: dict, data: Any, model: Any, folder: Path
) -> None:
    """What is going to be done."""
    n_parameters = sum(p.numel() for p in model.parameters())
    output.say(
        f"data       {data.title}: {len(data.train):,} samples to train, {len(data.test):,} to test"
    )
    for note in data.notes:
        output.say(f"note       {note}")
    output.say(f"network    {plan['model']}, {n_parameters:,} parameters, on {options.device}")
    if plan.get("freeze"):
        n_trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
        output.say(f"frozen     {n_parameters - n_trained:,} of them; {n_trained:,} are trained")
        if not (plan["pretrained"] or plan["weights"]):
            output.say(
                "note       the frozen layers are RANDOM; add --pretrained or --weights FILE"
            )
    rate = f"learning rate {plan['lr']:g}"
    schedule = "" if plan["schedule"] == "constant" else f", {plan['schedule']} schedule"
    size = (
        "all samples at once" if plan["batch_size"] == "all" else f"batches of {plan['batch_size']}"
    )
    output.say(f"training   {plan['optimizer']}, {rate}{schedule}, {size}, seed {plan['seed']}")
    output.event(
        "start",
        dataset=options.dataset,
        samples=len(data.train),
        test_samples=len(data.test),
        parameters=n_parameters,
        device=options.device,
        out=str(folder),
        **plan,
    )


def report(
    output: Output,
    options: Namespace,
    data: Any,
    model: Any,
    test_loader: Any,
    criterion: Any,
    history: Any,
    folder: Path,
) -> None:
    """The numbers at the end, the loss curve, and where everything is."""
    metrics = {**default_metrics(criterion), "precision": precision, "recall": recall}
    result = training.evaluate(
        model, test_loader, criterion, metrics=metrics, device=options.device
    )
    loss = history.rows[-1]["loss"]
    seconds = sum(row["seconds"] for row in history.rows)
    output.say(
        f"last training loss {loss:.4f}, validation loss {result['loss']:.4f}, {seconds:.1f} s"
    )
    for name in ("accuracy", "precision", "recall"):
        output.say(f"{name} {result[name]:.1%}")
    if output.silent:
        return
    files = {"checkpoint": str(folder / CHECKPOINT), "history": str(folder / TABLE)}
    if not options.no_plot:
        from .. import plot

        plot.save(plot.curves(history, title=f"Training on {data.title}"), folder / CURVE)
        files["plot"] = str(folder / CURVE)
        output.say(f"loss curve {files['plot']}")
    output.say(f"model      {files['checkpoint']}")
    output.event("result", last_training_loss=loss, seconds=seconds, **result, **files)


def step_text(history: Any) -> str:
    return f"{len(history.losses):,} batches"


def going_on(options: Namespace) -> str:
    """The command that continues this run, as it is to be typed."""
    words = ["minidnn", "train", options.dataset, *([options.folder] * bool(options.folder))]
    words.append("--resume")
    return shlex.join(words if options.out is None else [*words, "--out", options.out])
