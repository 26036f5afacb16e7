"""The space-rock program on minidnn and on PyTorch: wall time, peak memory; frozen against not.

    python -m benchmarks.transfer_learning --data FOLDER                  the program, ResNet-50
    python -m benchmarks.transfer_learning --data FOLDER --step           one training step

Both libraries execute the same cells, those of examples/space_rocks.py, with their own imports and
random weights. Every run is a process of its own; the libraries take turns.
"""

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from .memory import highest

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "space_rocks.py"
CELLS = ("def load_split_train_test", "nn.LogSoftmax(dim=1)", "running_loss / print_every")


def names_of(library):
    """What the program imports, from a library."""
    lib = importlib.import_module(library)
    if library == "torch":
        declare_compiled_part(lib)
        vision = "torchvision"
    else:
        vision = "minidnn.vision"
    names = {name: importlib.import_module(f"{library}.{name}") for name in ("nn", "optim")}
    for name in ("datasets", "models", "transforms"):
        names[name] = importlib.import_module(f"{vision}.{name}")
    sampler = importlib.import_module(f"{library}.utils.data.sampler")
    return {"torch": lib, "np": np, "SubsetRandomSampler": sampler.SubsetRandomSampler, **names}


def declare_compiled_part(torch):
    """torchvision asks for two ops of its compiled part on import, even where it is not there."""
    library = torch.library.Library("torchvision", "DEF")
    names_of.kept = library  # as long as it lives, the ops are declared
    try:
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    except RuntimeError:
        pass  # they are there


def cells():
    """The cells that read the photographs, make the head, and train it."""
    all_cells = EXAMPLE.read_text("utf-8").split("\n# %%\n")
    return [next(cell for cell in all_cells if text in cell) for text in CELLS]


def program(library, options):
    """Run the program; seconds, MB above the imports, and whether the backbone is unchanged."""
    scope = names_of(library)
    lib = scope["torch"]
    base = highest()
    lib.manual_seed(0)
    np.random.seed(0)
    begun = time.perf_counter()
    model = getattr(scope["models"], options.model)()
    before = {name: p.detach().clone() for name, p in model.named_parameters() if "fc." not in name}
    scope |= {
        "data_dir": options.data,
        "options": options,
        "model": model,
        "features": model.fc.in_features,
        "device": lib.device("cpu"),
        "losses": [],
        "accuracies": [],
    }
    for cell in cells():
        exec(compile(cell, str(EXAMPLE), "exec"), scope)
    seconds = time.perf_counter() - begun
    after = dict(model.named_parameters())
    same = all(bool((after[name] == p).all()) for name, p in before.items())
    return {
        "seconds": seconds,
        "megabytes": highest() - base,
        "steps": scope["steps"],
        "backbone unchanged": same,
        "losses": [round(loss, 3) for loss in scope["losses"]],
    }


def step(library, options):
    """Seconds of a training step of 16 images, MB above the model; frozen or not."""
    scope = names_of(library)
    lib, nn, optim = scope["torch"], scope["nn"], scope["optim"]
    lib.manual_seed(0)
    model = getattr(scope["models"], options.model)(num_classes=2)
    if options.frozen:
        for p in model.parameters():
            p.requires_grad = False
        model.fc = nn.Linear(model.fc.in_features, 2)
    optimizer = optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    x, y = lib.rand(16, 3, 224, 224), lib.arange(16) % 2
    base, times = highest(), []
    for _ in range(4):
        begun = time.perf_counter()
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times[1:]), "megabytes": highest() - base}


def child(library, options, frozen):
    """Start this file as a process for one library; what it measured."""
    command = [sys.executable, "-m", "benchmarks.transfer_learning", "--child", library]
    command += ["--data", options.data, "--model", options.model, "--epochs", str(options.epochs)]
    command += ["--step"] if options.step else []
    command += ["--frozen"] if frozen else []
    environment = {
        "PYTHONPATH": os.pathsep.join([str(EXAMPLE.parents[1]), *sys.path]),
        **os.environ,
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{library} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="a folder with a folder of photos per class")
    parser.add_argument("--model", default="resnet50")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="processes for each library")
    parser.add_argument("--step", action="store_true", help="one training step, frozen and not")
    parser.add_argument("--frozen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        plain = SimpleNamespace(**vars(options))
        measured = (step if options.step else program)(options.child, plain)
        print("\n" + json.dumps(measured))
        return
    found = {}
    for _ in range(options.runs):
        for frozen in (True, False) if options.step else (True,):
            for library in ("minidnn", "torch"):
                measured = child(library, options, frozen)
                found.setdefault((library, frozen), []).append(measured)
                print(library, "frozen" if frozen else "not frozen", measured, flush=True)
    print()
    for (library, frozen), runs in found.items():
        times = [run["seconds"] for run in runs]
        memory = statistics.median(run["megabytes"] for run in runs)
        name = f"{library:8} {'frozen' if frozen else 'not frozen':10}"
        seconds = f"median {statistics.median(times):6.2f} s, best {min(times):6.2f} s"
        print(f"{name} {seconds}, peak memory {memory:6.0f} MB")


if __name__ == "__main__":
    main()
