"""Finds the photographs in a folder: its classes, its parts, and what is left out and why.

Layouts: FOLDER/CLASS/…/photograph; FOLDER/train/CLASS/… beside FOLDER/val/CLASS/… or
FOLDER/test/CLASS/…; either of them inside one more folder. Hidden files, rubbish of file managers
and the results of earlier runs are passed over.
"""

import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from PIL import features

from ..vision.datasets.folder import IMG_EXTENSIONS
from .twins import notes_on_twins

ENDINGS = (*IMG_EXTENSIONS, ".gif", ".jfif") + ((".avif",) if features.check("avif") else ())
UNREADABLE = (".heic", ".heif", ".raw", ".cr2", ".nef", ".arw", ".dng", ".svg", ".psd", ".avif",
              ".jp2", ".jxl", ".rw2", ".orf")  # fmt: skip
TRAIN, HELD_OUT = ("train", "training"), ("val", "valid", "validation", "test", "testing")
RUBBISH = {"thumbs.db", "desktop.ini", "lost+found", "$recycle.bin", "node_modules"}
RUN = "model.minidnn"  # a folder with this file, or with folders that have it, holds results
MANY = 20_000  # files looked at before a folder with hardly an image is given up
FEW = 0.01
SECONDS = 2.0  # between two lines of progress


@dataclass
class Found:
    """The photographs: (path, number of the class) to train with, and to test with if parted.

    root: the folder that holds them, below the one that was named.  notes: sentences to print.
    """

    root: str
    classes: list[str]
    samples: list[tuple[str, int]]
    held_out: list[tuple[str, int]] | None = None
    notes: list[str] = field(default_factory=list)


def scan(root: str) -> Found:
    """The photographs of a folder.

    Raises: ValueError where the folder is plainly none of photographs, or has no class.
    """
    top = Path(root).expanduser()
    if top.resolve() in (Path(top.resolve().anchor), Path.home().resolve()):
        raise ValueError(
            f"{root} is {'the home folder' if top.resolve() == Path.home().resolve() else 'a disk'}"
            ", not a folder of photographs; give the folder that has one folder for each class"
        )
    look, notes = Look(root), []
    inside, kinds = below(look, top)
    if inside != top:
        top = inside
        notes.append(f"the classes are the folders in {top}")
    loose = len(look.photographs(top, deep=False))
    learn = [name for name in kinds if name.lower() in TRAIN]
    test = [name for name in kinds if name.lower() in HELD_OUT]
    if len(learn) == 1 and test and look.folders(top / learn[0]):
        found = parted(look, top, learn[0], test, [k for k in kinds if k not in learn + test])
    else:
        classes, samples = look.classes(top, kinds)
        found = Found(str(top), classes, samples)
    look.done()
    if not found.classes:
        raise ValueError(
            f"{root} has no folder with photographs"
            + (f" ({loose} lie directly in it)" if loose else "")
            + "; expected one folder for each class, with its photographs inside "
            f"({', '.join(ENDINGS)}){look.sentence()}"
        )
    if loose:
        notes.append(f"left out: {loose} beside the folders of the classes, directly in {top}")
    twins = notes_on_twins(found.classes, found.samples, found.held_out or ())
    found.notes = [*notes, *found.notes, *look.notes(), *twins]
    return found


def below(look: "Look", top: Path) -> tuple[Path, list[str]]:
    """(the folder that holds the classes, their names): `top`, or deeper where one is in another.

    A folder with a single class stays as it is.
    """
    place, kinds = top, look.folders(top)
    first = kinds
    while len(kinds) == 1 and not look.photographs(place / kinds[0], deep=False):
        place = place / kinds[0]
        kinds = look.folders(place)
    return (place, kinds) if len(kinds) > 1 or place.name.lower() in TRAIN else (top, first)


def parted(look: "Look", top: Path, learn: str, test: list[str], others: list[str]) -> Found:
    """FOLDER/train beside FOLDER/val or FOLDER/test: the second is held out."""
    test = sorted(test, key=lambda name: name.lower().startswith("test"))  # val before test
    classes, samples = look.classes(top / learn, look.folders(top / learn))
    names, held_out = look.classes(top / test[0], look.folders(top / test[0]))
    unknown = [name for name in names if name not in classes]
    if unknown:
        raise ValueError(
            f"{top / test[0]} has the classes {', '.join(unknown)}, and {top / learn} has not; "
            "both need the same folders"
        )
    notes = [f"the folder is parted: {learn} to train, {test[0]} to test"]
    lacking = [name for name in classes if name not in names]
    if lacking:
        notes.append(
            f"{top / test[0]} has no photographs of {', '.join(lacking)}: the numbers will say "
            "nothing about them"
        )
    unused = [str(top / name) for name in test[1:] + others]
    if unused:
        notes.append(f"not used: {', '.join(unused)} (minidnn evaluate can take a folder)")
    held_out = [(path, classes.index(names[label])) for path, label in held_out]
    return Found(str(top), classes, samples, held_out, notes)


