"""Runs the examples and writes their notebooks: `python examples/write_notebooks.py [--check]`.

A percent script (one with `# %%` cells) is the source. Its notebook is run where the script or the
notebook is new, and stored with its outputs: text, tables, and pictures of few colours, so that
the files stay small. What goes to stderr (progress bars) is left out. With --check nothing is run:
cells must be those of the script, and every cell must have been run. --all runs all again.
"""

import base64
import io
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from minidnn.grading.pages import PageCell
from minidnn.grading.pages import notebook as notebook_of

FOLDER = Path(__file__).resolve().parent
COLOURS = 96  # of a stored picture
SECONDS = 600  # that one cell may take


def scripts() -> list[Path]:
    """The percent scripts, those of the gallery too."""
    found = [*sorted(FOLDER.glob("*.py")), *sorted(FOLDER.glob("gallery/*.py"))]
    return [p for p in found if "\n# %%\n" in p.read_text("utf-8")]


def notebook(script: Path) -> str:
    """The text of the notebook without outputs."""
    return notebook_of(cells(script))


def cells(script: Path) -> list[PageCell]:
    """The cells of a percent script; the sentence that opens it is none."""
    text = script.read_text("utf-8")
    found = []
    for part in re.split(r"^# %%", text, flags=re.M)[1:]:
        head, _, source = part.partition("\n")
        source = source.strip("\n")
        if "[markdown]" in head:
            lines = source.split("\n")
            source = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines)
        found.append(PageCell("[markdown]" not in head, source))
    return found


def sources(text: str) -> list[tuple[str, str]]:
    """(kind, source) of every cell of a notebook."""
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]


def fault(script: Path) -> str:
    """Why the stored notebook is not current; "" if it is."""
    path = script.with_suffix(".ipynb")
    if not path.exists():
        return "not there"
    stored = path.read_text("utf-8")
    if sources(stored) != sources(notebook(script)):
        return "not made from its script"
    for cell in json.loads(stored)["cells"]:
        if cell["cell_type"] == "code" and not cell["execution_count"]:
            return "not run to its end"
        if any(output["output_type"] == "error" for output in cell.get("outputs", [])):
            return "it stopped with an error"
    return ""


def executed(script: Path) -> str:
    """The text of the notebook with outputs, run in an empty folder."""
    import nbclient
    import nbformat

    os.environ["PYTHONPATH"] = str(FOLDER.parent)
    os.environ.setdefault("JUPYTER_PATH", str(Path(sys.prefix) / "share" / "jupyter"))
    book = nbformat.reads(notebook(script), as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        place = {"metadata": {"path": folder}}
        client = nbclient.NotebookClient(book, timeout=SECONDS, resources=place)
        client.execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # when it was run: another text every time
        if cell.cell_type == "code":
            cell.outputs = [kept(o) for o in cell.outputs if o.get("name") != "stderr"]
    text = json.dumps(book, indent=1, ensure_ascii=False, sort_keys=True)
    return text.replace(str(FOLDER.parent), "minidnn").replace(str(Path.home()), "~") + "\n"


def kept(output: Any) -> Any:
    """An output with its picture in few colours, and without addresses of objects."""
    data = output.get("data", {})
    if "image/png" in data:
        data["image/png"] = small(data["image/png"])
        data.pop("text/html", None)
    if "text" in output:
        output["text"] = re.sub(r" at 0x[0-9a-f]+", "", output["text"])
    return output


def small(picture: str) -> str:
    """A PNG picture, in base64, with few colours."""
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    buffer = io.BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def main(arguments: list[str]) -> int:
    """Write what is not current, or name it."""
    stale = False
    for script in scripts():
        wrong = fault(script)
        if not wrong and "--all" not in arguments:
            continue
        stale = True
        if "--check" in arguments:
            print(f"{script.with_suffix('.ipynb').name}: {wrong}")
            continue
        script.with_suffix(".ipynb").write_text(executed(script), "utf-8")
        print(f"written: {script.with_suffix('.ipynb').name}", flush=True)
    return int(stale and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
