"""Where a file of a text collection is: on this computer, or where it is published."""

import os
from collections.abc import Sequence
from pathlib import Path

from minidnn.datasets.places import download_folder, folders, not_found
from minidnn.utils.download import download as fetch

Root = str | os.PathLike[str] | None


class Files:
    """Where one file of a collection is, on this computer and in the network."""

    def __init__(
        self,
        what: str,
        folder_names: Sequence[str],
        name: str,
        url: str,
        unpacked: str | None = None,
        **checks: str,
    ) -> None:
        self.what, self.folder_names, self.name, self.url = what, tuple(folder_names), name, url
        self.unpacked, self.checks = unpacked, checks

    def find(self, root: Root) -> Path | None:
        for folder in folders(root, self.folder_names):
            for name in (self.unpacked, self.name):
                if name is not None and (folder / name).exists():
                    return folder / name
        return None

    def path(self, root: Root, download: bool) -> Path:
        """The file, or the folder that was unpacked from it. Raises: DatasetNotFound."""
        if (path := self.find(root)) is not None:
            return path
        if not download:
            names, missing = self.folder_names, self.unpacked or self.name
            raise not_found(self.what, missing, root, names, [self.name], self.url)
        place = download_folder(root, self.folder_names[0]) / self.name
        return fetch(
            self.url, place, md5=self.checks.get("md5"), sha256_prefix=self.checks.get("sha256")
        )


def sorted_texts(folder: Path) -> list[Path]:
    """The .txt files of a folder, 2.txt before 10.txt."""
    return sorted(folder.glob("*.txt"), key=number_first)


def number_first(path: Path) -> tuple[int, str]:
    """A key by which 2_7.txt comes before 10_1.txt, and names without numbers come first."""
    digits = path.stem.partition("_")[0]
    return (int(digits) if digits.isdecimal() else -1, path.name)


def read_text(path: Path) -> str:
    """A file in UTF-8. Raises: ValueError that names a file which is not."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: {error.reason} at byte {error.start}") from None
