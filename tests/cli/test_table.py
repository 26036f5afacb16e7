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


def test_evaluate_and_predict_numbers(capsys):
    table()
    run = "train", "houses.csv", "--target", "price", "--epochs", "40", "--lr", "0.02", "--json"
    told = json.loads(call(capsys, *run, "--no-plot")[1].strip().splitlines()[-1])
    code, out, err = call(capsys, "evaluate", "runs/houses", "--json", "--plot", "prices.png")
    found = json.loads(out)
    assert code == 0, err
    assert found["samples"] == 24 and np.isclose(found["r2"], told["value"])
    assert Path("prices.png").read_bytes().startswith(b"\x89PNG")
    Path("new.csv").write_text("town,area,noise\nBern,100,0.5\nBasel,40,0.5\n")
    code, out, _ = call(capsys, "predict", "runs/houses", "new.csv", "--json")
    dear, cheap = (json.loads(line)["prediction"] for line in out.splitlines())
    assert code == 0 and abs(dear - 400) < 60 and abs(cheap - 120) < 60
    out = call(capsys, "predict", "runs/houses", "new.csv")[1]
    assert out.splitlines()[0] == f"new.csv: row 1: {dear:.6g}"
    Path("new.csv").write_text("town,area,noise,price\nBern,100,0.5,400\nBasel,40,0.5,\n")
    code, out, _ = call(capsys, "evaluate", "runs/houses", "new.csv")
    assert code == 0 and out.startswith("new.csv: all rows, 1 rows\n")


def test_evaluate_and_predict_classes(capsys):
    table(classes=True)
    run = "train", "houses.csv", "--target", "price", "--epochs", "20", "--quiet", "--no-plot"
    call(capsys, *run)
    code, out, _ = call(capsys, "evaluate", "runs/houses")
    assert code == 0 and "the rows held out in training, 24 test samples" in out
    assert "accuracy" in out
    code, out, _ = call(capsys, "predict", "runs/houses", "houses.csv")
    assert code == 0 and len(out.splitlines()) == 120
    assert out.startswith("houses.csv: row 1: ") and out.rstrip().endswith("%)")


def test_rows_that_do_not_fit(capsys):
    table(classes=True)
    run = "train", "houses.csv", "--target", "price", "--epochs", "2", "--quiet", "--no-plot"
    call(capsys, *run)
    Path("new.csv").write_text("town,area\nBern,100\nBasel,50\n")
    code, _, err = call(capsys, "predict", "runs/houses", "new.csv", "nowhere.csv")
    assert code == 1 and "new.csv has no column noise; the model was trained on area, town" in err
    assert "nowhere.csv: No such file" in err
    assert "no column noise, price" in call(capsys, "evaluate", "runs/houses", "new.csv")[2]
    Path("new.csv").write_text("town,area,noise,price\nBern,100,1,odd\n")
    assert "there is 'odd'" in call(capsys, "evaluate", "runs/houses", "new.csv")[2]
    Path("houses.csv").write_text(Path("houses.csv").read_text().replace("Bern", "Genf"))
    assert "has changed since the training" in call(capsys, "evaluate", "runs/houses")[2]
    assert "--show is for images" in call(capsys, "predict", "runs/houses", "x", "--show")[2]


def test_mistakes_are_sentences(capsys):
    table()
    assert "say --target COLUMN" in call(capsys, "train", "houses.csv")[2]
    assert "no column 'cost'" in call(capsys, "train", "houses.csv", "--target", "cost")[2]
    code, _, err = call(capsys, "train", "digits", "--target", "x")
    assert code == 1 and "--target is for a CSV file" in err
