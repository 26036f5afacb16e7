"""Texts: first names and Moby-Dick in the package; Shakespeare, film reviews, news.

Who made the shipped ones, and under which terms, is written in LICENSES.md beside this file.
"""

import bz2
import csv
import os
import tarfile
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from minidnn.datasets.text_files import Files, Root, number_first, read_text, sorted_texts
from minidnn.utils.data.dataset import Dataset


def names(kind: str = "all") -> list[str]:
    """8,849 English first names: 4,951 of women, then 3,898 of men (427 are in both lists).

    kind: "all", "female" or "male".
    """
    female, male = (part.split() for part in shipped_text("names.txt.bz2").split("\n\n"))
    kinds = {"all": female + male, "female": female, "male": male}
    if kind not in kinds:
        raise ValueError(f"names: kind must be 'all', 'female' or 'male'; got {kind!r}")
    return kinds[kind]


def moby_dick() -> str:
    """Herman Melville's Moby-Dick, 1851: 1,190,317 characters, 83 different ones."""
    return shipped_text("moby_dick.txt.bz2")


def shipped_text(name: str) -> str:
    packed = resources.files("minidnn.datasets").joinpath(name).read_bytes()
    return bz2.decompress(packed).decode("utf-8")


def tiny_shakespeare(root: Root = None, download: bool = False) -> str:
    """40,000 lines of Shakespeare's plays: 1,115,394 characters, 65 different ones."""
    return TINY_SHAKESPEARE.path(root, download).read_text("utf-8")


class LabelledTexts(Dataset):
    """Item i is (text, label). `.texts`, `.labels` are lists, `.classes` the labels' names."""

    def __init__(self, samples: Iterable[tuple[str, int]], classes: Sequence[str]) -> None:
        pairs = list(samples)
        self.texts = [text for text, _ in pairs]
        self.labels = [label for _, label in pairs]
        self.classes = list(classes)

    def __getitem__(self, index: int) -> tuple[str, int]:
        return self.texts[index], self.labels[index]

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} texts; classes {', '.join(self.classes)})"


class TextFolder(LabelledTexts):
    """A folder with a folder of .txt files (UTF-8) for each class: FOLDER/good/1.txt, ..."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        above = Path(root)
        classes = sorted(p.name for p in above.iterdir() if p.is_dir() and any(p.glob("*.txt")))
        if len(classes) < 2:
            raise ValueError(
                f"TextFolder: {root} must have a folder of .txt files for each of at least two "
                f"classes; found {', '.join(classes) or 'none'}"
            )
        files = [(p, i) for i, name in enumerate(classes) for p in sorted_texts(above / name)]
        super().__init__(((read_text(path), label) for path, label in files), classes)


class IMDB(LabelledTexts):
    """50,000 film reviews, half of them for training; label 0 negative, 1 positive.

    Read from the folder aclImdb, or from its archive as it was downloaded.
    """

    def __init__(self, root: Root = None, train: bool = True, download: bool = False) -> None:
        part = "train" if train else "test"
        path = IMDB_FILES.path(root, download)
        if path.name == "aclImdb":
            kinds = enumerate(("neg", "pos"))
            samples = [
                (read_text(p), i) for i, kind in kinds for p in sorted_texts(path / part / kind)
            ]
        else:
            samples = imdb_archive(path, part)
        if not samples:
            raise ValueError(f"IMDB: {path} holds no reviews under {part}/neg and {part}/pos")
        super().__init__(samples, ["negative", "positive"])


def imdb_archive(path: Path, part: str) -> list[tuple[str, int]]:
    """The reviews of a part, in the order of their paths, without unpacking anything."""
    found = {}
    with tarfile.open(path) as archive:
        for member in archive:
            above, _, kind = str(Path(member.name).parent).replace(os.sep, "/").rpartition("/")
            wanted = above.endswith(f"/{part}") and kind in ("neg", "pos")
            if wanted and member.isfile() and member.name.endswith(".txt"):
                file: Any = archive.extractfile(member)
                found[kind, number_first(Path(member.name))] = file.read().decode("utf-8")
    return [(text, int(kind == "pos")) for (kind, _), text in sorted(found.items())]


class AG_NEWS(LabelledTexts):
    """120,000 news of four kinds to train, 7,600 to test; the text is title and description."""

    def __init__(self, root: Root = None, train: bool = True, download: bool = False) -> None:
        path = (AG_NEWS_TRAIN if train else AG_NEWS_TEST).path(root, download)
        classes = ["World", "Sports", "Business", "Sci/Tech"]
        samples = []
        with open(path, encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                if len(row) != 3 or row[0] not in ("1", "2", "3", "4"):
                    raise ValueError(
                        f"AG_NEWS: {path}, row {number}: expected a class from 1 to 4, a title and "
                        f"a description; got {row}"
                    )
                samples.append((f"{row[1]} {row[2]}", int(row[0]) - 1))
        super().__init__(samples, classes)


TINY_SHAKESPEARE = Files(
    "tiny_shakespeare",
    ("text", "tinyshakespeare"),
    "input.txt",
    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    unpacked="tinyshakespeare.txt",
    sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
)
IMDB_FILES = Files(
    "IMDB",
    ("imdb", "IMDB"),
    "aclImdb_v1.tar.gz",
    "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    unpacked="aclImdb",
    md5="7c2ac02c03563afcf9b574c7e56c153a",
)
AG = "https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/"
AG_FOLDERS = ("ag_news", "AG_NEWS", "ag_news_csv")
AG_NEWS_TRAIN = Files(
    "AG_NEWS", AG_FOLDERS, "train.csv", AG + "train.csv", md5="b1a00f826fdfbd249f79597b59e1dc12"
)
AG_NEWS_TEST = Files(
    "AG_NEWS", AG_FOLDERS, "test.csv", AG + "test.csv", md5="d52ea96a97a2d943681189a97654912d"
)
