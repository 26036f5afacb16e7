"""Live plots and progress bars in a real JupyterLab, in a real browser without a window.

It runs where JupyterLab, playwright and a Chromium are (`pip install 'minidnn[browser]'`, and the
system's chromium, or CHROMIUM=/path); elsewhere it is skipped, and says what is missing.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import minidnn

ROOT = Path(minidnn.__file__).parents[1]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PROGRAM = """
import sys
import time
import minidnn
from minidnn import nn, optim, plot, training
from minidnn.utils.data import DataLoader, TensorDataset

x, y = minidnn.randn(256, 8), minidnn.randint(0, 2, (256,))
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))


class Slow(training.Callback):
    def after_epoch(self, run):
        time.sleep(0.08)


history = training.fit(
    model, DataLoader(TensorDataset(x, y), 32), criterion=nn.CrossEntropyLoss(),
    optimizer=optim.Adam(model.parameters(), 0.01), epochs=80,
    callbacks=[plot.LivePlot(), Slow()],
)
!{sys.executable} -m minidnn train digits --epochs 2 --no-plot --out run
print("the", "end")
"""


@pytest.fixture
def server(tmp_path):
    """The address of a JupyterLab with one notebook, of which one cell is to be run."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [],
            "source": PROGRAM}  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    book = {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": kernel}
    (tmp_path / "live.ipynb").write_text(json.dumps(book))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
        "--ServerApp.token=secret", f"--ServerApp.root_dir={tmp_path}", "--ip=127.0.0.1",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "HOME": str(tmp_path),
        "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
    }  # fmt: skip
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"{address}/api?token=secret", timeout=2)
                break
            except OSError:
                assert process.poll() is None, (tmp_path / "log").read_text()[-2000:]
        yield f"{address}/lab/tree/live.ipynb?token=secret&reset"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of the browser's driver
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (set CHROMIUM=/path/to/it)")
def test_live_plot_and_progress_bar_move(server):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(server)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
        page.wait_for_selector("text=| Idle", timeout=60_000)
        for _ in range(10):  # until the cell waits or runs: its prompt is then no longer [ ]
            page.click(".jp-CodeCell .jp-InputPrompt")
            page.keyboard.press("Control+Enter")
            time.sleep(1.5)
            if page.inner_text(".jp-CodeCell .jp-InputPrompt").strip() != "[ ]:":
                break
        pictures, bars = set(), set()
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            for image in page.query_selector_all(".jp-OutputArea img"):
                pictures.add(hash(image.get_attribute("src")))
            text = page.inner_text(".jp-CodeCell .jp-Cell-outputArea") if page.query_selector(
                ".jp-CodeCell .jp-Cell-outputArea") else ""  # fmt: skip
            bars |= {line for line in text.splitlines() if "/80" in line}
            if "the end" in text:
                break
            time.sleep(0.1)
        errors = page.query_selector_all(".jp-OutputArea [data-mime-type*='error']")
        if "SCREENSHOT" in os.environ:
            page.screenshot(path=os.environ["SCREENSHOT"])
        browser.close()
    assert "the end" in text and not errors
    lines = text.splitlines()
    assert sum("/640" in line for line in lines) == 1, "one bar for the run, not one an epoch"
    assert sum("epoch 1/2" in line for line in lines) == 1, lines  # of the command, in its place
    assert any(line.startswith("accuracy 9") for line in lines), lines
    assert len(pictures) >= 3, "the curve is not redrawn while the network learns"
    assert len(bars) >= 3, f"the progress bar does not move: {sorted(bars)[:3]}"
