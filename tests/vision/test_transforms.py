"""Transforms against torchvision: PIL images to the bit, Tensors to rounding."""

import warnings

import numpy as np
import pytest
from PIL import Image

from minidnn.tensor import Tensor
from minidnn.vision import transforms as T
from minidnn.vision.transforms import functional as F

RNG = np.random.default_rng(3)
MODES = {"RGB": 3, "L": 1, "RGBA": 4, "LA": 2, "CMYK": 4}


def picture(height=37, width=53, mode="RGB"):
    """Smooth structure with noise: rounding shows on it."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [np.sin(x / (3 + c)) * np.cos(y / (5 - c)) * 100 + 128 for c in range(MODES[mode])]
    noisy = np.stack(waves, -1) + RNG.normal(0, 20, (height, width, MODES[mode]))
    array = np.clip(noisy, 0, 255).astype(np.uint8)
    return Image.fromarray(
        array[..., 0] if mode in ("L",) else array, mode=None if mode == "L" else mode
    )


def same(ours, theirs):
    assert ours.mode == theirs.mode and ours.size == theirs.size
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_the_whole_path_on_100_random_sizes(torchvision):
    """Resize, CenterCrop, ToTensor, Normalize: the numbers that a network sees."""
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    rng = np.random.default_rng(0)
    for _ in range(100):
        height, width = rng.integers(20, 300, 2)
        size, cut = int(rng.integers(8, 256)), int(rng.integers(5, 260))
        image = picture(int(height), int(width))
        results = []
        for t in (T, torchvision.transforms):
            steps = [t.Resize(size), t.CenterCrop(cut), t.ToTensor(), t.Normalize(mean, std)]
            results.append(t.Compose(steps)(image).numpy())
        assert results[0].dtype == np.float32
        np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "call",
    [
        lambda F, I, x: F.resize(x, 20),
        lambda F, I, x: F.resize(x, [20]),
        lambda F, I, x: F.resize(x, (61, 17)),
        lambda F, I, x: F.resize(x, 30, max_size=41),
        lambda F, I, x: F.resize(x, 37),
        lambda F, I, x: F.resize(x, 80, I.BICUBIC),
        lambda F, I, x: F.resize(x, 11, I.NEAREST),
        lambda F, I, x: F.resize(x, 11, I.LANCZOS),
        lambda F, I, x: F.resize(x, 11, I.BOX),
        lambda F, I, x: F.resize(x, 11, I.HAMMING),
        lambda F, I, x: F.resize(x, 11, 3),
        lambda F, I, x: F.center_crop(x, 20),
        lambda F, I, x: F.center_crop(x, (21, 36)),
        lambda F, I, x: F.center_crop(x, (50, 20)),
        lambda F, I, x: F.center_crop(x, (50, 81)),
        lambda F, I, x: F.crop(x, -3, 40, 20, 30),
        lambda F, I, x: F.resized_crop(x, 3, 5, 20, 30, [12, 13]),
        lambda F, I, x: F.hflip(x),
        lambda F, I, x: F.vflip(x),
        lambda F, I, x: F.pad(x, 3),
        lambda F, I, x: F.pad(x, (3,)),
        lambda F, I, x: F.pad(x, [2, 5], fill=7),
        lambda F, I, x: F.pad(x, (1, 2, 3, 4), fill=None),
        lambda F, I, x: F.pad(x, (1, 2, 3, 4), padding_mode="edge"),
        lambda F, I, x: F.pad(x, (1, 2), padding_mode="reflect"),
        lambda F, I, x: F.pad(x, 4, padding_mode="symmetric"),
        lambda F, I, x: F.pad(x, (-2, 3, 4, -5), padding_mode="edge"),
        lambda F, I, x: F.rotate(x, 30),
        lambda F, I, x: F.rotate(x, -77.5, I.BILINEAR, expand=True),
        lambda F, I, x: F.rotate(x, 12, I.BICUBIC, center=(3, 4), fill=9),
    ],
)
def test_geometry_on_pil_images(torchvision, call, mode):
    theirs = torchvision.transforms
    image = picture(mode=mode)
    if mode == "CMYK" and "padding_mode" in call.__code__.co_names + call.__code__.co_consts:
        pytest.skip("Pillow makes RGBA of four channels")
    same(
        call(F, T.InterpolationMode, image),
        call(theirs.functional, theirs.InterpolationMode, image),
    )


def test_fill_with_a_colour(torchvision):
    image = picture()
    theirs = torchvision.transforms.functional
    same(F.pad(image, 3, fill=(1, 2, 3)), theirs.pad(image, 3, fill=(1, 2, 3)))
    same(F.rotate(image, 10, fill=[4, 5, 6]), theirs.rotate(image, 10, fill=[4, 5, 6]))
    with pytest.raises(ValueError, match="fill has 2 numbers for an image of 3 channels"):
        F.pad(image, 3, fill=(1, 2))
    palette = image.quantize(8)
    same(F.pad(palette, 3), theirs.pad(palette, 3))
    assert F.pad(palette, 3).getpalette() == theirs.pad(palette, 3).getpalette()


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("factor", [0.0, 0.31, 1.0, 1.7])
def test_colour_on_pil_images(torchvision, mode, factor):
    theirs, image = torchvision.transforms.functional, picture(mode=mode)
    for name in ("adjust_brightness", "adjust_contrast", "adjust_saturation"):
        same(getattr(F, name)(image, factor), getattr(theirs, name)(image, factor))
    for turn in (-0.5, -0.2, 0.0, 0.123, 0.5):
        same(F.adjust_hue(image, turn), theirs.adjust_hue(image, turn))
    for channels in (1, 3):
        same(F.to_grayscale(image, channels), theirs.to_grayscale(image, channels))


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "LA", "1", "I", "F", "I;16", "P", "YCbCr"])
def test_to_tensor_and_back(torchvision, mode):
    image = (
        picture(mode="L").convert("I").convert("I;16")
        if mode == "I;16"
        else picture().convert(mode)
    )
    theirs = torchvision.transforms.functional
    for name in ("to_tensor", "pil_to_tensor"):
        if name == "pil_to_tensor" and mode == "I;16":
            continue  # uint16
        ours, other = getattr(F, name)(image), getattr(theirs, name)(image).numpy()
        assert isinstance(ours, Tensor) and ours.dtype == other.dtype
        np.testing.assert_array_equal(ours.numpy(), other)
    if mode not in ("1", "P", "F", "I;16", "YCbCr"):
        same(F.to_pil_image(F.to_tensor(image)), image)


@pytest.mark.parametrize("shape", [(9, 7), (9, 7, 1), (9, 7, 3), (9, 7, 5)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64, np.int32])
def test_to_tensor_of_arrays(torchvision, shape, dtype):
    array = (RNG.random(shape) * 200).astype(dtype)
    ours, theirs = F.to_tensor(array), torchvision.transforms.functional.to_tensor(array).numpy()
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours.numpy(), theirs)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
def test_to_pil_image(torchvision, channels, dtype):
    array = RNG.random((6, 5, channels))
    array = (array * 255).astype(dtype) if dtype == np.uint8 else array.astype(dtype)
    theirs = torchvision.transforms.functional
    same(F.to_pil_image(array), theirs.to_pil_image(array))
    tensor = F.to_tensor(array) if dtype != np.uint8 else Tensor(array.transpose(2, 0, 1).copy())
    import torch

    same(F.to_pil_image(tensor), theirs.to_pil_image(torch.from_numpy(tensor.numpy())))
    if channels == 3:
        same(F.to_pil_image(array, "HSV"), theirs.to_pil_image(array, "HSV"))


TENSOR_CALLS = [
    (lambda F, I, x: F.resize(x, 20), 1e-5, 1),
    (lambda F, I, x: F.resize(x, (61, 17)), 1e-5, 1),
    (lambda F, I, x: F.resize(x, (61, 17), antialias=False), 1e-5, 1),
    (lambda F, I, x: F.resize(x, (19, 70), I.BICUBIC), 2e-5, 1),
    (lambda F, I, x: F.resize(x, (19, 70), I.BICUBIC, antialias=False), 2e-5, 1),
    (lambda F, I, x: F.resize(x, (19, 70), I.NEAREST), 0, 0),
    (lambda F, I, x: F.resize(x, (19, 70), I.NEAREST_EXACT), 0, 0),
    (lambda F, I, x: F.center_crop(x, (50, 20)), 0, 0),
    (lambda F, I, x: F.crop(x, -3, 40, 20, 30), 0, 0),
    (lambda F, I, x: F.crop(x, 3, 4, 20, 30), 0, 0),
    (lambda F, I, x: F.resized_crop(x, 3, 5, 20, 30, [12, 13]), 1e-5, 1),
    (lambda F, I, x: F.hflip(x), 0, 0),
    (lambda F, I, x: F.vflip(x), 0, 0),
    (lambda F, I, x: F.pad(x, [2, 5], fill=0.5), 0, 0),
    (lambda F, I, x: F.pad(x, [1, 2, 3, 4], padding_mode="edge"), 0, 0),
    (lambda F, I, x: F.pad(x, [1, 2, 3, 4], padding_mode="reflect"), 0, 0),
    (lambda F, I, x: F.pad(x, [1, 2, 3, 4], padding_mode="symmetric"), 0, 0),
    (lambda F, I, x: F.rgb_to_grayscale(x), 1e-6, 1),
    (lambda F, I, x: F.rgb_to_grayscale(x, 3), 1e-6, 1),
    (lambda F, I, x: F.adjust_brightness(x, 1.4), 1e-6, 1),
    (lambda F, I, x: F.adjust_contrast(x, 0.4), 1e-6, 1),
    (lambda F, I, x: F.adjust_saturation(x, 1.7), 1e-6, 1),
    (lambda F, I, x: F.adjust_hue(x, 0.2), 1e-5, 2),
    (lambda F, I, x: F.adjust_hue(x, -0.37), 1e-5, 2),
]


@pytest.mark.parametrize(("call", "close", "levels"), TENSOR_CALLS)
@pytest.mark.parametrize("dtype", [np.float32, np.uint8])
def test_tensors(torchvision, call, close, levels, dtype):
    import torch

    theirs = torchvision.transforms
    array = np.asarray(picture()).transpose(2, 0, 1)
    array = array.copy() if dtype == np.uint8 else (array / 255).astype(np.float32)
    ours = call(F, T.InterpolationMode, Tensor(array))
    other = call(theirs.functional, theirs.InterpolationMode, torch.from_numpy(array)).numpy()
    assert ours.dtype == other.dtype and ours.shape == other.shape
    difference = np.abs(ours.numpy().astype(np.float64) - other)
    assert difference.max() <= (levels if dtype == np.uint8 else close)
    assert np.mean(difference > close) < 0.1
    plain = call(F, T.InterpolationMode, array)
    assert isinstance(plain, np.ndarray)
    np.testing.assert_array_equal(plain, ours.numpy())
    batch = call(F, T.InterpolationMode, np.stack([array, array[::-1]]))
    np.testing.assert_allclose(batch[0], plain, atol=1e-6)


@pytest.mark.parametrize("expand", [False, True])
@pytest.mark.parametrize("fill", [None, [0.25, 0.5, 0.75]])
@pytest.mark.parametrize("mode", ["NEAREST", "BILINEAR"])
def test_rotation_of_tensors(torchvision, expand, fill, mode):
    import torch

    theirs = torchvision.transforms
    array = RNG.random((3, 21, 33)).astype(np.float32)
    for angle in (0, 17.3, 90, -130):
        for center in (None, [5, 9]):
            if expand and center:
                continue
            ours = F.rotate(array, angle, T.InterpolationMode[mode], expand, center, fill)
            other = theirs.functional.rotate(
                torch.from_numpy(array), angle, theirs.InterpolationMode[mode], expand, center, fill
            ).numpy()
            assert ours.shape == other.shape
            # float32 there, float64 here: a pixel exactly on a border may fall either way
            assert np.mean(np.abs(ours - other) > 1e-4) < 0.01


def test_normalize_and_dtypes(torchvision):
    import torch

    theirs = torchvision.transforms.functional
    x = RNG.random((2, 3, 4, 5)).astype(np.float32)
    mean, std = [0.1, 0.2, 0.3], [0.4, 0.5, 0.6]
    np.testing.assert_array_equal(
        F.normalize(x, mean, std), theirs.normalize(torch.from_numpy(x), mean, std).numpy()
    )
    y = Tensor(x.copy())
    F.normalize(y, mean, std, inplace=True)
    np.testing.assert_array_equal(y.numpy(), F.normalize(x, mean, std))
    for a, b in [
        (np.uint8, np.float32),
        (np.float32, np.uint8),
        (np.uint8, np.int16),
        (np.int16, np.uint8),
        (np.float32, np.float64),
        (np.uint8, np.uint8),
    ]:
        array = (x * (1 if a is np.float32 else 200)).astype(a)
        other = theirs.convert_image_dtype(
            torch.from_numpy(array), getattr(torch, b.__name__)
        ).numpy()
        ours = F.convert_image_dtype(array, b)
        assert ours.dtype == other.dtype
        np.testing.assert_array_equal(ours, other)


def test_preset(torchvision):
    image = picture(300, 411)
    for options in ({"crop_size": 224}, {"crop_size": 224, "resize_size": 232}):
        ours, theirs = (
            module.ImageClassification(**options) for module in (T, torchvision.transforms._presets)
        )
        assert repr(ours) == repr(theirs)
        np.testing.assert_array_equal(ours(image).numpy(), theirs(image).numpy())
    assert "224 x 224 is kept" in ours.describe()


REPRS = [
    lambda T: T.Compose([T.Resize(3), T.ToTensor()]),
    lambda T: T.Resize((3, 4), max_size=None),
    lambda T: T.Resize(256, T.InterpolationMode.BICUBIC, max_size=300),
    lambda T: T.CenterCrop(3),
    lambda T: T.RandomCrop((3, 4), padding=2),
    lambda T: T.RandomResizedCrop(224),
    lambda T: T.RandomHorizontalFlip(),
    lambda T: T.RandomVerticalFlip(0.2),
    lambda T: T.RandomRotation(10),
    lambda T: T.RandomRotation((3, 30), expand=True, center=(1, 2)),
    lambda T: T.ColorJitter(),
    lambda T: T.ColorJitter(0.1, (0.5, 2), 0.3, 0.1),
    lambda T: T.ColorJitter(brightness=2),
    lambda T: T.Grayscale(3),
    lambda T: T.RandomGrayscale(0.2),
    lambda T: T.Pad(2),
    lambda T: T.PILToTensor(),
    lambda T: T.ToPILImage(),
    lambda T: T.ToPILImage("RGB"),
    lambda T: T.Normalize([0.1], [0.2]),
    lambda T: T.Lambda(abs),
    lambda T: T.RandomApply([T.Pad(3), T.CenterCrop(2)], 0.3),
    lambda T: T.RandomChoice([T.Pad(1)]),
    lambda T: T.RandomOrder([T.Pad(1)]),
    lambda T: T.RandomErasing(),
    lambda T: T.ConvertImageDtype(None),
]


@pytest.mark.parametrize("make", REPRS)
def test_repr(torchvision, make):
    assert repr(make(T)) == repr(make(torchvision.transforms))


def test_antialias_is_not_switched_off_for_pil_images(torchvision):
    image = picture()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        same(
            F.resize(image, 9, antialias=False),
            torchvision.transforms.functional.resize(image, 9, antialias=False),
        )
