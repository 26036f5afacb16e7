"""Image files as tensors and back."""

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.vision import io

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 8, 6)).astype(np.uint8)


def test_files(tmp_path):
    path = tmp_path / "image.png"
    io.write_png(minidnn.tensor(PIXELS), path)
    assert (io.read_image(path).numpy() == PIXELS).all()
    assert (io.read_image(str(path), "RGB").numpy() == PIXELS).all()
    assert (io.decode_image(io.read_file(path)).numpy() == PIXELS).all()
    grey = io.decode_png(path, mode=io.ImageReadMode.GRAY)
    assert grey.shape == (1, 8, 6) and grey.dtype == minidnn.uint8
    assert io.read_image(path, io.ImageReadMode.RGB_ALPHA).shape == (4, 8, 6)
    io.write_jpeg(minidnn.tensor(PIXELS), tmp_path / "image.jpg", quality=95)
    wanted = np.asarray(Image.open(tmp_path / "image.jpg")).transpose(2, 0, 1)
    assert (io.read_image(tmp_path / "image.jpg").numpy() == wanted).all()
    Image.fromarray(PIXELS[0] > 99).save(tmp_path / "bits.png")
    assert set(io.read_image(tmp_path / "bits.png").numpy().reshape(-1)) == {0, 255}
    assert io.read_image(tmp_path / "bits.png").shape == (1, 8, 6)


def test_refusals(tmp_path):
    path = tmp_path / "image.png"
    io.write_png(minidnn.tensor(PIXELS), path)
    data = path.read_bytes()
    for bad in (b"", b"hello", data[: len(data) // 2]):
        path.write_bytes(bad)
        with pytest.raises(RuntimeError, match="these bytes hold no whole image"):
            io.read_image(path)
    with pytest.raises(FileNotFoundError):
        io.read_image(tmp_path / "none.png")
    with pytest.raises(RuntimeError, match=r"3 dimensions of bytes .uint8., got float32 .3, 2, 2"):
        io.encode_png(minidnn.rand(3, 2, 2))
    with pytest.raises(RuntimeError, match="expected 1 or 3 channels"):
        io.encode_jpeg(minidnn.tensor(PIXELS[:2]))
    with pytest.raises(TypeError, match="expected a Tensor, got list"):
        io.decode_image([1, 2])
