"""From a .pth file that PyTorch wrote for torchvision's network to the same logits, offline.

The numbers are random: the published files themselves are not part of the tests.
"""

import hashlib

import numpy as np
import pytest

import minidnn
from minidnn.utils.download import DownloadError
from minidnn.vision import models
from minidnn.vision.models.weights import WeightsEnum

from .test_models import copy_weights


@pytest.fixture
def published(tmp_path, monkeypatch, torchvision):
    """published(name, legacy): torchvision's network, its weights in PyTorch's cache."""
    torch = pytest.importorskip("torch")
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "minidnn"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    folder = tmp_path / "torch" / "hub" / "checkpoints"
    folder.mkdir(parents=True)

    def make(name, legacy=False):
        theirs = getattr(torchvision.models, name)()
        copy_weights(torch, getattr(models, name)(), theirs)  # with random running statistics
        file = folder / "file.pth"
        torch.save(theirs.state_dict(), file, _use_new_zipfile_serialization=not legacy)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        file.rename(folder / f"{name}-{digest}.pth")
        url = f"http://localhost:9/{name}-{digest}.pth"
        monkeypatch.setattr(WeightsEnum, "url", property(lambda self: url))
        return theirs.eval(), folder / f"{name}-{digest}.pth"

    return make


@pytest.mark.parametrize(
    "name, legacy",
    [("resnet18", False), ("resnet18", True), ("resnet50", False), ("mobilenet_v2", True)],
)
def test_pretrained_finds_reads_and_computes(name, legacy, published):
    torch = pytest.importorskip("torch")
    theirs, _ = published(name, legacy)
    ours = getattr(models, name)(pretrained=True).eval()
    x = np.random.default_rng(0).standard_normal((1, 3, 96, 96)).astype(np.float32)
    with minidnn.no_grad(), torch.no_grad():
        got = ours(minidnn.from_numpy(x)).numpy()
        expected = theirs(torch.from_numpy(x)).numpy()
    assert np.abs(got - expected).max() <= 1e-4 * np.abs(expected).max()


def test_a_changed_file_is_not_taken(published):
    """Its hash is not the one in its name; then the address is tried, and a sentence says it."""
    _, file = published("resnet18")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(DownloadError, match=r"but its SHA-256 does not begin with [0-9a-f]{8}"):
        models.resnet18(weights="DEFAULT")
