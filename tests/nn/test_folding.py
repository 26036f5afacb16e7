"""Convolution, batch norm and relu as one in evaluation: the numbers of one after the other."""

import gc

import numpy as np
import pytest

import minidnn
from minidnn import nn
from minidnn.nn import folding
from minidnn.nn.utils import fusion
from minidnn.ops.fast import winograd


def layers(bias=True, inputs=3, outputs=6, **options):
    """A convolution and a batch norm whose numbers are not those of the start."""
    conv = nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias, **options)
    norm = nn.BatchNorm2d(outputs)
    rng = np.random.default_rng(0)
    for tensor, low in ((norm.weight, -1), (norm.bias, -1), (norm.running_mean, -1)):
        tensor.array[:] = rng.uniform(low, 1, outputs)
    norm.running_var.array[:] = rng.uniform(0.5, 2, outputs)
    return conv, norm


def images(*shape):
    return minidnn.tensor(np.random.default_rng(1).standard_normal(shape).astype(np.float32))


def one_by_one(x, *modules):
    with minidnn.no_grad():
        for module in modules:
            x = module(x)
    return x.numpy()


def folds(monkeypatch):
    """A list that grows with every convolution that is folded."""
    done, join = [], folding.joined
    monkeypatch.setattr(folding, "joined", lambda *args: (done.append(1), join(*args))[1])
    return done


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"groups": 3}, {"dilation": 2}])
def test_the_same_numbers(bias, options, monkeypatch):
    done = folds(monkeypatch)
    model = nn.Sequential(*layers(bias, **options), nn.ReLU()).eval()
    x = images(2, 3, 20, 24)
    expected = one_by_one(x, *model)
    with minidnn.no_grad():
        y = model(x).numpy()
    assert done == [1]
    np.testing.assert_allclose(y, expected, rtol=0, atol=2e-6 * np.abs(expected).max())
    monkeypatch.setattr(folding, "joins", lambda *_: False)  # relu in place alone: the same bits
    before = x.numpy().copy()
    with minidnn.no_grad():
        np.testing.assert_array_equal(model(x).numpy(), expected)
        np.testing.assert_array_equal(nn.Sequential(nn.ReLU())(x).numpy(), np.maximum(before, 0))
    np.testing.assert_array_equal(x.numpy(), before)


@pytest.mark.parametrize("relu", [nn.ReLU, nn.ReLU6])
@pytest.mark.parametrize(
    ("inputs", "outputs", "size", "kernel", "groups"),
    [
        (8, 16, 24, 3, 1),
        (64, 96, 6, 1, 1),
        (600, 40, 5, 1, 1),
        (48, 48, 20, 3, 48),
        (9, 900, 4, 3, 3),
    ],
)
def test_every_way_is_finished(relu, inputs, outputs, size, kernel, groups):
    conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, groups=groups, bias=False)
    norm = layers(inputs=3, outputs=outputs)[1]
    model = nn.Sequential(conv, norm, relu(), nn.Conv2d(outputs, 4, 1)).eval()
    for batch in (1, 3):
        x = images(batch, inputs, size, size) * 9
        expected = one_by_one(x, *model)
        with minidnn.no_grad():
            y = model(x).numpy()
        np.testing.assert_allclose(y, expected, rtol=0, atol=4e-6 * np.abs(expected).max())


def test_every_change_of_a_parameter_is_seen():
    conv, norm = layers()
    model, x = nn.Sequential(conv, norm).eval(), images(2, 3, 9, 9)
    for tensor in (conv.weight, conv.bias, norm.weight, norm.bias, norm.running_mean):
        tensor.array[...] += 0.5  # a write that no version counts
        expected = one_by_one(x, conv, norm)
        with minidnn.no_grad():
            np.testing.assert_allclose(model(x).numpy(), expected, rtol=1e-4, atol=1e-5)


def test_a_remembered_weight_is_given_up_with_its_first_bit_or_its_layer():
    conv, norm = layers(inputs=128, outputs=128)
    model, x = nn.Sequential(conv, norm).eval(), images(1, 128, 10, 10)
    weight, transformed = conv.weight.array, []
    kept = winograd.kept
    for change in (None, None, (0, 0, 0, 0), None, (127, 127, 2, 2)):
        if change is not None:  # by the smallest step there is
            weight[change] = np.nextafter(weight[change], np.float32(9))
        expected = one_by_one(x, conv, norm)
        with minidnn.no_grad():
            np.testing.assert_allclose(model(x).numpy(), expected, rtol=1e-3, atol=1e-4)
        transformed.append(kept[id(weight)][2])
    same = [a is b for a, b in zip(transformed, transformed[1:])]
    assert same == [True, False, True, False]
    name = id(weight)
    del model, conv, weight
    gc.collect()
    assert name not in kept


def test_gradients_hooks_and_training_keep_the_layers_apart(monkeypatch):
    done = folds(monkeypatch)
    conv, norm = layers()
    model, x = nn.Sequential(conv, norm, nn.ReLU()).eval(), images(2, 3, 9, 9)
    model(x).sum().backward()
    assert conv.weight.grad is not None
    model.requires_grad_(False)
    x.requires_grad_()
    model(x).sum().backward()
    assert x.grad is not None and not done
    seen = []
    handle = norm.register_forward_hook(lambda module, inputs, output: seen.append(output))
    with minidnn.no_grad():
        y = model(x)
        assert len(seen) == 1 and not done
        assert (seen[0].numpy() < 0).any() and not (y.numpy() < 0).any()  # relu took a copy
        handle.remove()
        norm.train()
        mean = norm.running_mean.numpy().copy()
        model(x)
        assert not done and (norm.running_mean.numpy() != mean).all()
        norm.eval()
        model(x)
        assert done == [1]


