"""`minidnn port`: what a program uses, what is missing, the rewritten program, the import hook."""

import importlib
import inspect
import json
import re
import subprocess
import sys

import pytest

import minidnn
from minidnn.cli import main
from minidnn.port import redirected
from minidnn.port.program import read
from minidnn.port.replacements import INSTEAD, PACKAGES
from minidnn.port.report import examine, lookup
from minidnn.port.runner import run

PROGRAM = '''\
import os, torch
import torch.nn as nn, sys
import torch.nn.functional as F
from torch.utils.data import (
    DataLoader,
    Dataset,
)
import torch.optim.lr_scheduler
import torchvision.transforms as T
import numpy as np


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 4, rocks=True)

    def own(self, torch=None):
        torch.nothing_of_ours()

    def forward(self, x):
        np.zeros(3).put_("é", nn.NoSuchLayer)
        return F.relu(self.layer(x)).sspaddmm(torch.no.such_name, torch.no.such_name)


figure = np.zeros(3)
figure.sspaddmm()
print(os.sep, sys.path, T.ToTensor, Net().own(), DataLoader, Dataset)
'''


def write(folder, text, name="program.py"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_report_names_what_is_missing_and_where(tmp_path):
    report = examine(read(write(tmp_path, PROGRAM)))
    assert report.missing == {
        "torch.nn.NoSuchLayer": ["line 22"],
        "torch.no.such_name": ["line 23"],
    }
    assert report.keywords == {"torch.nn.Linear(rocks=)": ["line 16"]}
    assert report.methods == {"Tensor.sspaddmm": ["line 23"]}
    assert report.here["torch.nn.functional.relu"] == ["line 23"]
    assert report.here["torch.utils.data.DataLoader"] == ["line 4", "line 28"]
    assert "torch.nothing_of_ours" not in report.here
    assert not report.complete


def test_the_program_is_rewritten_line_for_line(tmp_path):
    changed = read(write(tmp_path, PROGRAM)).rewritten().split("\n")
    original = PROGRAM.split("\n")
    assert changed[:10] == [
        "import os, minidnn as torch",
        "import minidnn.nn as nn, sys",
        "import minidnn.nn.functional as F",
        "from minidnn.utils.data import (",
        "    DataLoader,",
        "    Dataset,",
        ")",
        "import minidnn as torch, minidnn.optim.lr_scheduler",
        "import minidnn.vision.transforms as T",
        "import numpy as np",
    ]
    assert changed[10:] == original[10:]


def test_scopes_aliases_and_stars(tmp_path):
    text = (
        "from torch.nn import *\nimport torch.optim as O\nfrom torch import nn as N, Tensor\n"
        "F = N.functional\nF.nonsense(1)\n"
        "def f(N):\n    N.nonsense()\n    from torch import zeros\n    zeros(3).add_(1)\n"
        "def g():\n    return [later.ones(2) for _ in range(3)]\n"
        "import torch as later\nlater.float32.nonsense\n"
    )
    report = examine(read(write(tmp_path, text)))
    assert list(report.missing) == ["torch.float32.nonsense", "torch.nn.functional.nonsense"]
    assert {"torch.zeros", "torch.ones", "torch.Tensor", "torch.optim"} <= set(report.here)


def test_a_notebook_is_rewritten_with_its_outputs(tmp_path):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["import torch\n"]},
        {
            "cell_type": "code",
            "metadata": {"a": 1},
            "execution_count": 3,
            "outputs": [{"text": "1"}],
            "source": ["%matplotlib inline\n", "import torch\n", "torch.nonsense\n", "!ls"],
        },
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = torch.ones(2)\nx"},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": "print 'two'"},
    ]
    path = write(tmp_path, json.dumps({"cells": cells, "nbformat": 4}), "program.ipynb")
    program = read(path)
    report = examine(program)
    assert report.missing == {"torch.nonsense": ["cell 2, line 3"]}
    assert report.here == {"torch.ones": ["cell 3, line 1"]}
    assert report.unread[0].startswith("cell 4, line 1: Python 3 cannot read it")
    changed = json.loads(program.rewritten())
    cells[1]["source"][1] = "import minidnn as torch\n"
    assert changed == {"cells": cells, "nbformat": 4}


def test_files_that_are_no_programs(tmp_path):
    with pytest.raises(ValueError, match=r"neither a \.py program nor"):
        read(write(tmp_path, "x", "a.txt"))
    with pytest.raises(ValueError, match="is not UTF-8 text"):
        path = tmp_path / "b.py"
        path.write_bytes(b"\xff\xfe\x00")
        read(path)
    for text in ("{}", "[1]", "no", '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}'):
        with pytest.raises(ValueError, match="is not a notebook of today's format"):
            read(write(tmp_path, text, "c.ipynb"))


