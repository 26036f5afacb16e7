"""What the code of a page finds: small data in an empty folder, and stand-ins for what is rare."""

import importlib.util
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from minidnn import backend, cli, datasets
from minidnn.course.part06_optimizers.e1_batches.reference import iterate_minibatches
from minidnn.grading import registry
from minidnn.vision import models
from minidnn.vision.models.weights import WeightsEnum
from tests.grading import pages as course
from tests.grading.test_engine_teaching import example

RNG = np.random.default_rng(0)
TRAIN = """import argparse

from minidnn import distributed

words = argparse.ArgumentParser()
words.add_argument("--epochs", type=int, default=1)
words.parse_args()
distributed.init_process_group("mpi")
distributed.barrier()
distributed.destroy_process_group()
"""
TRACED = "from model import model\nimport torch.fx\ngraph = torch.fx.symbolic_trace(model)\n"


def furnish(folder: Path, monkeypatch: Any) -> None:
    """Files under the names that the pages use, and shorter texts in place of the shipped ones."""
    monkeypatch.setenv("MINIDNN_DATA", str(folder / "data"))
    monkeypatch.setenv("MINIDNN_HOME", str(folder / "home"))
    (folder / "data/mnist").mkdir(parents=True)
    for name, count in (("train", 64), ("t10k", 32)):
        digits(folder / "data/mnist", name, count)
    for where in ("photos/basalt", "photos/highland", "others/basalt", "others/highland"):
        (folder / where).mkdir(parents=True)
        for i in range(6):
            picture((40, 50, 3)).save(folder / where / f"{i}.png")
    picture((60, 60)).save(folder / "photo.jpg")
    story = "the whale swims and the sailor sings of the sea\n" * 40
    (folder / "FILE.txt").write_text(story)
    for kind in ("good", "bad"):
        (folder / "FOLDER" / kind).mkdir(parents=True)
        for i in range(8):
            (folder / "FOLDER" / kind / f"{i}.txt").write_text(f"a {kind} and {kind}ly told story")
    rows = [f"{a},{b},{3 * a - b}" for a in range(8) for b in range(5)]
    for name in ("houses.csv", "new.csv", "FILE.csv", "table.csv"):
        (folder / name).write_text("\n".join(["rooms,age,price", *rows]) + "\n")
    (folder / "new.csv").write_text("rooms,age\n3,2\n")
    (folder / "review.txt").write_text("a goodly told story")
    (folder / "train.py").write_text(TRAIN)
    first = datasets.names()[::40]
    monkeypatch.setattr(datasets, "names", lambda: first)
    monkeypatch.setattr(datasets, "moby_dick", lambda: f"Call me Ishmael. {story}")
    monkeypatch.setattr(WeightsEnum, "get_state_dict", published)


def published(weights: Any, *args: Any, **options: Any) -> dict:
    """Random numbers in place of published ones: nothing is fetched."""
    return models.get_model(type(weights).__name__.removesuffix("_Weights").lower()).state_dict()


def picture(shape: tuple) -> Image.Image:
    """Noise."""
    return Image.fromarray(RNG.integers(0, 255, shape).astype(np.uint8))


def digits(folder: Path, name: str, count: int) -> None:
    """MNIST's files, with noise and all ten labels."""
    pixels = RNG.integers(0, 255, (count, 28, 28)).astype(np.uint8)
    labels = (np.arange(count) % 10).astype(np.uint8)
    for kind, array in (("images-idx3", pixels), ("labels-idx1", labels)):
        head = b"\x00\x00\x08" + bytes([array.ndim])
        head += b"".join(n.to_bytes(4, "big") for n in array.shape)
        (folder / f"{name}-{kind}-ubyte").write_bytes(head + array.tobytes())


def teacher(folder: Path) -> None:
    """Submissions of two students, and the course that docs/authoring.md writes."""
    for name, text in example().items():
        path = folder / "my_course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for student in ("ada", "emmy"):
        cli.main(["exercises", "start", str(folder / "submissions" / student)])


def record(monkeypatch: Any) -> None:
    """Streams that keep what they are told and do it again: a GPU's graphs on the stub."""
    from tests.cuda import test_graphs

    monkeypatch.setitem(backend.PLACES, "cuda", test_graphs.Place())
    monkeypatch.setattr(test_graphs.Stream, "current", [test_graphs.Stream()])


def cluster(monkeypatch: Any) -> None:
    """Ray and Dask as far as the pages use them: the function is called, here and now."""

    def started(words: list[str], **options: Any) -> Any:
        if words[0] != "minidnn":
            return run(words, **options)
        code = cli.main([word if word != "4" else "2" for word in words[1:]])
        return types.SimpleNamespace(returncode=code)

    run = subprocess.run

    class Client:
        def __init__(self, address: str):
            assert ":" in address

        def submit(self, function: Any, *args: Any, resources: Any, pure: bool) -> Any:
            code = function(*args)
            return types.SimpleNamespace(result=lambda: code)

    def remote(num_cpus: int) -> Any:
        return lambda function: types.SimpleNamespace(remote=function)

    ray = types.ModuleType("ray")
    ray.init, ray.remote, ray.get = lambda address: None, remote, lambda found: found
    dask, distributed = types.ModuleType("dask"), types.ModuleType("dask.distributed")
    distributed.Client = Client
    for module in (ray, dask, distributed):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(subprocess, "run", started)


def names(page: str, folder: Path, monkeypatch: Any) -> dict[str, Any]:
    """Names that a page's code finds; what else it needs is put up."""
    if page == "docs/gpu.md":
        return {"pretended": lambda: record(monkeypatch)}
    if page == "docs/scaling.md":
        cluster(monkeypatch)
    if page in ("docs/authoring.md", "docs/teaching.md"):
        monkeypatch.setattr(registry, "_added", {})
        monkeypatch.setattr(registry, "_registered", [])
        teacher(folder)
    if page == "docs/port.md":
        (folder / "train.py").write_text(TRACED)
    if page.endswith("guide/export.md"):
        cli.main(["train", "digits", "--epochs", "1", "--no-plot", "--quiet"])
    if page.startswith("exercises/part"):
        cli.main(["exercises", "start", "exercises"])
        cli.main(["exercises", "start", "my-course"])
        for done in [p for p in course.pages() if course.part(p) in (1, 3)]:
            (folder / "my-course" / done.name).write_text(course.filled(done))
    if page == "docs/authoring.md":  # its oracle.py says `from ..reference import leaky_relu`
        monkeypatch.syspath_prepend(folder / "my_course")
        return {"__package__": "part20_own.e1_leaky_relu.proof"}
    if page.startswith("exercises/part6"):
        return {"iterate_minibatches": iterate_minibatches, "x": RNG.random((7, 2)),
                "y": RNG.random((7, 1)), "rng": RNG}  # fmt: skip
    return {}


def code(page: str, text: str) -> str:
    """A block as it is run: on the page of GPUs the device stub is the GPU."""
    if page == "docs/gpu.md":
        start = "pretended()\n" if "CUDAGraph" in text else ""
        return start + re.sub(r'(to\(|prefetch_to=|device=)"cuda"', r'\1"stub"', text)
    return text


def after(page: str, found: dict[str, Any]) -> None:
    """What a reader of the page would do next."""
    if page == "docs/authoring.md" and importlib.util.find_spec("torch"):
        found["check"](found["make"](importlib.import_module("torch"), RNG))
