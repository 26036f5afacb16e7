"""`minidnn doctor`: does this installation work? Its lines belong into a report of a problem."""

import os
import sys
import tempfile
import traceback
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .. import __version__, backend
from .info import blas, devices, threads, version_of
from .output import Output

PACKAGES = (
    "numpy", "matplotlib", "pillow", "tqdm", "cupy", "safetensors", "onnx", "onnxruntime",
    "scikit-learn", "mpi4py", "jupyterlab",
)  # fmt: skip


def doctor(options: Namespace) -> int:
    """Say what is here, try what should work; 1 if something does not."""
    import platform

    output = Output(options.json)
    facts = {
        "minidnn": f"{__version__} in {Path(__file__).resolve().parents[1]}",
        "python": f"{platform.python_version()}, {sys.executable}",
        "system": platform.platform(),
        "matrices": f"{blas()}, {threads()}",
        "devices": "; ".join(devices()),
        "packages": ", ".join(
            f"{name} {found}" for name in PACKAGES
            if not (found := version_of(name)).startswith("not installed")
        ),
        "settings": settings(),
    }  # fmt: skip
    for name, value in facts.items():
        output.say(f"{name:10} {value}")
    failed = []
    for name, check in CHECKS.items():
        try:
            text, good = check(), True
        except Exception as error:
            text, good = f"{type(error).__name__}: {error}", False
            if os.environ.get("MINIDNN_TRACEBACK"):
                traceback.print_exc()
            failed.append(name)
        output.say(f"{'works' if good else 'FAILS':10} {name}: {text}")
        output.event("check", check=name, works=good, says=text)
    if failed:
        output.say("\nSend these lines with a report of the problem.")
    else:
        output.say("\nAll is well. Send these lines with a report of a problem.")
    output.event("doctor", works=not failed, **facts)
    return int(bool(failed))


def settings() -> str:
    """Variables of the environment that change what minidnn does."""
    names = ("MINIDNN", "CUPY", "CUDA", "OMP_", "OPENBLAS", "MKL", "TORCH_HOME", "XDG_CACHE_HOME")
    found = [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(names)]
    return ", ".join(found) or "none"


def gradients() -> str:
    """Two layers against central differences, in float64."""
    from .. import gradcheck, nn, tensor

    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    x = tensor(rng.standard_normal((5, 3)), requires_grad=True)
    gradcheck(lambda x: model(x), (x,))
    return "as central differences say"


def learning() -> str:
    """A network must learn a line."""
    from .. import nn, optim, tensor

    rng = np.random.default_rng(0)
    x = tensor(rng.standard_normal((64, 2)).astype(np.float32))
    y = x[:, :1] * 2 - x[:, 1:]
    model, criterion = nn.Linear(2, 1), nn.MSELoss()
    optimizer = optim.Adam(model.parameters(), 0.1)
    for _ in range(150):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    if not loss.item() < 1e-3:
        raise RuntimeError(f"the loss of a line stays at {loss.item():.3g}")
    return f"the loss of a line falls to {loss.item():.1e}"


def files() -> str:
    """Saving and loading, and the folder for downloads."""
    from .. import load, nn, save
    from ..utils.download import cache_dir

    model = nn.Linear(2, 2)
    with tempfile.TemporaryDirectory() as folder:
        save(model.state_dict(), Path(folder) / "x.mdn")
        state = load(Path(folder) / "x.mdn")
    if not np.array_equal(state["weight"].array, model.weight.array):
        raise RuntimeError("a saved weight came back changed")
    home = Path(cache_dir())
    place = next(p for p in (home, *home.parents) if p.exists())
    if not os.access(place, os.W_OK):
        raise RuntimeError(f"{place} is not writable: set MINIDNN_HOME to a folder of yours")
    return f"saved and loaded; downloads go to {home}"


def pictures() -> str:
    """A picture is drawn."""
    from .. import plot

    figure = plot.predictions(np.arange(3.0), np.arange(3.0))
    return f"a picture of {len(figure._repr_png_()):,} bytes"


def graphics() -> str:
    """A product on the GPU, where there is one."""
    if not backend.cuda.is_available():
        return "there is none, or CuPy is not installed; the CPU is used"
    from .. import randn

    a = randn(64, 64)
    gap = float(np.abs((a.cuda() @ a.cuda()).cpu().numpy() - (a @ a).numpy()).max())
    if gap > 1e-3:
        raise RuntimeError(f"its product differs from the CPU's by {gap}")
    return "its product is the CPU's"


CHECKS: dict[str, Callable[[], str]] = {
    "gradients": gradients,
    "learning": learning,
    "files": files,
    "pictures": pictures,
    "GPU": graphics,
}
