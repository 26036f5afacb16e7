"""Random transforms: their parameters, their chances, that a seed repeats them; bad arguments."""

import math

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.tensor import Tensor
from minidnn.utils.data import DataLoader
from minidnn.vision import transforms as T
from minidnn.vision.transforms import functional as F

IMAGE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8))
TENSOR = F.to_tensor(IMAGE)

RANDOM = [
    T.RandomCrop(20, padding=3),
    T.RandomCrop((60, 30), pad_if_needed=True, padding_mode="reflect"),
    T.RandomResizedCrop(24),
    T.RandomHorizontalFlip(),
    T.RandomVerticalFlip(),
    T.RandomRotation(30),
    T.ColorJitter(0.4, 0.4, 0.4, 0.1),
    T.RandomGrayscale(0.5),
    T.RandomApply([T.RandomCrop(10)], 0.5),
    T.RandomChoice([T.CenterCrop(9), T.RandomCrop(9)]),
    T.RandomOrder([T.CenterCrop(30), T.Pad(2), T.RandomHorizontalFlip()]),
]


@pytest.mark.parametrize("transform", RANDOM, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize("image", [IMAGE, TENSOR], ids=["pil", "tensor"])
def test_a_seed_repeats_them(transform, image):
    def run(seed):
        minidnn.manual_seed(seed)
        return [np.asarray(transform(image)).tobytes() for _ in range(8)]

    assert run(1) == run(1) != run(2)


def test_they_repeat_in_a_loader_with_any_number_of_workers():
    chain = T.Compose([T.RandomResizedCrop(16), T.ColorJitter(0.3), T.ToTensor()])

    class Images(list):
        def __getitem__(self, i):
            return chain(IMAGE)

    results = []
    for workers in (0, 1, 3):
        minidnn.manual_seed(7)
        loader = DataLoader(Images(range(13)), batch_size=4, num_workers=workers)
        results.append(np.concatenate([batch.numpy() for batch in loader]))
    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(results[0], results[2])
    assert len(np.unique(results[0].reshape(13, -1), axis=0)) == 13


def test_the_parameters_of_a_resized_crop():
    boxes = [T.RandomResizedCrop.get_params(IMAGE, (0.08, 1), (3 / 4, 4 / 3)) for _ in range(2000)]
    for top, left, height, width in boxes:
        assert 0 <= top <= 40 - height and 0 <= left <= 50 - width
        assert 0.07 < height * width / 2000 <= 1 and 0.7 < width / height < 1.43
    areas = [h * w / 2000 for _, _, h, w in boxes]
    assert 0.4 < np.mean(areas) < 0.55
    assert abs(np.mean([math.log(w / h) for _, _, h, w in boxes])) < 0.03
    wide = Image.new("L", (100, 10))
    assert T.RandomResizedCrop.get_params(wide, (0.99, 1), (3 / 4, 4 / 3)) == (0, 43, 10, 13)
    high = Image.new("L", (10, 100))
    assert T.RandomResizedCrop.get_params(high, (0.99, 1), (3 / 4, 4 / 3)) == (43, 0, 13, 10)


def test_equal_parameters_give_torchvisions_picture(torchvision, monkeypatch):
    theirs = torchvision.transforms
    cases = [
        ("RandomCrop", (20,), {"padding": 4}, (3, 5, 20, 20)),
        ("RandomCrop", ((60, 30),), {"pad_if_needed": True}, (0, 2, 60, 30)),
        ("RandomResizedCrop", (24,), {}, (3, 5, 17, 22)),
        ("RandomRotation", (30,), {"fill": 7}, 12.5),
        ("ColorJitter", (0.5, 0.5, 0.5, 0.2), {}, ([2, 0, 3, 1], 1.2, 0.7, 1.4, -0.1)),
    ]
    for name, arguments, options, parameters in cases:
        pictures = []
        for module in (T, theirs):
            kind = getattr(module, name)
            monkeypatch.setattr(kind, "get_params", staticmethod(lambda *_, p=parameters: p))
            pictures.append(np.asarray(kind(*arguments, **options)(IMAGE)))
        np.testing.assert_array_equal(*pictures)


def test_chances():
    minidnn.manual_seed(0)
    flip = T.RandomHorizontalFlip(0.3)
    turned = sum(flip(TENSOR) is not TENSOR for _ in range(2000))
    assert 500 < turned < 700
    assert T.RandomHorizontalFlip(0)(IMAGE) is IMAGE
    np.testing.assert_array_equal(T.RandomVerticalFlip(1)(TENSOR).numpy(), TENSOR.numpy()[:, ::-1])
    assert T.RandomChoice([T.Pad(1), T.Lambda(lambda x: x)], p=[0, 1])(IMAGE) is IMAGE


def test_random_erasing():
    minidnn.manual_seed(0)
    white = Tensor(np.ones((3, 40, 50), np.float32))
    shares = []
    for _ in range(300):
        y = T.RandomErasing(p=1, value=(0.1, 0.2, 0.3))(white).numpy()
        box = y[0] != 1
        shares.append(box.mean())
        rows, columns = np.flatnonzero(box.any(1)), np.flatnonzero(box.any(0))
        assert box.sum() == len(rows) * len(columns) > 0 and y[1][box][0] == np.float32(0.2)
    assert min(shares) > 0.01 and max(shares) < 0.36
    assert (white.numpy() == 1).all() and T.RandomErasing(p=0)(white) is white
    noise = T.RandomErasing(p=1, value="random")(white).numpy()
    assert len(np.unique(noise)) > 50
    T.RandomErasing(p=1, inplace=True)(white)
    assert (white.numpy() == 0).any()


def test_many_images_at_once():
    images = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 3)).astype(np.uint8)
    chain = T.Compose([T.ToTensor(), T.Normalize([0.5, 0.4, 0.3], [0.2, 0.3, 0.4])])
    one_by_one = np.stack([chain(Image.fromarray(image)).numpy() for image in images])
    np.testing.assert_array_equal(chain.for_batch(images).numpy(), one_by_one)
    assert T.Compose([T.ToTensor(), T.RandomHorizontalFlip()]).for_batch(images) is None
    assert T.Compose([T.Normalize([0], [1])]).for_batch(images) is None


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: T.Resize("big"), TypeError, "size must be one or two numbers; got 'big'"),
        (lambda: T.Resize((1, 2, 3)), ValueError, r"one or two numbers; got \(1, 2, 3\)"),
        (
            lambda: T.Resize(3, 77),
            TypeError,
            "interpolation must be an InterpolationMode or a constant",
        ),
        (
            lambda: F.resize(IMAGE, (3, 4), max_size=5),
            ValueError,
            "max_size goes only with a size of one",
        ),
        (
            lambda: F.resize(IMAGE, 9, max_size=9),
            ValueError,
            "max_size = 9 must be greater than size = 9",
        ),
        (
            lambda: F.resize(TENSOR, 9, T.InterpolationMode.BOX),
            ValueError,
            "nearest.* or bicubic; got box",
        ),
        (lambda: T.CenterCrop((1, 2, 3)), ValueError, r"one number or \(height, width\)"),
        (lambda: T.Pad("x"), TypeError, "a number, or 1, 2 or 4 numbers; got 'x'"),
        (lambda: T.Pad((1, 2, 3)), ValueError, r"1, 2 or 4 numbers; got \(1, 2, 3\)"),
        (
            lambda: T.Pad(1, padding_mode="wrap"),
            ValueError,
            "must be constant, edge, reflect or symmetric",
        ),
        (
            lambda: T.Pad(1, fill="red"),
            TypeError,
            "fill must be a number or one per channel; got 'red'",
        ),
        (lambda: F.pad(IMAGE, 1, padding_mode="wrap"), ValueError, "got 'wrap'"),
        (lambda: F.pad(TENSOR, 1, fill=(1, 2)), ValueError, "filled with one number"),
        (
            lambda: T.RandomCrop(60)(IMAGE),
            ValueError,
            r"crop size \(60, 60\) is larger than input image size \(40, 50\)",
        ),
        (
            lambda: T.RandomResizedCrop(3, scale=1),
            TypeError,
            r"scale should be a pair \(min, max\); got 1",
        ),
        (
            lambda: T.RandomHorizontalFlip(2),
            ValueError,
            r"p must be a probability in \[0, 1\]; got 2",
        ),
        (lambda: T.RandomRotation(-3), ValueError, "must be positive; got -3"),
        (lambda: T.RandomRotation((1, 2, 3)), ValueError, "degrees must be one or two numbers"),
        (
            lambda: T.RandomRotation(3, center=(1,)),
            ValueError,
            r"center must be \(x, y\); got \(1,\)",
        ),
        (
            lambda: T.RandomRotation(3, fill="red"),
            TypeError,
            "fill must be a number or one per channel",
        ),
        (lambda: F.rotate(IMAGE, "3"), TypeError, "angle must be a number of degrees; got '3'"),
        (lambda: F.rotate(TENSOR, 3, 3), ValueError, "nearest or bilinear; got bicubic"),
        (
            lambda: T.ColorJitter(-1),
            ValueError,
            "brightness, a single number, must be non negative; got -1",
        ),
        (lambda: T.ColorJitter(hue=0.6), ValueError, r"hue values should be between \(-0.5, 0.5\)"),
        (
            lambda: T.ColorJitter("x"),
            TypeError,
            r"brightness should be a number or \(min, max\); got 'x'",
        ),
        (
            lambda: F.adjust_hue(IMAGE, 0.7),
            ValueError,
            r"hue_factor \(0.7\) is not in \[-0.5, 0.5\]",
        ),
        (lambda: F.adjust_brightness(TENSOR, -1), ValueError, "must not be negative; got -1"),
        (lambda: T.Grayscale(2)(IMAGE), ValueError, "num_output_channels should be 1 or 3; got 2"),
        (
            lambda: F.to_grayscale(TENSOR[:2]),
            ValueError,
            r"expected 1 or 3 channels; got shape \(2, 40, 50\)",
        ),
        (lambda: T.ToTensor()("x"), TypeError, "pic should be PIL Image or ndarray; got str"),
        (lambda: T.ToTensor()(np.zeros(3)), ValueError, r"got shape \(3,\)"),
        (lambda: T.PILToTensor()(TENSOR), TypeError, "pic should be PIL Image; got Tensor"),
        (lambda: T.ToPILImage()(IMAGE), TypeError, "pic should be Tensor or ndarray; got Image"),
        (
            lambda: T.ToPILImage()(np.zeros((3, 4, 5))),
            ValueError,
            r"1 to 4 channels; got shape \(3, 4, 5\)",
        ),
        (
            lambda: T.ToPILImage("L")(TENSOR),
            ValueError,
            "mode L does not fit 3 channels of uint8; use RGB or YCbCr",
        ),
        (
            lambda: T.ToPILImage()(np.zeros((3, 4), np.int64)),
            TypeError,
            "input type int64 is not supported",
        ),
        (lambda: T.Normalize([0], [1])(IMAGE), TypeError, "a Tensor or an array; got Image"),
        (lambda: T.Normalize([0], [0])(TENSOR), ValueError, r"std \[0\] has a zero"),
        (
            lambda: T.Normalize([0, 0], [1])(TENSOR),
            ValueError,
            "mean has 2 and std 1 numbers for 3 channels",
        ),
        (
            lambda: F.normalize(np.zeros((1, 2, 2), np.uint8), [0], [1]),
            TypeError,
            "needs floats .* got uint8",
        ),
        (
            lambda: F.normalize(np.zeros((2, 2)), [0], [1]),
            ValueError,
            r"expected \(\.\.\., C, H, W\)",
        ),
        (
            lambda: F.hflip(np.zeros(2)),
            ValueError,
            r"img should be \(\.\.\., C, H, W\); got shape \(2,\)",
        ),
        (
            lambda: F.convert_image_dtype(TENSOR, np.int32),
            RuntimeError,
            "cannot hold the whole range of int32",
        ),
        (lambda: T.Lambda(3), TypeError, "expected a function; got int"),
        (
            lambda: T.RandomChoice([T.Pad(1)], [1, 2]),
            ValueError,
            "2 probabilities for 1 transforms",
        ),
        (lambda: T.RandomErasing(scale=(0.5, 1.5)), ValueError, r"scale must be within \[0, 1\]"),
        (lambda: T.RandomErasing(value="red"), ValueError, "or 'random'; got 'red'"),
        (
            lambda: T.RandomErasing(1, value=(1, 2))(TENSOR),
            ValueError,
            "value has 2 numbers for 3 channels",
        ),
        (
            lambda: F.fill_of((1, 2), IMAGE),
            ValueError,
            "fill has 2 numbers for an image of 3 channels",
        ),
    ],
)
def test_bad_arguments(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_a_range_the_wrong_way_round():
    with pytest.warns(UserWarning, match=r"scale should be of kind \(min, max\); got \(1, 0.1\)"):
        T.RandomResizedCrop(3, scale=(1, 0.1))


def test_an_own_transform_must_define_forward():
    from minidnn.vision.transforms.compose import Transform

    with pytest.raises(NotImplementedError, match="Transform: define forward"):
        Transform()(IMAGE)
    with pytest.raises(AttributeError, match="minidnn.vision has no audio"):
        minidnn.vision.audio  # noqa: B018


def test_transforms_work_on_the_cpu(stub):
    there = TENSOR.to("stub")
    with pytest.raises(
        TypeError, match=r"hflip: transforms work on the CPU, img is on stub; use img.cpu"
    ):
        F.hflip(there)
    np.testing.assert_array_equal(np.asarray(F.to_pil_image(there)), np.asarray(IMAGE))
