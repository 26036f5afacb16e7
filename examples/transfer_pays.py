"""Does transfer pay? A small ResNet learns CIFAR-10; then, frozen, it tells rocks apart.

    python examples/transfer_pays.py --data FOLDER                photographs of two or more kinds
    python examples/transfer_pays.py --data FOLDER --epochs 1     a quick look

The network never saw a rock: it was trained on small pictures of animals and vehicles. It is
frozen, its features of every photograph are computed once, and a linear head is trained on them.
The same is done with networks of the same shape whose weights are random. Both are measured on
the same random splits of the photographs. CIFAR-10 is looked for in --cifar, in
$MINIDNN_DATA/cifar10 and in the cache.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

import minidnn
from minidnn import datasets as known
from minidnn import nn, optim, training
from minidnn.utils.data import DataLoader
from minidnn.vision import datasets, transforms
from minidnn.vision.models.resnet import BasicBlock, conv
from minidnn.vision.transfer import cached_features, freeze

MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)  # of CIFAR-10's colours


class SmallResNet(nn.Module):
    """Images (N,3,H,W) -> scores (N,num_classes): a stem, three blocks of 16, 32, 64 channels."""

    def __init__(self, num_classes: int = 10):
        self.conv1, self.bn1, self.relu = conv(3, 16, 3), nn.BatchNorm2d(16), nn.ReLU()
        self.layer1 = BasicBlock(16, 16)
        self.layer2 = BasicBlock(16, 32, 2, shortcut(16, 32))
        self.layer3 = BasicBlock(32, 64, 2, shortcut(32, 64))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(64, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.fc(self.avgpool(x).flatten(1))


def shortcut(inputs, outputs):
    return nn.Sequential(conv(inputs, outputs, 1, 2), nn.BatchNorm2d(outputs))


def pretrained(options):
    """The network after CIFAR-10; read from a file if this was done before."""
    minidnn.manual_seed(options.seed)
    model = SmallResNet()
    if options.weights and Path(options.weights).exists():
        model.load_state_dict(minidnn.load(options.weights))
        print(f"trained weights read from {options.weights}")
        return model
    augmented = transforms.Compose(
        [
            transforms.RandomCrop(32, padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    plain = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
    train = known.CIFAR10(options.cifar, train=True, transform=augmented)
    test = known.CIFAR10(options.cifar, train=False, transform=plain)
    loader = DataLoader(train, batch_size=64, shuffle=True)
    optimizer = optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    steps = options.epochs * len(loader)
    print(f"CIFAR-10: {len(train)} pictures to train, {len(test)} to test")
    training.fit(
        model,
        loader,
        DataLoader(test, batch_size=256),
        criterion=nn.CrossEntropyLoss(),
        optimizer=optimizer,
        epochs=options.epochs,
        scheduler=optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps),
    )
    if options.weights:
        minidnn.save(model.state_dict(), options.weights)
    return model


def head_accuracy(features, seed, steps=300):
    """Validation accuracy of a linear head, trained on 80 % of the rows of a TensorDataset."""
    n = len(features)
    order = np.random.default_rng(seed).permutation(n)
    held, used = order[: n // 5], order[n // 5 :]
    x, y = features.tensors
    minidnn.manual_seed(seed)
    # the batch norm gives all features one scale, so that random networks are not at a disadvantage
    head = nn.Sequential(
        nn.BatchNorm1d(x.shape[1], affine=False), nn.Linear(x.shape[1], int(y.max()) + 1)
    )
    optimizer = optim.Adam(head.parameters(), lr=0.01, weight_decay=1e-3)
    criterion = nn.CrossEntropyLoss()
    head[0].momentum = 1.0  # all rows are one batch: its statistics are the ones to keep
    for _ in range(steps):
        optimizer.zero_grad()
        criterion(head(x[used]), y[used]).backward()
        optimizer.step()
    head.eval()
    with minidnn.no_grad():
        return (head(x[held]).argmax(dim=1) == y[held]).float().mean().item()


def told(name, values):
    values = 100 * np.array(values)
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    each = " ".join(f"{v:.1f}" for v in values)
    print(f"{name:22} {values.mean():5.1f} % ± {spread:.1f}   ({each})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="a folder with a folder of photos per class")
    parser.add_argument("--cifar", help="where CIFAR-10's files are")
    parser.add_argument("--epochs", type=int, default=15, help="through CIFAR-10 (15)")
    parser.add_argument("--side", type=int, default=64, help="photographs become SIDE x SIDE (64)")
    parser.add_argument("--splits", type=int, default=5, help="random splits of the photos (5)")
    parser.add_argument("--weights", help="file to keep the trained weights in, or to read")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    side = options.side
    transform = transforms.Compose(
        [
            transforms.Resize(side),
            transforms.CenterCrop(side),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    try:
        photos = datasets.ImageFolder(options.data, transform=transform)
        trained = freeze(pretrained(options))
    except (known.DatasetNotFound, FileNotFoundError) as error:
        sys.exit(str(error))

    features = cached_features(trained, photos)
    after, random = [], []
    for split in range(options.splits):
        after.append(head_accuracy(features, split))
        minidnn.manual_seed(1000 + options.seed + split)  # another random network for each split
        random.append(head_accuracy(cached_features(freeze(SmallResNet()), photos), split))

    counts = np.bincount(photos.targets)
    print(f"\n{len(photos)} photographs, {', '.join(photos.classes)}; {side} x {side} pixels")
    print(f"accuracy on the fifth kept aside, {options.splits} random splits, mean ± deviation")
    told("trained on CIFAR-10", after)
    told("random weights", random)
    print(f"{'the larger class':22} {100 * counts.max() / counts.sum():5.1f} %")


if __name__ == "__main__":
    main()
