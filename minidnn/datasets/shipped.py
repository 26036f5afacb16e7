"""The two data sets inside the package: Wisconsin breast cancer (569 x 30), digits (1797 x 8 x 8).

Who made them, and under which terms they are shared, is written in LICENSES.md beside this file.
"""

import io
from dataclasses import dataclass
from importlib import resources

import numpy as np

TUTORIAL_FEATURES = 5
TUTORIAL_VALIDATION_ROWS = 64


@dataclass(frozen=True)
class Table:
    """data (N, D), target (N,) int64, the names of columns and classes, as in scikit-learn.

    images: the same data as (N, H, W) where a row is an image, else None.
    """

    data: np.ndarray
    target: np.ndarray
    feature_names: list[str]
    target_names: list[str]
    images: np.ndarray | None = None

    def __repr__(self):
        names = ", ".join(self.target_names)
        return f"Table(data {self.data.shape} {self.data.dtype}, classes {names})"


def load_breast_cancer(return_X_y=False):
    """Wisconsin breast cancer: data (569, 30) float64, target 0 malignant, 1 benign.

    return_X_y: give the pair (data, target) instead of a Table.
    """
    with _open("breast_cancer.npz") as file:
        table = Table(
            file["data"],
            file["target"].astype(np.int64),
            file["feature_names"].tolist(),
            file["target_names"].tolist(),
        )
    return (table.data, table.target) if return_X_y else table


def load_digits(return_X_y=False):
    """Handwritten digits: data (1797, 64), images (1797, 8, 8), float32 in [0, 16], target 0 to 9.

    return_X_y: give the pair (data, target) instead of a Table.
    """
    with _open("digits.npz") as file:
        images, target = file["images"].astype(np.float32), file["target"].astype(np.int64)
    pixels = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    names = [str(digit) for digit in range(10)]
    table = Table(images.reshape(len(images), 64), target, pixels, names, images)
    return (table.data, table.target) if return_X_y else table


def breast_cancer_split():
    """The tutorial's data, float32: x (505, 5), y (505, 1), and for validation (64, 5), (64, 1).

    The first five features, shuffled by RandomState(1), normalised per column over all 569 rows
    (mean 0, standard deviation 1 with ddof 0); the last 64 rows are the validation set.
    """
    data, target = load_breast_cancer(return_X_y=True)
    order = np.random.RandomState(1).permutation(len(data))
    x = data[order, :TUTORIAL_FEATURES].astype(np.float32)
    y = target[order, None].astype(np.float32)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    n = len(x) - TUTORIAL_VALIDATION_ROWS
    return x[:n], y[:n], x[n:], y[n:]


def _open(name):
    return np.load(io.BytesIO(resources.files(__package__).joinpath(name).read_bytes()))