def test_a_frozen_backbone_folds_while_its_head_is_trained(monkeypatch):
    done = folds(monkeypatch)
    conv, norm = layers()
    head = nn.Linear(6, 2)
    model = nn.Sequential(conv, norm, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), head).eval()
    conv.requires_grad_(False)
    norm.requires_grad_(False)
    model(images(2, 3, 9, 9)).sum().backward()
    assert done == [1] and head.weight.grad is not None


@pytest.mark.parametrize("shape", [(1, 4), (7, 4), (2, 3, 4)])
def test_dense_layers(shape):
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2, bias=False), nn.Sigmoid())
    model.eval()
    x = images(*shape)
    expected, before = one_by_one(x, *model), x.numpy().copy()
    with minidnn.no_grad():
        y = model(x)
    np.testing.assert_array_equal(y.numpy(), expected)
    np.testing.assert_array_equal(x.numpy(), before)
    assert not y.requires_grad and model(x).requires_grad
    with minidnn.no_grad():
        for wrong, error in ((images(3, 5), ValueError), (images(3, 4).double(), RuntimeError)):
            with pytest.raises(error, match="linear"):
                model(wrong)


def test_a_hook_sees_what_a_layer_gave(monkeypatch):
    linear, relu, seen = nn.Linear(4, 6), nn.ReLU(), []
    linear.register_forward_hook(lambda module, inputs, output: seen.append(output))
    with minidnn.no_grad():
        y = nn.Sequential(linear, relu).eval()(images(3, 4))
    assert (seen[0].numpy() < 0).any() and (y.numpy() >= 0).all()


def test_errors_are_the_layers_own():
    conv, norm = layers()
    model = nn.Sequential(conv, nn.BatchNorm2d(4)).eval()
    with minidnn.no_grad():
        with pytest.raises(ValueError, match="BatchNorm2d: expected input"):
            model(images(2, 3, 9, 9))
        with pytest.raises(RuntimeError, match="conv2d: the input is float64"):
            nn.Sequential(conv, norm).eval()(images(2, 3, 9, 9).double())


@pytest.mark.parametrize("model", ["resnet18", "resnet50", "mobilenet_v2"])
def test_whole_networks(model, monkeypatch):
    from minidnn.vision import models

    network = getattr(models, model)(num_classes=5).eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.array[:] = 0.1
            module.running_var.array[:] = 1.5
    x = images(1, 3, 64, 64)
    with minidnn.no_grad():
        y = network(x).numpy()
        monkeypatch.setattr(folding, "joins", lambda *_: False)
        expected = network(x).numpy()
    np.testing.assert_allclose(y, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("bias", [True, False])
def test_fuse(bias):
    conv, norm = layers(bias, groups=3)
    x = images(2, 3, 9, 9)
    conv.eval(), norm.eval()
    fused = fusion.fuse_conv_bn_eval(conv, norm)
    expected = one_by_one(x, conv, norm)
    np.testing.assert_allclose(fused(x).detach().numpy(), expected, rtol=0, atol=1e-5)
    assert fused is not conv and fused.bias.requires_grad and (conv.bias is not None) == bias
    linear, norm = nn.Linear(4, 6, bias=bias).eval(), nn.BatchNorm1d(6).eval()
    norm.running_mean.array[:] = 0.3
    x = images(7, 4)
    fused = nn.utils.fuse_linear_bn_eval(linear, norm)
    np.testing.assert_allclose(
        fused(x).detach().numpy(), one_by_one(x, linear, norm), rtol=0, atol=1e-6
    )


def test_fuse_refuses():
    conv, norm = layers()
    with pytest.raises(ValueError, match="only for evaluation"):
        fusion.fuse_conv_bn_eval(conv, norm)
    conv.eval()
    with pytest.raises(ValueError, match="keeps no running statistics"):
        fusion.fuse_conv_bn_eval(conv, nn.BatchNorm2d(6, track_running_stats=False).eval())
    with pytest.raises(ValueError, match="4 features for 6 outputs"):
        fusion.fuse_conv_bn_eval(conv, nn.BatchNorm2d(4).eval())


def test_wrong_channels_are_told_by_the_layer():
    conv, norm = layers()
    model, x = nn.Sequential(conv, norm, nn.ReLU()).eval(), images(2, 4, 20, 20)
    with minidnn.no_grad():
        with pytest.raises(ValueError) as alone:
            conv(x)
        with pytest.raises(ValueError) as together:
            model(x)
    assert str(together.value) == str(alone.value)


def test_a_residual_is_one_pass_and_changes_nothing_else():
    conv, norm = layers(outputs=8, inputs=8)
    x, relu = images(2, 8, 40, 40), nn.ReLU()
    before = x.numpy().copy()
    for modules in ((conv, norm), (nn.Identity(),), (conv,), (norm,), ()):
        for module in modules:
            module.eval()
        expected = np.maximum(one_by_one(x, *modules) + before, 0)
        with minidnn.no_grad():
            y = folding.residual(x, x, relu, *modules)
        np.testing.assert_allclose(y.numpy(), expected, rtol=0, atol=2e-6 * expected.max())
        np.testing.assert_array_equal(x.numpy(), before)
    recorded = images(2, 8, 40, 40).requires_grad_(True)
    folding.residual(recorded, recorded, relu, conv, norm).sum().backward()
    assert recorded.grad is not None and conv.weight.grad is not None
    seen = []
    relu.register_forward_hook(lambda *_: seen.append(1))
    with minidnn.no_grad():
        folding.residual(x, x, relu, conv, norm)
        assert seen == [1]
        assert folding.residual(x, x.double(), nn.ReLU(), conv, norm).dtype == minidnn.float64
