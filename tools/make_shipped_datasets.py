"""Writes the two data sets that minidnn ships, from scikit-learn's copies; rarely needed.

    python tools/make_shipped_datasets.py        (needs scikit-learn)

The files come out the same byte for byte, because NumPy's zip members carry no date.
"""

from pathlib import Path

import numpy as np
from sklearn import datasets

FOLDER = Path(__file__).resolve().parent.parent / "minidnn" / "datasets"


def main():
    cancer = datasets.load_breast_cancer()
    write(
        "breast_cancer.npz",
        data=cancer.data.astype(np.float64),
        target=cancer.target.astype(np.uint8),
        feature_names=np.array(cancer.feature_names.tolist()),
        target_names=np.array(cancer.target_names.tolist()),
    )
    digits = datasets.load_digits()
    write(
        "digits.npz",
        images=digits.images.astype(np.uint8),
        target=digits.target.astype(np.uint8),
    )


def write(name, **arrays):
    path = FOLDER / name
    np.savez_compressed(path, **arrays)
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
