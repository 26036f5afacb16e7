"""Searched and random policies beside torchvision's changes; the second interface."""

import numpy as np
import pytest
from PIL import Image

import minidnn
from minidnn.vision import transforms
from minidnn.vision.transforms import InterpolationMode, autoaugment, v2

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 30, 3), dtype=np.uint8)
PICTURE = Image.fromarray(PIXELS)
AMOUNTS = {
    "ShearX": (0.2, -0.3),
    "ShearY": (0.2, -0.9),
    "TranslateX": (7.6, -3.2),
    "TranslateY": (5.9, -9.0),
    "Rotate": (20.0, -135.0),
    "Brightness": (0.3, -0.9),
    "Color": (0.3, -0.9),
    "Contrast": (0.3, -0.9),
    "Sharpness": (0.3, -0.9),
    "Posterize": (4.0, 8.0),
    "Solarize": (110.0, 0.0),
    "AutoContrast": (0.0,),
    "Equalize": (0.0,),
    "Invert": (0.0,),
    "Identity": (0.0,),
}


@pytest.mark.parametrize("name", AMOUNTS)
@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_a_change_is_torchvisions_to_the_bit(name, mode, torchvision):
    from torchvision.transforms.autoaugment import _apply_op

    theirs = torchvision.transforms.InterpolationMode(mode)
    for amount in AMOUNTS[name]:
        for fill in (None, 7):
            wanted = _apply_op(PICTURE, name, amount, theirs, fill)
            got = autoaugment.changed(PICTURE, name, amount, InterpolationMode(mode), fill)
            np.testing.assert_array_equal(np.asarray(got), np.asarray(wanted))


def test_tables_are_torchvisions(torchvision):
    T = torchvision.transforms
    for policy in T.AutoAugmentPolicy:
        ours = transforms.AutoAugment(transforms.AutoAugmentPolicy(policy.value)).policies
        pairs = [
            tuple((n, float(p), None if k == "-" else int(k)) for n, p, k in (line[:3], line[3:]))
            for line in ours
        ]
        assert pairs == T.AutoAugment(policy).policies
    spaces = [
        (T.AutoAugment()._augmentation_space(10, (40, 30)), (10, 40, 30, False)),
        (T.RandAugment()._augmentation_space(31, (40, 30)), (31, 40, 30, False)),
        (T.TrivialAugmentWide()._augmentation_space(31), (31, 40, 30, True)),
    ]
    for theirs, arguments in spaces:
        ours = autoaugment.strengths(*arguments)
        assert set(theirs) <= set(ours) and set(ours) - set(theirs) <= {"Identity", "Invert"}
        for name, (values, signed) in theirs.items():
            mine, sign = ours[name]
            assert sign == signed and (mine is None) == (values.ndim == 0)
            if mine is not None:
                np.testing.assert_allclose(mine, values.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ["AutoAugment", "RandAugment", "TrivialAugmentWide"])
def test_policies_draw_and_keep_the_kind(name):
    minidnn.manual_seed(0)
    policy = getattr(transforms, name)()
    results = [np.asarray(policy(PICTURE)) for _ in range(12)]
    assert all(r.shape == PIXELS.shape for r in results)
    assert len({r.tobytes() for r in results}) > 3
    minidnn.manual_seed(0)
    planes = minidnn.tensor(PIXELS.transpose(2, 0, 1).copy())
    np.testing.assert_array_equal(policy(planes).numpy().transpose(1, 2, 0), results[0])
    with pytest.raises(TypeError, match=r"expected a PIL image or a uint8 Tensor.*before ToTensor"):
        policy(minidnn.zeros(3, 4, 4))


def test_second_interface(torchvision):
    whole = v2.Compose(
        [v2.ToImage(), v2.RandomHorizontalFlip(1.0), v2.ToDtype(minidnn.float32, scale=True)]
        + [v2.Normalize([0.5] * 3, [0.25] * 3)]
    )
    wanted = (PIXELS[:, ::-1].transpose(2, 0, 1) / 255 - 0.5) / 0.25
    np.testing.assert_allclose(whole(PICTURE).numpy(), wanted, rtol=1e-4, atol=1e-5)
    image, label, other = whole(PICTURE, 3, "name")
    assert (label, other) == (3, "name") and image.shape == (3, 40, 30)
    assert whole((PICTURE, 3))[1] == 3
    assert v2.ToImage()(PIXELS).dtype == minidnn.uint8
    assert v2.ToDtype(minidnn.float32)(v2.ToImage()(PICTURE)).max() > 1
    assert v2.ToDtype(minidnn.float32)(PICTURE) is PICTURE
    assert v2.Resize(8)(PICTURE).size == (8, 10)
    assert isinstance(v2.RandomCrop(4), transforms.RandomCrop)
    with pytest.raises(TypeError, match="ToImage: expected a PIL image, an array or a Tensor"):
        v2.ToImage()("text")
    with pytest.raises(TypeError, match="at least one input"):
        v2.Identity()()


def test_old_names_and_paths():
    with pytest.warns(UserWarning, match="transforms.Scale is called Resize now"):
        assert transforms.Scale is transforms.Resize
    assert transforms.transforms.ToTensor is transforms.ToTensor
    with pytest.raises(AttributeError, match="Rezise"):
        _ = transforms.Rezise
    with pytest.raises(ValueError, match="magnitude must be from 0 to 30; got 31"):
        transforms.RandAugment(magnitude=31)


def test_mixup_and_cutmix():
    images = minidnn.rand(6, 3, 10, 8)
    labels = minidnn.tensor([0, 1, 2, 3, 1, 0])
    for kind in (v2.MixUp, v2.CutMix):
        minidnn.manual_seed(3)
        mixed, shares = kind(alpha=0.8, num_classes=4)(images, labels)
        assert mixed.shape == images.shape and shares.shape == (6, 4)
        np.testing.assert_allclose(shares.sum(1).numpy(), 1, rtol=1e-6)
        lam = float(shares[1, 1])  # image 1 meets image 0
        assert 0 < lam < 1 and float(shares[1, 0]) == pytest.approx(1 - lam)
        own, other = images.numpy(), images.roll(1, 0).numpy()
        if kind is v2.MixUp:
            np.testing.assert_allclose(mixed.numpy(), lam * own + (1 - lam) * other, rtol=1e-5)
        else:
            pasted = (mixed.numpy() != own).any(axis=(0, 1))
            assert pasted.sum() / pasted.size == pytest.approx(1 - lam)
            assert (mixed.numpy()[..., pasted] == other[..., pasted]).all()
    with pytest.raises(ValueError, match="labels .N,. need num_classes"):
        v2.MixUp()(images, labels)
    with pytest.raises(ValueError, match=r"got \(3, 10, 8\) and \(6,\)"):
        v2.CutMix(num_classes=4)(images[0], labels)


def test_rare_transforms_take_labels_too():
    image, label = v2.RandomAffine(10)(PICTURE, 3)
    assert image.size == PICTURE.size and label == 3
    assert v2.GaussianBlur(3)(PICTURE).size == PICTURE.size
    noisy = v2.GaussianNoise(sigma=0.5)(minidnn.rand(3, 9, 9))
    assert float(noisy.min()) >= 0 and float(noisy.max()) <= 1
    assert v2.RGB()(minidnn.rand(1, 4, 4)).shape == (3, 4, 4)
    with pytest.raises(ValueError, match="a Tensor of floats; got uint8"):
        v2.GaussianNoise()(minidnn.zeros(3, 4, 4, dtype=minidnn.uint8))
