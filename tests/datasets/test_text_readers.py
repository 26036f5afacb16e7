"""Texts: the shipped ones, and readers of the published files, fetched from a server of our own."""

import functools
import hashlib
import io
import tarfile
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from minidnn import datasets
from minidnn.datasets import pairs, texts


@pytest.fixture
def server(tmp_path):
    """(folder, URL): files in the folder can be fetched."""
    folder = tmp_path / "server"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{http.server_address[1]}/"
        http.shutdown()


def tar(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            data = text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def published(monkeypatch, files, path, url):
    """The collection's file is at our server, with its checksum."""
    monkeypatch.setattr(files, "url", url + path.name)
    monkeypatch.setattr(files, "checks", {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()})


def test_shipped_names():
    both = datasets.names()
    assert len(both) == 8849
    assert len(set(both)) == 8422
    assert datasets.names("female") + datasets.names("male") == both
    assert len(datasets.names("male")) == 3898
    assert all(name.isascii() and name[0].isupper() for name in both)
    with pytest.raises(ValueError, match="kind must be 'all', 'female' or 'male'; got 'x'"):
        datasets.names("x")


def test_shipped_novel():
    text = datasets.moby_dick()
    assert len(text) == 1_190_317
    assert text.startswith("CHAPTER 1. Loomings.\n\nCall me Ishmael.")
    assert len(set(text)) == 83


def test_shakespeare_is_fetched_once_and_checked(server, monkeypatch, tmp_path):
    folder, url = server
    (folder / "input.txt").write_text("To be, or not to be", "utf-8")
    files = texts.TINY_SHAKESPEARE
    monkeypatch.setattr(files, "url", url + "input.txt")
    with pytest.raises(datasets.DatasetNotFound, match=r"tinyshakespeare.txt not found.*input.txt"):
        datasets.tiny_shakespeare()
    with pytest.raises(RuntimeError, match="got another file than expected"):
        datasets.tiny_shakespeare(download=True)  # the real file's checksum
    published(monkeypatch, files, folder / "input.txt", url)
    assert datasets.tiny_shakespeare(download=True) == "To be, or not to be"
    (folder / "input.txt").unlink()
    assert datasets.tiny_shakespeare() == "To be, or not to be"


def test_reviews_from_archive_and_folder(server, monkeypatch, tmp_path):
    folder, url = server
    reviews = {
        "aclImdb/train/pos/10_9.txt": "great",
        "aclImdb/train/pos/2_8.txt": "good",
        "aclImdb/train/neg/0_1.txt": "bad",
        "aclImdb/test/neg/0_2.txt": "awful",
        "aclImdb/train/unsup/0_0.txt": "unknown",
    }
    tar(folder / "aclImdb_v1.tar.gz", reviews)
    published(monkeypatch, texts.IMDB_FILES, folder / "aclImdb_v1.tar.gz", url)
    data = datasets.IMDB(tmp_path, download=True)
    assert list(zip(data.texts, data.labels)) == [("bad", 0), ("good", 1), ("great", 1)]
    assert datasets.IMDB(tmp_path, train=False)[0] == ("awful", 0)
    with tarfile.open(folder / "aclImdb_v1.tar.gz") as archive:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11.4
        archive.extractall(tmp_path / "unpacked", **safely)
    again = datasets.IMDB(tmp_path / "unpacked")
    assert (again.texts, again.labels) == (data.texts, data.labels)
    assert again.classes == ["negative", "positive"]


def test_news(server, monkeypatch, tmp_path):
    folder, url = server
    path = folder / "test.csv"
    path.write_text('"3","Title, with ""quotes""","Text"\n"1","A","B"\n', "utf-8")
    published(monkeypatch, texts.AG_NEWS_TEST, path, url)
    data = datasets.AG_NEWS(tmp_path, train=False, download=True)
    assert data[0] == ('Title, with "quotes" Text', 2)
    assert data[1] == ("A B", 0)
    (tmp_path / "ag_news" / "train.csv").write_text('"5","A","B"\n', "utf-8")
    with pytest.raises(ValueError, match="row 1: expected a class from 1 to 4"):
        datasets.AG_NEWS(tmp_path)


def test_pairs(server, monkeypatch, tmp_path):
    folder, url = server
    sentences = {"train.de": "Ein Hund\nZwei Hunde\n", "train.en": "A dog\nTwo dogs\n"}
    tar(folder / "training.tar.gz", {f"some/where/{k}": v for k, v in sentences.items()})
    published(monkeypatch, pairs.MULTI30K["train"], folder / "training.tar.gz", url)
    data = datasets.Multi30k(tmp_path, download=True)
    assert list(data) == [("Ein Hund", "A dog"), ("Zwei Hunde", "Two dogs")]
    assert datasets.Multi30k(tmp_path, language_pair=("en", "de"))[0] == ("A dog", "Ein Hund")
    with pytest.raises(ValueError, match=r"holds no file train\.fr"):
        datasets.Multi30k(tmp_path, language_pair=("de", "fr"))
    with pytest.raises(ValueError, match="split must be one of train, valid, test"):
        datasets.Multi30k(split="all")
    (tmp_path / "short").write_text("A dog\n", "utf-8")
    long = tmp_path / "multi30k" / "train.de"
    with pytest.raises(ValueError, match=r"has 2 lines, .*short 1; line i of one"):
        datasets.TranslationPairs(long, tmp_path / "short")


def test_word_vectors(tmp_path):
    text = "the 0.5 -1.0\n. . . 1 2\n"
    (tmp_path / "glove").mkdir()
    with zipfile.ZipFile(tmp_path / "glove" / "glove.6B.zip", "w") as archive:
        archive.writestr("glove.6B.2d.txt", text)
    words, vectors = datasets.glove(tmp_path, dim=2)
    assert words == ["the", ". . ."]  # the published files have such words
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[0.5, -1.0], [1.0, 2.0]]
    with pytest.raises(ValueError, match=r"no glove\.6B\.3d\.txt"):
        datasets.glove(tmp_path, dim=3)
    (tmp_path / "glove" / "glove.6B.3d.txt").write_text("the 1\n", "utf-8")
    with pytest.raises(ValueError, match="line 1: expected a word and 3 numbers; got 'the 1'"):
        datasets.glove(tmp_path, dim=3)


def test_folder_of_texts(tmp_path):
    for kind, number, text in (("good", 10, "ten"), ("good", 9, "nine"), ("bad", 1, "é")):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{number}.txt").write_text(text, "utf-8")
    data = datasets.TextFolder(tmp_path)
    assert data.classes == ["bad", "good"]
    assert [data[i] for i in range(3)] == [("é", 0), ("nine", 1), ("ten", 1)]
    (tmp_path / "bad" / "2.txt").write_bytes(b"\xff")
    with pytest.raises(ValueError, match=r"2\.txt is no UTF-8 text: .* at byte 0"):
        datasets.TextFolder(tmp_path)
    with pytest.raises(ValueError, match="at least two classes; found none"):
        datasets.TextFolder(tmp_path / "good")
