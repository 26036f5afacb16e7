"""Tones, blur, affine, perspective and elastic changes, several crops: equal to torchvision's."""

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.vision import transforms as T
from minidnn.vision.transforms import functional as F

rng = np.random.default_rng(0)
PIXELS = rng.integers(0, 256, (23, 30, 3)).astype(np.uint8)
PICTURE = Image.fromarray(PIXELS)
PLANES = PIXELS.transpose(2, 0, 1).copy()
FLOATS = rng.random((3, 23, 30)).astype(np.float32)
POINTS = [[0, 0], [29, 0], [29, 22], [0, 22]], [[3, 2], [27, 1], [25, 21], [1, 18]]
SHIFT = (0.2 * rng.standard_normal((1, 23, 30, 2))).astype(np.float32)
CALLS = {
    "invert": [()],
    "posterize": [(3,), (8,)],
    "solarize": [(0.5,), (0.0,)],
    "adjust_sharpness": [(0.0,), (0.5,), (2.0,)],
    "autocontrast": [()],
    "equalize": [()],
    "adjust_gamma": [(0.5,), (2.2, 1.3)],
    "gaussian_blur": [(5,), ([3, 7], [0.6, 1.3]), (9, 2.0)],
    "affine": [
        (30.0, (0, 0), 1.0, 0.0),
        (-12.5, (3, -4), 1.3, (10.0, -5.0)),
        (0.0, (5, 2), 0.7, [4.0]),
    ],
    "perspective": [POINTS],
    "five_crop": [(7,), ((8, 6),)],
    "ten_crop": [(7,), ((8, 6), True)],
}
BYTES_ONLY = ("posterize", "equalize")


def arrays(y):
    return [np.asarray(part) for part in (y if isinstance(y, tuple) else (y,))]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("kind", ["pil", "bytes", "floats"])
def test_function(name, kind, torchvision):
    import torch

    theirs = torchvision.transforms.functional
    for args in CALLS[name]:
        if name in BYTES_ONLY and kind == "floats":
            continue
        if name == "solarize" and kind != "floats":
            args = (args[0] * 255,)
        mode = {"interpolation": "bilinear"} if name in ("affine", "perspective") else {}
        for option in [{}, mode] if mode else [{}]:
            image, other = {
                "pil": (PICTURE, PICTURE),
                "bytes": (minidnn.tensor(PLANES), torch.tensor(PLANES)),
                "floats": (minidnn.tensor(FLOATS), torch.tensor(FLOATS)),
            }[kind]
            ours = {k: F.InterpolationMode(v) for k, v in option.items()}
            wanted = {k: torchvision.transforms.InterpolationMode(v) for k, v in option.items()}
            for a, b in zip(
                arrays(getattr(F, name)(image, *args, **ours)),
                arrays(getattr(theirs, name)(other, *args, **wanted)),
                strict=True,
            ):
                assert a.dtype == b.dtype
                if kind == "floats":
                    np.testing.assert_allclose(a, b, atol=2e-4)
                else:  # a pixel between two may fall to either side
                    different = np.abs(a.astype(int) - b.astype(int)) > (kind == "bytes")
                    assert different.mean() < 0.005


@pytest.mark.parametrize("fill", [None, 0.4, [0.1, 0.2, 0.3]])
def test_fill_and_elastic(fill, torchvision):
    import torch

    theirs = torchvision.transforms.functional
    x, z = minidnn.tensor(FLOATS), torch.tensor(FLOATS)
    affine = (40.0, (2, 1), 1.1, 3.0)
    pairs = [
        (F.affine(x, *affine, fill=fill), theirs.affine(z, *affine, fill=fill)),
        (F.perspective(x, *POINTS, fill=fill), theirs.perspective(z, *POINTS, fill=fill)),
        (
            F.elastic_transform(x, minidnn.tensor(SHIFT), fill=fill),
            theirs.elastic_transform(z, torch.tensor(SHIFT), fill=fill),
        ),
        (
            F.affine(x, *affine, center=[3, 4], fill=fill),
            theirs.affine(z, *affine, center=[3, 4], fill=fill),
        ),
    ]
    for a, b in pairs:
        assert (np.abs(a.numpy() - b.numpy()) > 2e-4).mean() < 0.005
    a = F.elastic_transform(PICTURE, minidnn.tensor(SHIFT))
    b = theirs.elastic_transform(PICTURE, torch.tensor(SHIFT))
    assert (np.asarray(a) != np.asarray(b)).mean() < 0.01


