"""Writes the chapters of the course, and the gallery, as pages of the documentation."""

import base64
import json
import re
import shutil
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parents[2]


def pages_of_course() -> list[Path]:
    """The percent scripts of the course, in order."""
    found = sorted(ROOT.glob("exercises/**/part*.py"), key=number)
    return [p for p in found if "# %%" in p.read_text("utf-8")]


def number(path: Path) -> tuple:
    """part10 comes after part9."""
    digits = re.findall(r"\d+", path.stem)
    return (int(digits[0]) if digits else 0, path.stem)


def write_course(folder: Path) -> list[str]:
    """The course as chapters to read; the names of the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "exercises" / "pictures", folder / "pictures", dirs_exist_ok=True)
    names = []
    for script in pages_of_course():
        notebook = jupytext.read(script)
        lines = [chapter_note(script)]
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                lines.append(cell.source)
            elif cell.source.strip():
                lines.append(f"```python\n{cell.source.rstrip()}\n```")
        text = "\n\n".join(lines)
        title = re.search(r"^# .*$", text, re.MULTILINE)
        if title is not None:  # the title comes first, then the note
            text = f"{title.group()}\n\n" + text.replace(title.group(), "", 1)
        else:
            text = f"# {script.stem.replace('_', ' ')}\n\n{text}"
        (folder / f"{script.stem}.md").write_text(mended(text), "utf-8")
        names.append(script.stem)
    intro = (ROOT / "exercises/README.md").read_text("utf-8")
    intro = re.sub(r"\]\((?!https?:)[^)]*\)", "]", intro).replace("[", "").replace("]", "")
    toc = "\n".join(["```{toctree}", ":maxdepth: 1", "", *names, "```"])
    (folder / "index.md").write_text(f"{mended(intro)}\n\n## The chapters\n\n{toc}\n", "utf-8")
    return names


def chapter_note(script: Path) -> str:
    """What a reader should know: this page is for reading."""
    return (
        ":::{note}\nThis is the chapter to read. To solve its exercises, and to have them checked, "
        f"run `minidnn exercises start my-course` and open `{script.stem}.ipynb`.\n:::"
    )


def mended(text: str) -> str:
    """Markdown of notebooks as MyST wants it: one title, no headings that skip a level."""
    result, level, fenced, titles = [], 0, False, 0
    for line in text.split("\n"):
        if line.startswith("```"):
            fenced = not fenced
            line = line.replace("```console", "```bash")  # a session would be grey: no prompts
        match = None if fenced else re.match(r"(#+) (.*)", line)
        if match is not None:
            depth = min(len(match[1]), level + 1)
            if depth == 1:
                titles += 1
                depth = 1 if titles == 1 else 2
            level = depth
            line = f"{'#' * depth} {match[2]}"
        result.append(line)
    return "\n".join(result)


def write_gallery(folder: Path) -> list[str]:
    """Executed notebooks of the examples, and a page that shows a picture of each."""
    folder.mkdir(parents=True, exist_ok=True)
    cards, names = [], []
    for path in sorted(ROOT.glob("examples/**/*.ipynb"), key=place):
        notebook = json.loads(path.read_text("utf-8"))
        (folder / path.name).write_text(json.dumps(notebook), "utf-8")
        names.append(path.stem)
        text = "".join(notebook["cells"][0]["source"])
        title = re.search(r"^# (.*)$", text, re.MULTILINE)
        about = re.sub(r"^#.*$", "", text, flags=re.MULTILINE).strip().split("\n\n")[0]
        about = re.match(r"(.+?[.?!])(?=\s|$)", about.replace("\n", " "))  # its first sentence
        picture = picture_of(notebook, folder / f"{path.stem}")
        image = f":img-top: {picture}\n:img-alt: {path.stem}\n" if picture else ""
        heading = title[1] if title else path.stem
        cards.append(f":::{{grid-item-card}} {heading}\n:link: {path.stem}\n:link-type: doc\n"
                     f"{image}\n{about[1] if about else ''}\n:::")  # fmt: skip
    toc = "\n".join(["```{toctree}", ":hidden:", "", *names, "```"])
    head = "::::{grid} 1 2 2 3\n:gutter: 3\n:class-container: gallery\n\n"
    grid = head + "\n\n".join(cards) + "\n::::"
    text = (
        "# Gallery\n\nEvery picture here was drawn by the code on its page: the notebooks are run "
        f"by `python examples/write_notebooks.py`.\n\n{grid}\n\n{toc}\n"
    )
    (folder / "index.md").write_text(text, "utf-8")
    return names


def place(path: Path) -> tuple:
    """The order of the gallery: small pictures of ideas first, then programs."""
    return (path.parent.name != "gallery", path.stem)


def picture_of(notebook: dict, stem: Path) -> str:
    """A picture among a notebook's outputs, as a file: a film, a drawing, or the largest."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    outputs.sort(key=lambda o: -len("".join(o.get("data", {}).get("image/png", ""))))
    outputs.sort(key=lambda o: "image/svg+xml" not in o.get("data", {}))
    outputs.sort(key=lambda o: "image/gif" not in "".join(o.get("data", {}).get("text/html", "")))
    for output in outputs:
        data = dict(output.get("data", {}))
        film = re.search(r"data:image/gif;base64,([^\"]+)", "".join(data.get("text/html", "")))
        if film is not None:
            data = {"image/gif": film[1]}
        kinds = (("image/svg+xml", "svg"), ("image/png", "png"), ("image/gif", "gif"))
        for kind, suffix in kinds:
            if kind in data:
                target = stem.with_suffix(f".{suffix}")
                content = "".join(data[kind])
                target.write_bytes(
                    content.encode() if suffix == "svg" else base64.b64decode(content)
                )
                return target.name
    return ""
