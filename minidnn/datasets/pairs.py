"""Sentences with their translations, and words with their vectors: Multi30k, GloVe."""

import io
import os
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from minidnn.datasets.places import folders
from minidnn.datasets.text_files import Files, Root, read_text
from minidnn.utils.data.dataset import Dataset


class TranslationPairs(Dataset):
    """Item i is (sentence, its translation): line i of two files, as in Multi30k."""

    def __init__(self, source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
        self.sources, self.targets = (read_text(Path(p)).splitlines() for p in (source, target))
        if len(self.sources) != len(self.targets):
            raise ValueError(
                f"TranslationPairs: {source} has {len(self.sources)} lines, {target} "
                f"{len(self.targets)}; line i of one must be the translation of line i of the other"
            )

    def __getitem__(self, index: int) -> tuple[str, str]:
        return self.sources[index], self.targets[index]

    def __len__(self) -> int:
        return len(self.sources)


class Multi30k(TranslationPairs):
    """30,000 captions of pictures in two languages. split: "train", "valid" or "test"."""

    def __init__(
        self,
        root: Root = None,
        split: str = "train",
        language_pair: Sequence[str] = ("de", "en"),
        download: bool = False,
    ) -> None:
        if split not in MULTI30K:
            raise ValueError(f"Multi30k: split must be one of {', '.join(MULTI30K)}; got {split!r}")
        files = MULTI30K[split]
        stem = {"train": "train", "valid": "val", "test": "test"}[split]
        wanted = [f"{stem}.{language}" for language in language_pair]
        for folder in folders(root, files.folder_names):
            if all((folder / name).is_file() for name in wanted):
                super().__init__(*(folder / name for name in wanted))
                return
        archive = files.path(root, download)
        with tarfile.open(archive) as tar:
            for name in wanted:  # by name, so that no path of the archive is trusted
                member = next((m for m in tar if Path(m.name).name == name and m.isfile()), None)
                if member is None:
                    raise ValueError(f"Multi30k: {archive} holds no file {name}")
                file: Any = tar.extractfile(member)
                (archive.parent / name).write_bytes(file.read())
        super().__init__(*(archive.parent / name for name in wanted))


def glove(
    root: Root = None, name: str = "6B", dim: int = 100, download: bool = False
) -> tuple[list[str], np.ndarray]:
    """Words and their vectors (V, dim) float32, from glove.NAME.DIMd.txt or the published zip.

    Source: Pennington, Socher, Manning, GloVe: Global Vectors for Word Representation, 2014.
    """
    member = f"glove.{name}.{dim}d.txt"
    for folder in folders(root, ("glove", "GloVe")):
        if (folder / member).is_file():
            with open(folder / member, encoding="utf-8") as file:
                return word_vectors(file, dim, folder / member)
    source = f"https://nlp.stanford.edu/data/glove.{name}.zip"
    files = Files("GloVe", ("glove", "GloVe"), f"glove.{name}.zip", source)
    path = files.path(root, download)
    with zipfile.ZipFile(path) as archive:
        if member not in archive.namelist():
            raise ValueError(f"glove: {path} holds {', '.join(archive.namelist())}, no {member}")
        with archive.open(member) as packed:
            return word_vectors(io.TextIOWrapper(packed, "utf-8"), dim, path)


def word_vectors(lines: Iterable[str], dim: int, path: Path) -> tuple[list[str], np.ndarray]:
    """A word and `dim` numbers a line; a word may contain spaces."""

    def parts() -> Iterator[list[str]]:
        for number, line in enumerate(lines, start=1):
            row = line.rstrip("\n").rsplit(" ", dim)
            if len(row) != dim + 1:
                raise ValueError(
                    f"glove: {path}, line {number}: expected a word and {dim} numbers; got "
                    f"{line.rstrip()[:60]!r}"
                )
            yield row

    known, values = [], []
    for row in parts():
        known.append(row[0])
        values.append(np.array(row[1:], dtype=np.float32))
    if not known:
        raise ValueError(f"glove: {path} is empty")
    return known, np.stack(values)


WMT = "http://www.quest.dcs.shef.ac.uk/wmt16_files_mmt/"
MULTI30K = {
    split: Files("Multi30k", ("multi30k", "Multi30k"), name, WMT + name, sha256=digest)
    for split, name, digest in (
        (
            "train",
            "training.tar.gz",
            "20140d013d05dd9a72dfde46478663ba05737ce983f478f960c1123c6671be5e",
        ),
        (
            "valid",
            "validation.tar.gz",
            "a7aa20e9ebd5ba5adce7909498b94410996040857154dab029851af3a866da8c",
        ),
        (
            "test",
            "mmt16_task1_test.tar.gz",
            "0681be16a532912288a91ddd573594fbdd57c0fbb81486eff7c55247e35326c2",
        ),
    )
}
