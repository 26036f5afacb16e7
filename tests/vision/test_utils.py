"""make_grid and save_image beside torchvision's, and what they refuse."""

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.vision.utils import make_grid, save_image

IMAGES = np.random.default_rng(0).normal(size=(5, 3, 4, 6)).astype(np.float32)
OPTIONS = [
    {},
    {"nrow": 2, "padding": 1, "pad_value": 0.5},
    {"nrow": 3, "normalize": True},
    {"normalize": True, "scale_each": True},
    {"normalize": True, "value_range": (-1, 1)},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("part", [IMAGES, IMAGES[:, :1], IMAGES[:1], IMAGES[0], IMAGES[0, 0]])
def test_as_torchvision(options, part, torchvision):
    import torch

    wanted = torchvision.utils.make_grid(torch.tensor(part), **options)
    grid = make_grid(minidnn.tensor(part), **options)
    np.testing.assert_allclose(grid.numpy(), wanted.numpy(), rtol=1e-5, atol=1e-6)


def test_a_list_and_a_file(tmp_path):
    images = [minidnn.tensor(np.abs(image) / 4) for image in IMAGES]
    save_image(images, tmp_path / "grid.png", nrow=3)
    with Image.open(tmp_path / "grid.png") as image:
        picture = np.asarray(image)
    assert picture.shape == (14, 26, 3)
    assert picture[2, 2, 0] == int(np.abs(IMAGES[0, 0, 0, 0]) / 4 * 255 + 0.5)
    with open(tmp_path / "other", "wb") as file:
        save_image(images[0], file, format="JPEG")
    with Image.open(tmp_path / "other") as image:
        assert image.format == "JPEG"


def test_refusals(tmp_path):
    with pytest.raises(TypeError, match="expected a tensor or a list of them"):
        make_grid(IMAGES)
    with pytest.raises(ValueError, match=r"expected \(B, C, H, W\), got \(1, 1, 1, 1, 1\)"):
        make_grid(minidnn.ones(1, 1, 1, 1, 1))
    with pytest.raises(TypeError, match="value_range must be a tuple"):
        make_grid(minidnn.ones(2, 1, 2, 2), normalize=True, value_range=3)
    with pytest.raises(ValueError, match="ends in no known kind of image"):
        save_image(minidnn.ones(2, 1, 2, 2), tmp_path / "grid.rocks")
    assert not list(tmp_path.iterdir())
