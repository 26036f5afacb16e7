"""The networks that are measured, written once: `lib` is minidnn or torch, with the same names."""


def tutorial_mlp(lib):
    """5-64-64-1, the network of the tutorial."""
    nn = lib.nn
    return nn.Sequential(
        nn.Linear(5, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1), nn.Sigmoid()
    )


def mnist_mlp(lib):
    """784-512-256-128-10 with dropout."""
    nn = lib.nn
    layers = []
    for inputs, outputs in ((784, 512), (512, 256), (256, 128)):
        layers += [nn.Linear(inputs, outputs), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(128, 10))


def small_cnn(lib):
    """Two convolutions with pooling and two dense layers, for 28x28 grey images."""
    nn = lib.nn
    return nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def resnet18(lib, classes=10, small_images=True):
    """ResNet-18; for small images (CIFAR) its first layer is a 3x3 convolution without pooling."""
    return resnet(lib, basic_block, (2, 2, 2, 2), 1, classes, small_images)


def resnet50(lib, classes=1000):
    """ResNet-50 for 224x224 images."""
    return resnet(lib, bottleneck, (3, 4, 6, 3), 4, classes, small_images=False)


def resnet(lib, block, depths, expansion, classes, small_images):
    """He et al. 2015, "Deep Residual Learning for Image Recognition"."""
    nn = lib.nn
    if small_images:
        layers = [nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    else:
        layers = [nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(64)]
        layers += [nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)]
    channels = 64
    for i, depth in enumerate(depths):
        width = 64 * 2**i
        for j in range(depth):
            stride = 2 if i and not j else 1
            layers.append(block(lib, channels, width, stride))
            channels = width * expansion
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]
    return nn.Sequential(*layers)


def basic_block(lib, inputs, width, stride):
    nn = lib.nn
    body = nn.Sequential(
        nn.Conv2d(inputs, width, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, width, 3, padding=1, bias=False),
        nn.BatchNorm2d(width),
    )
    return residual(lib, body, inputs, width, stride)


def bottleneck(lib, inputs, width, stride):
    nn = lib.nn
    body = nn.Sequential(
        nn.Conv2d(inputs, width, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.Conv2d(width, 4 * width, 1, bias=False),
        nn.BatchNorm2d(4 * width),
    )
    return residual(lib, body, inputs, 4 * width, stride)


def residual(lib, body, inputs, outputs, stride):
    """relu(body(x) + x), where a 1x1 convolution brings x to the body's shape if need be."""
    nn = lib.nn
    shortcut = nn.Identity()
    if stride != 1 or inputs != outputs:
        convolution = nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)
        shortcut = nn.Sequential(convolution, nn.BatchNorm2d(outputs))

    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.body, self.shortcut, self.relu = body, shortcut, nn.ReLU()

        def forward(self, x):
            return self.relu(self.body(x) + self.shortcut(x))

    return Residual()


def mobilenet(lib, classes=10):
    """MobileNetV2 (Sandler et al. 2018): 3x3 convolutions of every channel between 1x1 ones."""
    nn = lib.nn

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride, times):
            super().__init__()
            inner = inputs * times
            layers = [*joined(inputs, inner, 1)] if times > 1 else []
            layers += joined(inner, inner, 3, stride, inner)
            layers += [nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs)]
            self.body = nn.Sequential(*layers)
            self.adds = stride == 1 and inputs == outputs

        def forward(self, x):
            return x + self.body(x) if self.adds else self.body(x)

    def joined(inputs, outputs, kernel, stride=1, groups=1):
        options = {"padding": kernel // 2, "groups": groups, "bias": False}
        yield nn.Conv2d(inputs, outputs, kernel, stride, **options)
        yield nn.BatchNorm2d(outputs)
        yield nn.ReLU6()

    layers, channels = [*joined(3, 32, 3, 2)], 32
    for times, outputs, count, stride in (
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
        (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ):  # fmt: skip
        for i in range(count):
            layers.append(Block(channels, outputs, 1 if i else stride, times))
            channels = outputs
    layers += [*joined(channels, 1280, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*layers, nn.Linear(1280, classes))
