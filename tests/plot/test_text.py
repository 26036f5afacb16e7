"""Pictures of models of text."""

import numpy as np
import pytest

import minidnn
from minidnn import plot


def test_attention_draws_a_map_for_every_head():
    weights = minidnn.randn(3, 4, 5).softmax(-1)
    figure = plot.attention(weights, list("a b\nc"), list("wxyz"), title="look")
    titles = [axes.get_title("left") for axes in figure.axes[:3]]
    assert titles == ["look head 0", "look head 1", "look head 2"]
    labels = [t.get_text() for t in figure.axes[0].get_xticklabels()]
    assert labels == ["a", "␣", "b", "↵", "c"]
    one = plot.attention(weights[0])
    np.testing.assert_array_equal(one.axes[0].images[0].get_array(), weights[0].numpy())
    with pytest.raises(ValueError, match="4 keys for weights"):
        plot.attention(weights[0], list("abcd"))
    with pytest.raises(ValueError, match=r"expected weights \(L, S\)"):
        plot.attention(np.ones(3))


def test_embedding_map_keeps_neighbours_together():
    rng = np.random.default_rng(0)
    near = rng.standard_normal(8) + 0.01 * rng.standard_normal((3, 8))
    far = rng.standard_normal(8) + 0.01 * rng.standard_normal((3, 8))
    figure = plot.embedding_map(np.concatenate([near, far]), list("abcdef"))
    points = figure.axes[0].collections[0].get_offsets()
    inside = np.ptp(points[:3], axis=0).max()
    assert np.abs(points[:3].mean(axis=0) - points[3:].mean(axis=0)).max() > 10 * inside
    assert figure.axes[0].get_title("left") == "100% of the differences"
    with pytest.raises(ValueError, match="at least two vectors"):
        plot.embedding_map(near, ["a"])