class Look:
    """A look through folders: counts what it passes over, shows that it works, gives up in time."""

    def __init__(self, root: str) -> None:
        self.root, self.begun = root, time.monotonic()
        self.told = self.begun
        self.files = self.images = 0
        self.formats: Counter[str] = Counter()  # endings of images that cannot be read
        self.others: Counter[str] = Counter()  # endings of files that are no images
        self.empty: list[str] = []
        self.runs: list[str] = []
        self.links: list[str] = []  # that lead back to where one came from, or nowhere

    def folders(self, folder: Path) -> list[str]:
        """The names of the folders in a folder that may be classes, sorted."""
        names = []
        for entry in sorted(entries(folder), key=lambda entry: entry.name):
            if not entry.is_dir() or hidden(entry.name) or self.leads_back(entry):
                continue
            if results(entry.path):
                if entry.path not in self.runs:
                    self.runs.append(entry.path)
            else:
                names.append(entry.name)
        return names

    def classes(self, top: Path, names: list[str]) -> tuple[list[str], list[tuple[str, int]]]:
        """(names of the classes, (path, class number) of each photograph)."""
        classes: list[str] = []
        samples: list[tuple[str, int]] = []
        for name in names:
            paths = self.photographs(top / name)
            if paths:
                samples += [(path, len(classes)) for path in paths]
                classes.append(" ".join(name.split()))
            else:
                self.empty.append(name)
        return classes, samples

    def photographs(self, folder: Path, deep: bool = True) -> list[str]:
        """The paths of the photographs in a folder, and in its folders, sorted."""
        found: list[str] = []
        waiting, been = [str(folder)], set()
        while waiting:
            place = waiting.pop()
            real = os.path.realpath(place)
            if real in been:  # a link that leads back
                continue
            been.add(real)
            for entry in entries(place):
                if hidden(entry.name):
                    continue
                if entry.is_symlink() and not os.path.exists(entry.path):
                    self.links += [entry.path] * deep
                elif entry.is_dir():
                    if deep and not self.leads_back(entry) and not results(entry.path):
                        waiting.append(entry.path)
                elif entry.name.lower().endswith(ENDINGS):
                    found.append(entry.path)
                    self.images += deep
                elif deep:
                    self.leave_out(entry.name)
                self.step(deep)
        return sorted(found)

    def leads_back(self, entry: os.DirEntry) -> bool:
        """Whether a link leads to a folder around it: its photographs would count again."""
        if not entry.is_symlink():
            return False
        here, there = (os.path.realpath(p) for p in (os.path.dirname(entry.path), entry.path))
        back = os.path.commonpath([here, there]) == there
        if back and entry.path not in self.links:
            self.links.append(entry.path)
        return back

    def leave_out(self, name: str) -> None:
        ending = Path(name).suffix.lower()
        (self.formats if ending in UNREADABLE else self.others)[ending or "no ending"] += 1

    def step(self, count: bool) -> None:
        """One more file: show progress, and stop where this cannot be the folder that was meant."""
        self.files += count
        if self.files >= MANY and self.images < FEW * self.files:
            raise ValueError(
                f"{self.root} does not look like a folder of photographs: of the first "
                f"{self.files:,} files {self.images:,} are images; give the folder that has one "
                "folder for each class"
            )
        now = time.monotonic()
        if now - self.told > SECONDS:
            self.told = now
            print(f"looking through {self.root}: {self.files:,} files ...", file=sys.stderr)

    def done(self) -> None:
        if self.told > self.begun:
            print(f"{self.images:,} photographs in {self.files:,} files", file=sys.stderr)

    def notes(self) -> list[str]:
        """What was left out, and why."""
        notes = []
        if self.formats:
            notes.append(f"left out: {counted(self.formats)}; convert them to JPEG or PNG")
        if self.others:
            notes.append(f"left out: {counted(self.others)}, by their names no images")
        if self.empty:
            notes.append(f"left out: folders without photographs: {', '.join(self.empty)}")
        if self.runs:
            runs = ", ".join(map(os.path.normpath, self.runs))
            notes.append(f"left out: results of earlier runs in {runs}")
        if self.links:
            notes.append(f"left out: links that lead back or nowhere: {', '.join(self.links[:5])}")
        return notes

    def sentence(self) -> str:
        """The same as the end of an error."""
        counts = self.formats + self.others
        verb = "is" if sum(counts.values()) == 1 else "are"
        return f", but there {verb} {counted(counts)}" if counts else ""


def entries(folder: str | Path) -> list[os.DirEntry]:
    """What is in a folder; nothing where it may not be read."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except PermissionError:
        print(f"minidnn: note: {folder} may not be read", file=sys.stderr)
        return []


def hidden(name: str) -> bool:
    """Whether a name is that of a hidden file, or rubbish that a file manager leaves."""
    return name.startswith((".", "__")) or name.lower() in RUBBISH


def results(folder: str) -> bool:
    """Whether a folder holds what `minidnn train` has written."""
    if os.path.exists(os.path.join(folder, RUN)):
        return True
    if os.path.basename(folder) != "runs":
        return False
    return any(os.path.exists(os.path.join(entry.path, RUN)) for entry in entries(folder))


def counted(counts: Counter[str]) -> str:
    """{".heic": 3} -> "3 files .heic"."""
    return ", ".join(
        f"{n} file{'s' * (n > 1)} {'with ' * (not e.startswith('.'))}{e}"
        for e, n in counts.most_common(5)
    )
