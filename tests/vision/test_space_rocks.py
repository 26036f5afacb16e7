"""The space-rock program: the document's cells run with their imports changed, nothing else.

The document is not part of the project: it is looked for in $MINIDNN_PROGRAMS and in
../shared/programs. Without it the example's own cells are still run by tests/examples.
"""

import ast
import os
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn import nn, optim
from minidnn.utils.data.sampler import SubsetRandomSampler
from minidnn.vision import datasets, models, transforms
from minidnn.vision.models.weights import WeightsEnum

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "examples" / "space_rocks.py"
NAMES = ("b_space_rocks_1_build.md", "b_space_rocks_2_train.md")


def document_cells():
    """The code of the document's cells: device and model, freezing and head, training."""
    folder = Path(os.environ.get("MINIDNN_PROGRAMS", REPOSITORY.parent / "shared" / "programs"))
    if not all((folder / name).exists() for name in NAMES):
        pytest.skip("the space-rock documents are not here; MINIDNN_PROGRAMS names their folder")
    text = "\n".join((folder / name).read_text("utf-8") for name in NAMES)
    cells = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    cells = [textwrap.dedent(cell) for cell in cells]
    assert len(cells) == 3
    return cells


def example_cells():
    return EXAMPLE.read_text("utf-8").split("\n# %%\n")


def cell_with(text):
    (found,) = [cell for cell in example_cells() if text in cell]
    return found


def meaning(code):
    """The code without comments, layout and the way quotes are written."""
    return ast.dump(ast.parse(code))


def test_the_examples_training_cell_is_the_documents():
    """Word for word, but for the number of epochs and two lines that keep numbers for a picture."""
    ours = cell_with("running_loss / print_every")
    added = [line for line in ours.splitlines() if line.endswith("# for the picture")]
    assert len(added) == 2
    kept = "\n".join(line for line in ours.splitlines() if line not in added)
    kept = kept.replace("epochs = options.epochs", "epochs = 5")
    assert meaning(kept) == meaning(document_cells()[2])


def test_the_examples_model_cells_are_the_documents():
    """But for the name of the model, and its and the classes' number in place of 2048 and 2."""
    ours = cell_with("nn.LogSoftmax(dim=1)")
    ours = ours.replace("nn.Linear(features, 512)", "nn.Linear(2048, 512)")
    ours = ours.replace("nn.Linear(512, len(classes))", "nn.Linear(512, 2)")
    _, wanted, _ = document_cells()
    assert meaning(ours) == meaning(wanted)
    device, _ = document_cells()[0].strip().splitlines()[-2:]
    assert device in cell_with("models, options.model")


def few_textures(folder):
    rng = np.random.default_rng(0)
    for kind, top in (("Basalt", 120), ("Highland", 256)):
        (folder / kind).mkdir(parents=True)
        for i in range(5):
            pixels = rng.integers(0, top, (40, 48, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / kind / f"{i}.png")
    return folder


def loaders(folder, valid_size=0.2):
    """The loaders of the document's first unit."""
    transform = transforms.Compose(
        [transforms.RandomResizedCrop(224), transforms.Resize(224), transforms.ToTensor()]
    )
    data = datasets.ImageFolder(folder, transform=transform)
    indices = list(range(len(data)))
    np.random.default_rng(0).shuffle(indices)
    split = int(np.floor(valid_size * len(data)))
    parts = SubsetRandomSampler(indices[split:]), SubsetRandomSampler(indices[:split])
    return [minidnn.utils.data.DataLoader(data, sampler=part, batch_size=16) for part in parts]


@pytest.mark.slow
def test_the_documents_cells_run_on_minidnn(tmp_path, monkeypatch, capsys):
    """ResNet-50 and five epochs, as written there, on few textures and with random weights."""
    cells = document_cells()

    def random_weights(self, progress=True, check_hash=True):
        return models.resnet50().state_dict()

    monkeypatch.setattr(WeightsEnum, "get_state_dict", random_weights)
    trainloader, testloader = loaders(few_textures(tmp_path / "rocks"))
    program = {
        "torch": minidnn,
        "nn": nn,
        "optim": optim,
        "models": models,
        "trainloader": trainloader,
        "testloader": testloader,
    }
    exec(compile(cells[0], "cell 1", "exec"), program)
    model = program["model"]
    before = {name: p.array.copy() for name, p in model.named_parameters()}
    exec(compile(cells[1], "cell 2", "exec"), program)
    head = {name: p.array.copy() for name, p in model.fc.named_parameters()}
    exec(compile(cells[2], "cell 3", "exec"), program)

    printed = capsys.readouterr().out
    assert printed.startswith("done\nTraining step  1\n")
    assert re.search(
        r"Epoch 5/5\.\. Train loss: \d+\.\d{3}\.\. Test loss: \d+\.\d{3}\.\. "
        r"Test accuracy: [01]\.\d{3}\n$",
        printed,
    )
    after = dict(model.named_parameters())
    for name, array in before.items():
        if not name.startswith("fc."):
            assert after[name].array.tobytes() == array.tobytes(), name
            assert after[name].grad is None, name
    assert head
    for name, p in model.fc.named_parameters():
        assert not np.array_equal(p.array, head[name]), name
    assert model.bn1.num_batches_tracked.item() == 5
