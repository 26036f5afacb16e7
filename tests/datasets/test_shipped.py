"""The data in the package, and the tutorial's split of it."""

from importlib import resources

import numpy as np
import pytest

from minidnn import datasets


def test_breast_cancer():
    table = datasets.load_breast_cancer()
    assert table.data.shape == (569, 30) and table.data.dtype == np.float64
    assert np.bincount(table.target).tolist() == [212, 357]
    assert table.target_names == ["malignant", "benign"] and table.feature_names[0] == "mean radius"
    assert repr(table) == "Table(data (569, 30) float64, classes malignant, benign)"


def test_digits():
    table = datasets.load_digits()
    assert table.data.shape == (1797, 64) and table.data.min() == 0 and table.data.max() == 16
    assert np.array_equal(table.images.reshape(1797, 64), table.data)
    x, y = datasets.load_digits(return_X_y=True)
    assert x.shape == (1797, 64) and y.dtype == np.int64 and set(y) == set(range(10))


def test_the_copies_are_scikit_learns():
    theirs = pytest.importorskip("sklearn.datasets")
    for ours, other in [
        (datasets.load_breast_cancer, theirs.load_breast_cancer),
        (datasets.load_digits, theirs.load_digits),
    ]:
        for a, b in zip(ours(return_X_y=True), other(return_X_y=True)):
            np.testing.assert_array_equal(a, b)


def test_the_split_of_the_tutorial():
    x, y, x_validation, y_validation = datasets.breast_cancer_split()
    assert [a.shape for a in (x, y, x_validation, y_validation)] == [
        (505, 5),
        (505, 1),
        (64, 5),
        (64, 1),
    ]
    assert {a.dtype for a in (x, y, x_validation, y_validation)} == {np.dtype(np.float32)}
    whole = np.concatenate([x, x_validation])
    np.testing.assert_allclose(whole.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(whole.std(axis=0), 1, rtol=1e-5)
    first = np.random.RandomState(1).permutation(569)[0]
    data, target = datasets.load_breast_cancer(return_X_y=True)
    np.testing.assert_allclose(
        x[0], (data[first, :5] - data[:, :5].mean(0)) / data[:, :5].std(0), atol=1e-5
    )
    assert y[0, 0] == target[first]


def test_the_attribution_is_shipped():
    text = (resources.files("minidnn.datasets") / "LICENSES.md").read_text()
    for word in (
        "Wolberg",
        "1993",
        "Alpaydin",
        "1998",
        "CC BY 4.0",
        "archive.ics.uci.edu",
        "changes",
    ):
        assert word in text


def test_unknown_name():
    with pytest.raises(AttributeError, match="minidnn.datasets has no Iris"):
        datasets.Iris  # noqa: B018
