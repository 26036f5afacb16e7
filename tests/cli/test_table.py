"""`minidnn train FILE.csv --target COLUMN`: numbers, pictures, sentences."""

import json
from pathlib import Path

import numpy as np
from test_cli import call, empty_folder  # noqa: F401


def table(classes=False):
    rng = np.random.default_rng(0)
    rows = ["area,town,noise,price"]
    for i in range(120):
        area, town = rng.uniform(30, 120), ["Bern", "Basel"][i % 2]
        price = 3 * area + (100 if town == "Bern" else 0)
        value = ("dear" if price > 300 else "cheap") if classes else f"{price:.1f}"
        rows.append(f"{area:.1f},{town},{rng.uniform():.3f},{value}")
    Path("houses.csv").write_text("\n".join(rows))


def test_a_table_of_numbers_ends_with_what_matters(capsys):
    table()
    run = "train", "houses.csv", "--target", "price", "--epochs", "40", "--lr", "0.02", "--json"
    code, out, _ = call(capsys, *run)
    assert code == 0
    result = json.loads(out.strip().splitlines()[-1])
    assert result["score"] == "R2" and result["value"] > 0.8
    assert next(iter(result["importances"])) == "area"
    for name in ("curves", "importance", "predictions"):
        assert Path(result[name]).read_bytes().startswith(b"\x89PNG")
    assert Path("runs/houses/model.minidnn").exists() and Path("runs/houses/history.csv").exists()


def test_a_table_of_classes(capsys):
    table(classes=True)
    run = "train", "houses.csv", "--target", "price", "--epochs", "20", "--quiet", "--no-plot"
    code, out, _ = call(capsys, *run)
    assert code == 0 and "accuracy" in out and "looks at   area" in out


def test_mistakes_are_sentences(capsys):
    table()
    assert "say --target COLUMN" in call(capsys, "train", "houses.csv")[2]
    assert "no column 'cost'" in call(capsys, "train", "houses.csv", "--target", "cost")[2]
    code, _, err = call(capsys, "train", "digits", "--target", "x")
    assert code == 1 and "--target is for a CSV file" in err
