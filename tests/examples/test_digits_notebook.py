"""The notebook of the digits: made from its script, and it runs in under a minute."""

import base64
import sys
import time
from pathlib import Path

import pytest

import minidnn

EXAMPLES = Path(minidnn.__file__).parents[1] / "examples"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the kernel's own libraries
def test_the_notebook_runs(tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("JUPYTER_PATH", str(Path(sys.prefix) / "share" / "jupyter"))
    book = nbformat.read(EXAMPLES / "digits.ipynb", as_version=4)
    client = nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    begun = time.monotonic()
    client.execute()
    assert time.monotonic() - begun < 60
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    texts = [text for output in outputs if (text := output.get("text"))]
    accuracy = next(text for text in texts if text.startswith("accuracy"))
    assert float(accuracy.split()[1].rstrip("%")) >= 97
    pictures = [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == 9
    for picture in pictures:
        assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert not [o for o in outputs if o.get("name") == "stderr" and "Warning" in o["text"]]