REPRS = """
RandomAffine(10)
RandomAffine((-5,5),translate=(0.1,0.2),scale=(0.9,1.1),shear=3,fill=7,center=(1,2))
RandomAffine(0,shear=[1,2,3,4])
RandomPerspective(0.3,0.7)
GaussianBlur(3)
GaussianBlur((3,5),0.7)
RandomInvert(0.2)
RandomPosterize(3)
RandomSolarize(100,0.1)
RandomAdjustSharpness(2)
RandomAutocontrast()
RandomEqualize()
FiveCrop(5)
TenCrop((5,6),True)
"""


@pytest.mark.parametrize("text", REPRS.split())
def test_repr(text, torchvision):
    wanted = repr(eval(f"T.{text}", {"T": torchvision.transforms}))
    assert repr(eval(f"T.{text}")) == wanted


RANDOM = [
    T.RandomAffine(20, (0.1, 0.2), (0.8, 1.2), (-5, 5, -3, 3)),
    T.RandomPerspective(p=1.0),
    T.ElasticTransform(sigma=1.0),
    T.GaussianBlur(3),
    T.RandomInvert(1.0),
    T.RandomPosterize(2, 1.0),
    T.RandomSolarize(0.5, 1.0),
    T.RandomAdjustSharpness(3, 1.0),
    T.AugMix(),
]


@pytest.mark.parametrize("transform", RANDOM, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize("kind", ["pil", "tensor"])
def test_random_ones_change_the_image_and_a_seed_repeats_them(transform, kind):
    image = PICTURE if kind == "pil" else minidnn.tensor(PLANES)

    def run(seed):
        minidnn.manual_seed(seed)
        return np.asarray(transform(image))

    y = run(1)
    assert y.shape == np.asarray(image).shape and y.dtype == np.uint8
    assert (y == run(1)).all() and (y != np.asarray(image)).any()


def test_affine_parameters():
    for _ in range(50):
        angle, move, scale, shear = T.RandomAffine.get_params(
            (-10, 5), (0.1, 0.5), (0.5, 2), (-1, 1, 3, 4), (30, 20)
        )
        assert -10 <= angle <= 5 and abs(move[0]) <= 3 and abs(move[1]) <= 10
        assert 0.5 <= scale <= 2 and abs(shear[0]) <= 1 and 3 <= shear[1] <= 4


def test_linear_transformation(torchvision):
    import torch

    matrix, mean = rng.random((12, 12)), rng.random(12)
    x = rng.random((2, 3, 2, 2))
    ours = T.LinearTransformation(minidnn.tensor(matrix), minidnn.tensor(mean))
    theirs = torchvision.transforms.LinearTransformation(torch.tensor(matrix), torch.tensor(mean))
    np.testing.assert_allclose(ours(minidnn.tensor(x)).numpy(), theirs(torch.tensor(x)).numpy())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: T.RandomAffine(-3), "one number of degrees must be positive; got -3"),
        (lambda: T.RandomAffine(3, translate=(2, 0)), "two shares between 0 and 1"),
        (lambda: T.RandomAffine(3, scale=(0, 1)), r"\(low, high\) above 0"),
        (lambda: T.GaussianBlur(4), "odd and positive; got 4"),
        (lambda: T.GaussianBlur(3, -1), "sigma should be positive"),
        (lambda: F.gaussian_blur(PICTURE, 63), r"a kernel of \[63, 63\] does not fit"),
        (lambda: F.posterize(minidnn.tensor(FLOATS), 3), "must hold bytes"),
        (lambda: F.five_crop(PICTURE, 99), r"size \(99, 99\) is larger than the image \(23, 30\)"),
        (lambda: F.perspective(PICTURE, [[0, 0]], [[1, 1]]), "expected four corners each; got 1"),
        (lambda: F.affine(PICTURE, 3, (0, 0), 0, 0), "scale should be positive; got 0"),
        (lambda: T.LinearTransformation(minidnn.ones(2, 3), minidnn.ones(2)), "should be square"),
        (lambda: F.gaussianblur, "has no gaussianblur; did you mean gaussian_blur"),
    ],
)
def test_refusals(call, text):
    with pytest.raises((ValueError, TypeError, AttributeError), match=text):
        call()
