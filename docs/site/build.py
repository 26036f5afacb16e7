"""Builds the documentation: `python docs/site/build.py [FOLDER]`, by default build/site.

It needs the extra `docs` and no network. Sphinx's warnings are errors; afterwards every link,
every anchor and the presence of every public name are checked. Exit code 0: all is well.
"""

import os
import re
import shutil
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import chapters  # noqa: E402  found beside this file
import figures  # noqa: E402
import links  # noqa: E402
import reference  # noqa: E402
from chapters import mended  # noqa: E402
from sphinx.cmd.build import main as sphinx  # noqa: E402
from sphinx.util.inventory import InventoryFile  # noqa: E402

LIMIT = 30e6  # bytes that the site may take


def assemble(source: Path) -> list[str]:
    """All pages in one folder; the names that the reference documents."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(HERE / "pages", source)
    shutil.copy(HERE / "conf.py", source)
    (source / "_static").mkdir()
    shutil.copy(HERE / "style.css", source / "_static")
    shutil.copytree(ROOT / "docs/images", source / "images")
    (source / "guide").mkdir(exist_ok=True)
    for path in sorted((ROOT / "docs").glob("*.md")):
        (source / "guide" / path.name).write_text(page(path), "utf-8")
    for name, target in (("CONTRIBUTING", "contributing"), ("CHANGELOG", "changes")):
        (source / f"{target}.md").write_text(page(ROOT / f"{name}.md"), "utf-8")
    chapters.write_course(source / "learn")
    chapters.write_gallery(source / "gallery")
    names = reference.write(source / "reference")
    pages = len([*source.rglob("*.md"), *source.rglob("*.ipynb")]) + 1
    (source / "numbers.md").write_text(mended(figures.text(pages, len(names))), "utf-8")
    return names


def page(path: Path) -> str:
    """A page of the repository with links that hold in the site."""
    text = path.read_text("utf-8").replace("```mermaid", "```text")
    text = re.sub(r"\]\((?:\.\./)?docs/images/", "](/images/", text)
    text = text.replace("](images/", "](/images/")
    text = re.sub(r"\]\(docs/(\w+)\.md\)", r"](/guide/\1.md)", text)
    text = re.sub(r"\]\((?:\.\./)?CONTRIBUTING\.md\)", "](/contributing.md)", text)
    text = re.sub(r"\]\((?:\.\./)?CHANGELOG\.md\)", "](/changes.md)", text)
    # files that the site has not are named, not linked
    text = re.sub(r"\[([^\]]+)\]\((?!https?:|/|#|\w+\.md|mailto:)[^)]*\)", r"\1", text)
    return mended(text)


def missing(target: Path, wanted: list[str]) -> list[str]:
    """The public names that the built site has not."""
    with open(target / "objects.inv", "rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, location: location)
    known = {name for kind in inventory.values() for name in kind}
    return [name for name in wanted if name not in known]


def main(arguments: list[str]) -> int:
    """Build, check, and say how large it is and how long it took."""
    start = time.time()
    target = Path(arguments[0] if arguments else ROOT / "build/site").resolve()
    source = target.parent / "site-source"
    os.environ["MPLBACKEND"] = "agg"
    wanted = assemble(source)
    options = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(target.parent / "doctrees")]
    shutil.rmtree(target, ignore_errors=True)
    failed = sphinx([*options, str(source), str(target)])
    if failed and not (target / "index.html").exists():
        return failed
    found = links.broken(target)
    absent = missing(target, wanted)
    for line in [*found[:50], *(f"not documented: {name}" for name in absent)]:
        print(line)
    size = sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
    if size > LIMIT:
        print(f"the site takes {size / 1e6:.1f} MB; at most {LIMIT / 1e6:.0f} are allowed")
    print(
        f"{target}: {len(list(target.rglob('*.html')))} pages, {len(wanted)} names, "
        f"{size / 1e6:.1f} MB, {time.time() - start:.0f} s"
    )
    return int(bool(failed or found or absent or size > LIMIT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