def test_the_command(tmp_path, capsys):
    path = write(tmp_path, "import torch\nprint(torch.ones(2))\n")
    assert main(["port", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 names of PyTorch, none missing" in said
    copy = tmp_path / "program_minidnn.py"
    assert copy.read_text() == "import minidnn as torch\nprint(torch.ones(2))\n"
    assert path.read_text().startswith("import torch\n")
    write(tmp_path, "import torch\ntorch.nonsense\nimport torchtext\n")
    assert main(["port", "--check", "--brief", str(path)]) == 1
    said = capsys.readouterr().out
    assert "torch.nonsense" in said and "line 2" in said and "minidnn.text has tokenizers" in said
    assert main(["port", "--check", "--json", str(path)]) == 1
    assert json.loads(capsys.readouterr().out)["missing"] == {"torch.nonsense": ["line 2"]}
    assert main(["port", str(path), "--out", str(path)]) == 1
    assert "is the program itself" in capsys.readouterr().err
    assert main(["port", str(tmp_path / "none.py")]) == 1
    assert "there is no" in capsys.readouterr().err


def test_a_folder(tmp_path, capsys):
    folder = tmp_path / "repository"
    (folder / "parts").mkdir(parents=True)
    write(folder, "from parts.net import net\n", "main.py")
    write(folder / "parts", "import torch\nnet = torch.ones(1)\n", "net.py")
    write(folder, "words", "README.txt")
    assert main(["port", str(folder), "--out", str(tmp_path / "new")]) == 0
    capsys.readouterr()
    assert (tmp_path / "new/parts/net.py").read_text().startswith("import minidnn as torch")
    assert sorted(p.name for p in (tmp_path / "new").rglob("*.py")) == ["main.py", "net.py"]


def test_running_a_program_that_stays_as_it_is(tmp_path, capsys):
    write(tmp_path, "import torch\nanswer = torch.tensor([41.0]) + 1\n", "part_of_it.py")
    path = write(
        tmp_path,
        "import sys\nimport torch.nn as nn, torchvision\nfrom torch import nn as again\n"
        "from part_of_it import answer\n"
        "if __name__ == '__main__':\n"
        "    print(answer.item(), sys.argv[1:], nn is again, torchvision.__name__)\n",
    )
    assert main(["port", "--run", str(path), "--epochs", "3"]) == 0
    assert capsys.readouterr().out == "42.0 ['--epochs', '3'] True minidnn.vision\n"
    assert "part_of_it" in sys.modules and sys.modules.pop("part_of_it")


def test_an_error_of_the_program_is_shown_from_its_own_line_on(tmp_path, capsys):
    path = write(tmp_path, "import torch\n\ntorch.nonsense()\n")
    assert main(["port", "--run", str(path)]) == 1
    said = capsys.readouterr().err
    assert "program.py\", line 3" in said and "runner.py" not in said
    assert "minidnn has no nonsense" in said
    assert f"`minidnn port --check {path}` lists what is missing" in said


def test_running_a_notebook(tmp_path, capsys):
    cells = [
        {"cell_type": "code", "source": "%time\nimport torch\nx = torch.ones(2)"},
        {"cell_type": "code", "source": "x.sum().item()"},
        {"cell_type": "code", "source": "x;"},
    ]
    names = run(write(tmp_path, json.dumps({"cells": cells}), "n.ipynb"))
    assert capsys.readouterr().out == "2.0\n"
    assert isinstance(names["x"], minidnn.Tensor)


def test_after_the_redirection_everything_is_as_before():
    before = {name: m for name, m in sys.modules.items() if name.startswith("torch")}
    finders = list(sys.meta_path)
    with redirected():
        import torch
        import torch.nn as layers
        import torch.utils.data.dataset

        assert torch is minidnn and layers is minidnn.nn
        with pytest.raises(ModuleNotFoundError, match=r"minidnn has no module for 'torch\.rocks'"):
            import torch.rocks
    assert {n: m for n, m in sys.modules.items() if n.startswith("torch")} == before
    assert sys.meta_path == finders
    assert minidnn.nn.__name__ == "minidnn.nn" and minidnn.__spec__.name == "minidnn"


def test_redirect_for_a_notebook():
    code = (
        "import minidnn.port; minidnn.port.redirect(); minidnn.port.redirect()\n"
        "import torch, torchvision.transforms\nprint(torch.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "minidnn\n", done.stderr
    code = "import sys; sys.modules['torch'] = sys\nimport minidnn.port; minidnn.port.redirect()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "PyTorch was imported before" in done.stderr


def test_python_dash_m(tmp_path):
    path = write(tmp_path, "import torch\n")
    done = subprocess.run(
        [sys.executable, "-m", "minidnn.port", "--check", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "0 names of PyTorch, none missing" in done.stdout


def test_the_list_of_tensor_names_is_pytorchs():
    torch = pytest.importorskip("torch")
    from minidnn.missing import theirs

    names = theirs()["torch.Tensor"]
    assert {"masked_fill_", "grad_fn", "backward"} <= names
    assert all(hasattr(torch.Tensor, name) for name in names)


SUGGESTED = re.compile(r"\b(?:minidnn|torch|nn|datasets|transforms|models)\.\w[\w.]*\w")
LONG = {"nn": "torch.nn", "datasets": "torchvision.datasets", "models": "torchvision.models"}


@pytest.mark.parametrize("name", [*INSTEAD, *PACKAGES])
def test_a_replacement_is_needed_and_is_there(name):
    advice = {**PACKAGES, **INSTEAD}[name]
    for suggestion in SUGGESTED.findall(advice):
        head, _, rest = suggestion.partition(".")
        if head == "minidnn":
            value = minidnn
            for i, part in enumerate(parts := rest.split(".")):
                if not hasattr(value, part):
                    importlib.import_module(".".join(["minidnn", *parts[: i + 1]]))
                value = getattr(value, part)
        else:
            full = LONG.get(head, head)
            assert lookup(f"{full}.{rest}")[0], f"{name}: {suggestion} is not there"
    if name in INSTEAD:
        full = name.replace("Tensor.", "torch.Tensor.") if name.startswith("Tensor.") else name
        there, value = lookup(full)
        # a room that is there gives the advice for what it lacks
        assert not there or inspect.ismodule(value), f"{name} is there: no advice is needed"
