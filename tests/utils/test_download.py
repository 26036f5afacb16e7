"""Downloads from a server on this computer: right, wrong, cut short, absent."""

import hashlib
import http.server
import os
import threading

import pytest

from minidnn.utils.download import DownloadError, cache_dir, download, is_intact

CONTENT = bytes(range(256)) * 4000
MD5 = hashlib.md5(CONTENT).hexdigest()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path != "/no-length":
            self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:1000] if self.path == "/cut" else CONTENT)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.requests = []
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "hashes", [{}, {"md5": MD5}, {"sha256_prefix": SHA256[:8]}, {"sha256_prefix": SHA256}]
)
def test_download(server, tmp_path, hashes, capfd):
    path = download(server.url + "/file", tmp_path / "new" / "file.bin", **hashes)
    assert path.read_bytes() == CONTENT
    assert os.listdir(path.parent) == ["file.bin"]
    assert "file.bin" in capfd.readouterr().err  # the bar


def test_what_is_there_and_right_is_kept(server, tmp_path, capfd):
    path = tmp_path / "file.bin"
    download(server.url + "/file", path, md5=MD5, progress=False)
    download(server.url + "/file", path, md5=MD5, progress=False)
    assert len(server.requests) == 1
    path.write_bytes(b"damaged")
    download(server.url + "/file", path, md5=MD5, progress=False)
    assert len(server.requests) == 2
    assert path.read_bytes() == CONTENT
    assert capfd.readouterr().err == ""


def test_without_a_length(server, tmp_path):
    path = download(server.url + "/no-length", tmp_path / "file.bin", md5=MD5, progress=False)
    assert path.read_bytes() == CONTENT


def test_file_urls(tmp_path):
    (tmp_path / "a b.bin").write_bytes(CONTENT)
    path = download((tmp_path / "a b.bin").as_uri(), tmp_path / "b.bin", md5=MD5, progress=False)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("page", "hashes", "message"),
    [
        (
            "/file",
            {"md5": "0" * 32},
            rf"another file than expected: {len(CONTENT)} bytes, their md5 is {MD5}",
        ),
        ("/file", {"sha256_prefix": "00000000"}, rf"their sha256 is {SHA256}"),
        ("/cut", {}, rf"ended after 1000 of {len(CONTENT)} bytes; try again"),
        ("/absent", {"sha256_prefix": "12345678"}, r"HTTPError: HTTP Error 404"),
    ],
)
def test_what_is_wrong_is_not_kept(server, tmp_path, page, hashes, message):
    path = tmp_path / "file.bin"
    path.write_bytes(b"old")
    with pytest.raises(DownloadError, match=message) as caught:
        download(server.url + page, path, progress=False, **hashes)
    assert server.url + page in str(caught.value)
    assert str(path) in str(caught.value)
    for value in hashes.values():
        assert value in str(caught.value)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file.bin"]


def test_offline_says_what_to_put_where(tmp_path):
    url = "http://127.0.0.1:9/net-1234abcd.pth"
    with pytest.raises(DownloadError, match="put it there by hand") as caught:
        download(url, tmp_path / "net.pth", sha256_prefix="1234abcd", progress=False)
    assert url in str(caught.value)
    assert str(tmp_path / "net.pth") in str(caught.value)
    assert "sha256 1234abcd..." in str(caught.value)


def test_other_schemes_are_refused(tmp_path):
    with pytest.raises(DownloadError, match=r"begins with 'ftp'; use http, https or file"):
        download("ftp://127.0.0.1/x", tmp_path / "x", progress=False)


def test_is_intact(tmp_path):
    path = tmp_path / "file.bin"
    assert not is_intact(path, md5=MD5)
    path.write_bytes(CONTENT)
    assert is_intact(path, md5=MD5, sha256_prefix=SHA256[:10].upper())
    assert not is_intact(path, md5=MD5, sha256_prefix="ab")


def test_cache_dir(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MINIDNN_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache_dir("datasets") == tmp_path / "home/.cache/minidnn/datasets"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_dir() == tmp_path / "xdg/minidnn"
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "own"))
    assert cache_dir("checkpoints") == tmp_path / "own/checkpoints"
