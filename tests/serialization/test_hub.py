"""Published weights: the caches, the hash in the name, and what is said without a network."""

import hashlib
import io

import numpy as np
import pytest

import minidnn
from minidnn.serialization import load_state_dict_from_url, save
from minidnn.utils.download import DownloadError


@pytest.fixture
def homes(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIDNN_HOME", str(tmp_path / "minidnn"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    return tmp_path


@pytest.fixture
def published(tmp_path):
    """A file with the beginning of its hash in its name, and its URL."""
    file = io.BytesIO()
    save({"weight": np.arange(3, dtype="f4")}, file, format="torch")
    digest = hashlib.sha256(file.getvalue()).hexdigest()
    path = tmp_path / "server" / f"net-{digest[:8]}.pth"
    path.parent.mkdir()
    path.write_bytes(file.getvalue())
    return path


def test_fetched_once_and_kept(homes, published):
    for _ in range(2):
        state = load_state_dict_from_url(published.as_uri(), progress=False)
        assert state["weight"].tolist() == [0.0, 1.0, 2.0]
        kept = homes / "minidnn/checkpoints" / published.name
        assert kept.exists()
        published.unlink(missing_ok=True)  # the second time it comes from the cache


def test_torch_s_cache_is_read_and_left_alone(homes, published):
    theirs = homes / "torch/hub/checkpoints" / published.name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(published.read_bytes())
    url = f"http://127.0.0.1:9/{published.name}"
    assert load_state_dict_from_url(url, progress=False)["weight"].shape == (3,)
    assert not (homes / "minidnn").exists()


def test_torch_s_cache_without_torch_home(homes, published, monkeypatch):
    monkeypatch.delenv("TORCH_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(homes / "cache"))
    theirs = homes / "cache/torch/hub/checkpoints" / published.name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(published.read_bytes())
    assert "weight" in load_state_dict_from_url(f"http://127.0.0.1:9/{published.name}")


def test_a_damaged_copy_is_fetched_again(homes, published):
    kept = homes / "minidnn/checkpoints" / published.name
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"half a file")
    load_state_dict_from_url(published.as_uri(), progress=False)
    assert kept.read_bytes() == published.read_bytes()


def test_another_file_under_the_name_is_refused(homes, published):
    other = published.with_name("net-00000000.pth")
    published.rename(other)
    with pytest.raises(DownloadError, match="another file than expected"):
        load_state_dict_from_url(other.as_uri(), progress=False)
    assert not list((homes / "minidnn/checkpoints").iterdir())
    state = load_state_dict_from_url(other.as_uri(), progress=False, check_hash=False)
    assert "weight" in state


def test_offline_says_which_file_to_put_where(homes):
    url = "http://127.0.0.1:9/models/resnet18-f37072fd.pth?download=1"
    target = homes / "minidnn/checkpoints/resnet18-f37072fd.pth"
    with pytest.raises(DownloadError, match="put it there by hand") as caught:
        load_state_dict_from_url(url, progress=False)
    for part in (url, str(target), "f37072fd"):
        assert part in str(caught.value)
    assert "\n(there is" not in str(caught.value)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"wrong")
    with pytest.raises(DownloadError, match="its SHA-256 does not begin with f37072fd") as caught:
        load_state_dict_from_url(url, progress=False)
    assert f"there is {target}, but" in str(caught.value)


def test_own_folder_and_name(homes, published):
    state = load_state_dict_from_url(
        published.as_uri(), homes / "mine", map_location="cpu", progress=False, file_name="x.pth"
    )
    assert isinstance(state["weight"], minidnn.Tensor)
    assert (homes / "mine/x.pth").exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://127.0.0.1:9/a/%2e%2e", "http://h/.."]
)
def test_urls_without_a_file_name(homes, url):
    with pytest.raises(ValueError, match="ends in no file name; give file_name"):
        load_state_dict_from_url(url)


def test_the_bar_goes_to_stderr(homes, published, capfd):
    load_state_dict_from_url(published.as_uri())
    assert published.name in capfd.readouterr().err
