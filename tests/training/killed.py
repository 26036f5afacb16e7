"""A training to be killed: python killed.py CHECKPOINT [resume]. Random in every way it can be."""

import random
import sys
import time

import numpy as np

import minidnn
from minidnn import datasets, nn, optim, training
from minidnn.utils.data import DataLoader, TensorDataset


class Slow(training.Callback):
    """Time to be killed in, and random numbers of NumPy's global generator."""

    def after_step(self, run):
        time.sleep(0.01)
        np.random.random()


def main(path, resume):
    minidnn.manual_seed(3)
    np.random.seed(4)
    random.seed(5)
    table = datasets.load_digits()
    data = TensorDataset(table.data[:400] / 16, table.target[:400])
    loader = DataLoader(data, 16, shuffle=True, num_workers=2)
    val_loader = DataLoader(TensorDataset(*(t[:64] for t in data.tensors)), 32)
    model = nn.Sequential(
        nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 10)
    )
    optimizer = optim.AdamW(model.parameters(), lr=3e-3)
    scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=8 * 9)
    history = training.fit(
        model,
        loader,
        val_loader,
        criterion=nn.CrossEntropyLoss(),
        optimizer=optimizer,
        scheduler=scheduler,
        epochs=8,
        accumulate=3,
        clip_grad_norm=1.0,
        callbacks=[Slow(), training.EarlyStopping(patience=50)],
        progress=False,
        checkpoint=path,
        checkpoint_seconds=0.03,
        resume=resume,
    )
    assert len(history) == 8


if __name__ == "__main__":
    main(sys.argv[1], "resume" in sys.argv)
