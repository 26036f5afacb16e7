"""Commands for text: training, samples, going on bit for bit, generate, classes of texts."""

import io
import json
import math

import numpy as np
import pytest

from minidnn.cli import main
from minidnn.training.resume import read

TEXT = "the cat sat on the mat and the dog sat on the log. " * 30
SMALL = "--layers 1 --width 16 --batch-size 16 --no-plot --quiet"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "home"))
    (tmp_path / "story.txt").write_text(TEXT)
    (tmp_path / "words.txt").write_text("\n".join(TEXT.split()[:60]))


def call(capsys, words):
    try:
        code = main(words.split())
    except SystemExit as leave:
        code = leave.code
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("model", ["gpt", "lstm", "gru", "rnn"])
def test_a_file_is_learned_and_continued(capsys, model):
    line = f"train story.txt --model {model} --epochs 2 --context 12 {SMALL}"
    code, out, err = call(capsys, line)
    assert code == 0, err
    assert f"network    {model}," in out
    assert out.count("it writes:") == 2
    assert "nats per character: what letter frequencies alone can reach" in out
    assert " bits per character, perplexity " in out
    code, out, _ = call(capsys, "generate runs/story --prompt the --length 30 --seed 1")
    assert code == 0 and out.startswith("the") and len(out) == 34
    assert call(capsys, "generate runs/story --prompt the --length 30 --seed 1")[1] == out


def test_lines_and_numbers(capsys):
    code, out, _ = call(capsys, f"train words.txt --lines --epochs 2 --json {SMALL}")
    events = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [e["event"] for e in events] == ["start", *["epoch", "sample"] * 2, "result"]
    result = events[-1]
    assert math.isclose(result["perplexity"], math.exp(result["nats_per_character"]))
    assert math.isclose(result["bits_per_character"] * math.log(2), result["nats_per_character"])
    assert len(events[2]["text"]) == 8
    code, out, _ = call(capsys, "generate runs/words --prompt th --count 3 --seed 2")
    lines = out.splitlines()
    assert code == 0 and len(lines) == 3 and all(line.startswith("th") for line in lines)


def test_byte_pairs_count_per_character(capsys):
    code, out, _ = call(capsys, f"train story.txt --tokens 280 --epochs 1 --json {SMALL}")
    result = json.loads(out.splitlines()[-1])
    assert code == 0
    assert result["nats_per_character"] < math.log(result["perplexity"])  # a token is longer


def test_evaluate_measures_what_training_said(capsys):
    for line in ("story.txt --context 12", "words.txt --lines", "story.txt --tokens 270"):
        told = call(capsys, f"train {line} --epochs 1 --json --out run {SMALL}")[1].splitlines()[-1]
        code, out, err = call(capsys, "evaluate run --json")
        assert code == 0, err
        told, found = json.loads(told), json.loads(out)
        for name in ("nats_per_character", "bits_per_character", "perplexity"):
            assert math.isclose(found[name], told[name], rel_tol=1e-6)
        code, out, _ = call(capsys, "evaluate run")
        assert code == 0 and "held out in training" in out and "perplexity" in out


def test_evaluate_on_another_text(capsys, tmp_path):
    call(capsys, f"train story.txt --context 12 --epochs 1 --out story {SMALL}")
    (tmp_path / "other.txt").write_text("the dog sat. " * 9)
    code, out, _ = call(capsys, "evaluate story other.txt")
    assert code == 0 and out.startswith("other.txt, 9 windows of 12 tokens\nloss ")
    (tmp_path / "other.txt").write_text("the dög")
    code, _, err = call(capsys, "evaluate story other.txt")
    assert code == 1 and "the character 'ö' at position 5 is not among" in err
    call(capsys, f"train words.txt --lines --epochs 1 --out words {SMALL}")
    (tmp_path / "other.txt").write_text("cat\ndog\nthecatsat\n")
    code, out, _ = call(capsys, "evaluate words other.txt")
    assert code == 0
    assert out.startswith("other.txt (1 lines longer than 4 tokens left out), 2 lines\n")
    (tmp_path / "other.txt").write_text("thecatsat\n")
    code, _, err = call(capsys, "evaluate words other.txt")
    assert code == 1 and "no line of at most 4 tokens" in err


