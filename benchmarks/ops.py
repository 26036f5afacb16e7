"""`python -m benchmarks ops`: single layers and functions, both ways; MobileNetV2."""

from . import models
from .workloads import batch, prepared, training

IMAGES = (64, 64, 32, 32)


def both_ways(lib, function, *shapes):
    """A step of a function of arrays of these shapes: its result, and all gradients."""
    inputs = [lib.from_numpy(batch(shape, 2)[0]).requires_grad_(True) for shape in shapes]
    with lib.no_grad():
        upstream = lib.ones_like(function(*inputs))

    def step():
        function(*inputs).backward(upstream)
        for x in inputs:
            x.grad = None

    return step


def function(name, *shapes, **options):
    """lib -> step of lib.nn.functional.NAME."""

    def make(lib):
        call = getattr(lib.nn.functional, name)
        return both_ways(lib, lambda *inputs: call(*inputs, **options), *shapes)

    return make


def layer(name, shape, *arguments, **options):
    """lib -> step of lib.nn.NAME(...), with the gradients of its parameters."""

    def make(lib):
        return both_ways(lib, getattr(lib.nn, name)(*arguments, **options), shape)

    return make


def group_norm(lib):
    shapes = IMAGES, IMAGES[1:2], IMAGES[1:2]
    return both_ways(lib, lambda x, w, b: lib.nn.functional.group_norm(x, 8, w, b), *shapes)


def mobilenet_step(lib):
    """A training step of MobileNetV2: 8 images of 96x96."""
    model = prepared(lib, models.mobilenet(lib))
    optimizer = lib.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    return training(lib, model, *batch((8, 3, 96, 96), 10), lib.nn.CrossEntropyLoss(), optimizer)


def mobilenet_inference(lib):
    """MobileNetV2 on one image of 224x224."""
    model = prepared(lib, models.mobilenet(lib)).eval()
    x = lib.from_numpy(batch((1, 3, 224, 224), 10)[0])

    def step():
        with lib.no_grad():
            return float(model(x)[0, 0].item())

    return step


ACTIVATIONS = (
    "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "hardswish",
    "hardsigmoid", "hardtanh", "sigmoid", "tanh",
)  # fmt: skip

OPS = {
    **{name: function(name, IMAGES) for name in ACTIVATIONS},
    "conv1d": function("conv1d", (64, 64, 1024), (64, 64, 3), padding=1),
    "conv3d": function("conv3d", (4, 16, 16, 32, 32), (32, 16, 3, 3, 3), padding=1),
    "conv2d in 8 groups": function("conv2d", IMAGES, (64, 8, 3, 3), padding=1, groups=8),
    "conv2d of every channel": function("conv2d", IMAGES, (64, 1, 3, 3), padding=1, groups=64),
    "conv_transpose2d": function("conv_transpose2d", IMAGES, (64, 32, 4, 4), stride=2, padding=1),
    "group_norm": group_norm,
    "batch_norm": layer("BatchNorm2d", IMAGES, 64),
    "instance_norm": function("instance_norm", IMAGES),
    "max_pool2d": function("max_pool2d", IMAGES, kernel_size=2),
    "avg_pool2d": function("avg_pool2d", IMAGES, kernel_size=2),
    "avg_pool2d, 3x3": function("avg_pool2d", IMAGES, kernel_size=3, stride=1, padding=1),
    "adaptive_avg_pool2d": function("adaptive_avg_pool2d", IMAGES, output_size=1),
    "nearest upsampling": function("interpolate", IMAGES, scale_factor=2, mode="nearest"),
    "bilinear upsampling": function("interpolate", IMAGES, scale_factor=2, mode="bilinear"),
    "softmax": function("softmax", (4096, 1024), dim=1),
    "MobileNetV2 step": mobilenet_step,
    "MobileNetV2 inference": mobilenet_inference,
}  # fmt: skip
