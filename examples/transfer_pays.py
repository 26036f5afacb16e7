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
from minidnn.utils.data import DataLoader, TensorDataset
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


def photographs(folder, side):
    """All photographs of a folder as one TensorDataset: (N,3,side,side) normalised, and (N,)."""
    transform = transforms.Compose(
        [
            transforms.Resize(side),
            transforms.CenterCrop(side),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    items = list(datasets.ImageFolder(folder, transform=transform))
    return TensorDataset(
        minidnn.stack([image for image, _ in items]), minidnn.tensor([label for _, label in items])
    )


def random_network(seed):
    minidnn.manual_seed(seed)
    return SmallResNet()


def written(values):
    values = 100 * np.array(values)
    return f"{values.mean():5.1f} ± {values.std(ddof=1):4.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="a folder with a folder of photos per class")
    parser.add_argument("--cifar", help="where CIFAR-10's files are")
    parser.add_argument("--epochs", type=int, default=15, help="through CIFAR-10 (15)")
    parser.add_argument(
        "--side", type=int, nargs="+", default=[32, 64, 128, 224], help="pixels of the photographs"
    )
    parser.add_argument("--splits", type=int, default=5, help="random splits of the photos (5)")
    parser.add_argument("--weights", help="file to keep the trained weights in, or to read")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    if options.splits < 2:
        parser.error("--splits: at least 2, or there is no deviation")
    try:
        kinds = datasets.ImageFolder(options.data)
        trained = pretrained(options)
    except (known.DatasetNotFound, FileNotFoundError) as error:
        sys.exit(str(error))
    share = np.bincount(kinds.targets).max() / len(kinds)
    print(f"\n{len(kinds)} photographs: {', '.join(kinds.classes)}; {share:.1%} are of one class")
    print(f"accuracy in percent on the fifth held out, {options.splits} random splits, mean ± s.d.")
    print("pixels   trained on CIFAR-10   random weights   difference")
    for side in options.side:
        photos = photographs(options.data, side)
        features = cached_features(freeze(trained), photos)
        after, random = [], []
        for split in range(options.splits):  # a new random network for each split
            other = cached_features(freeze(random_network(1000 + options.seed + split)), photos)
            after.append(head_accuracy(features, split))
            random.append(head_accuracy(other, split))
        gain = written(np.subtract(after, random))
        print(f"{side:6}   {written(after):>19}   {written(random):>14}   {gain}", flush=True)


if __name__ == "__main__":
    main()
