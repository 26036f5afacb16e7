"""`minidnn examples` and `minidnn docs`: the programs and pages that come with the code."""

import shutil
import site
import sys
import sysconfig
import textwrap
from argparse import Namespace
from pathlib import Path

from .output import Output


def examples(options: Namespace) -> int:
    """List the examples, or copy them into a folder."""
    folder, output = installed("examples"), Output(options.json)
    found = sorted(p for p in folder.iterdir() if p.suffix in (".py", ".ipynb"))
    found = [p for p in found if p.stem != "write_notebooks"]
    if options.folder is None:
        for path in found:
            about = "as a notebook" if path.suffix == ".ipynb" else first_sentence(path)
            output.say(in_two_columns(path.name, about, 24))
            output.event("example", name=path.name, about=about, path=str(path))
        output.say(f"\ncopy them: minidnn examples {folder_to_type()}")
        return 0
    target = Path(options.folder)
    if target.exists() and not target.is_dir():
        raise ValueError(f"{target} is a file; give a folder")
    there = [p.name for p in found if (target / p.name).exists()]
    if there:
        raise ValueError(
            f"{target} has {', '.join(there)} already; give a new folder, or remove them first"
        )
    target.mkdir(parents=True, exist_ok=True)
    for path in found:
        shutil.copyfile(path, target / path.name)
        output.event("copied", path=str(target / path.name))
    output.say(f"{len(found)} files copied to {target}; for example: python {target / 'digits.py'}")
    return 0


def docs(options: Namespace) -> int:
    """List the pages of the documentation, or print one."""
    folder, output = installed("docs"), Output(options.json)
    pages = {p.stem: p for p in sorted(folder.glob("*.md"))}
    if options.page is None:
        for name, path in pages.items():
            output.say(in_two_columns(name, title(path), 16))
            output.event("page", name=name, title=title(path), path=str(path))
        output.say("\nread one: minidnn docs PAGE")
        return 0
    name = options.page.removeprefix("docs/").removesuffix(".md")
    if name not in pages:
        raise ValueError(f"there is no page {options.page!r}; there are {', '.join(pages)}")
    output.say(pages[name].read_text(encoding="utf-8").rstrip())
    output.event("page", name=name, title=title(pages[name]), path=str(pages[name]))
    return 0


def installed(name: str) -> Path:
    """The folder `examples` or `docs`: of the checkout, or where pip has put it."""
    checkout = Path(__file__).parents[2]
    places = [checkout / name] if (checkout / "setup.cfg").exists() else []
    bases = [sysconfig.get_path("data"), sys.prefix, site.getuserbase()]
    places += [Path(base) / "share" / "minidnn" / name for base in bases if base]
    for place in places:
        if place.is_dir():
            return place
    raise ValueError(f"the {name} are not installed here; looked in {', '.join(map(str, places))}")


def in_two_columns(name: str, about: str, wide: int) -> str:
    """A name and what it is; in a terminal the second column is as wide as the screen allows."""
    if not sys.stdout.isatty():
        return f"{name:{wide}} {about}"  # in a pipe one line each, for grep
    room = max(shutil.get_terminal_size().columns - wide - 2, 20)
    lines = textwrap.wrap(about, room) or [""]
    return "\n".join(f"{part:{wide}} {line}" for part, line in zip([name] + [""] * 99, lines))


def first_sentence(path: Path) -> str:
    """What the file is, from its first line."""
    return path.read_text(encoding="utf-8").split("\n", 1)[0].strip('"').strip()


def title(path: Path) -> str:
    """The page's first heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.lstrip("# ") for line in lines if line.startswith("#")), path.stem)


def folder_to_type() -> str:
    """A folder that is not there yet."""
    return "my-examples" if not Path("my-examples").exists() else "another-folder"