def test_a_stopped_run_goes_on_bit_for_bit(capsys):
    line = f"train story.txt --context 12 --dropout 0.1 --schedule constant {SMALL}"
    assert call(capsys, f"{line} --epochs 3 --out whole")[0] == 0
    assert call(capsys, f"{line} --epochs 1 --out parts")[0] == 0
    resumed = "train story.txt --epochs 3 --out parts --resume --no-plot --quiet"
    assert call(capsys, resumed)[0] == 0
    whole, parts = (read(f"{name}/model.minidnn")["model"] for name in ("whole", "parts"))
    for name, value in whole.items():
        np.testing.assert_array_equal(value.numpy(), parts[name].numpy(), err_msg=name)


def test_names_are_shipped(capsys):
    code, out, _ = call(capsys, f"train names --epochs 1 {SMALL} --batch-size 512")
    assert code == 0
    assert "first names: 7,580 lines, 842 held out" in out


def test_the_curve_shows_the_entropy(capsys):
    line = f"train story.txt --epochs 1 --context 12 {SMALL}".replace("--no-plot", "")
    code, out, _ = call(capsys, line)
    assert code == 0 and "loss curve runs/story/loss.png" in out


def test_classes_of_texts(capsys, tmp_path, monkeypatch):
    for kind, word in (("good", "fine lovely"), ("bad", "awful boring")):
        (tmp_path / "reviews" / kind).mkdir(parents=True)
        for i in range(30):
            text = f"this film number {i} was {word} and that is all"
            (tmp_path / "reviews" / kind / f"{i}.txt").write_text(text)
    line = "train sentiment reviews --epochs 6 --batch-size 8 --width 8 --context 20 --quiet"
    code, out, err = call(capsys, f"{line} --no-plot --lr 0.02")
    assert code == 0, err
    assert "classes    bad, good" in out and "accuracy 100.0% of 6 texts" in out
    code, out, err = call(capsys, "evaluate runs/sentiment")
    assert code == 0 and "reviews: held out, 6 test samples" in out, err
    assert "accuracy  100.0%" in out
    code, out, _ = call(capsys, "evaluate runs/sentiment reviews/../reviews --json")
    assert code == 0 and json.loads(out)["accuracy"] == 1.0
    code, out, err = call(capsys, "predict runs/sentiment reviews/bad/1.txt nowhere.txt")
    assert code == 1 and out.startswith("reviews/bad/1.txt: bad (")
    assert err == "minidnn: nowhere.txt: No such file or directory\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("a lovely fine film"))
    code, out, _ = call(capsys, "predict runs/sentiment - --json")
    assert code == 0 and json.loads(out)["prediction"] == "good"
    (tmp_path / "moods" / "calm").mkdir(parents=True)
    for kind in ("calm", "angry"):
        (tmp_path / "moods" / kind).mkdir(exist_ok=True)
        (tmp_path / "moods" / kind / "1.txt").write_text("so it is")
    code, _, err = call(capsys, "evaluate runs/sentiment moods")
    assert code == 1 and "moods has the classes angry, calm; the model knows bad, good" in err
    code, _, err = call(capsys, "train sentiment")
    assert code == 1 and "give the folder" in err


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("train names --model cnn --epochs 1", "--model for text is one of gpt, lstm, gru, rnn"),
        ("train digits --layers 2", "--layers is for text; digits is none"),
        ("train names --ranks 2", "trained by one process"),
        ("train names --freeze", "is for a folder of images"),
        ("generate nowhere", "nowhere"),
        ("evaluate nowhere", "nowhere"),
    ],
)
def test_refused(capsys, line, text):
    code, _, err = call(capsys, line)
    assert code == 1 and text in err


def test_generate_refuses_other_models(capsys):
    call(capsys, "train breast-cancer --epochs 1 --no-plot --quiet --out other")
    code, _, err = call(capsys, "generate other")
    assert code == 1 and "is no model of text" in err


def test_predict_and_plot_say_what_a_model_that_writes_does(capsys):
    call(capsys, f"train words.txt --lines --epochs 1 --out words {SMALL}")
    code, _, err = call(capsys, "predict words photo.jpg")
    assert code == 1 and "this model writes: minidnn generate words" in err
    code, _, err = call(capsys, "evaluate words --plot a.png")
    assert code == 1 and "--plot draws a confusion matrix" in err
