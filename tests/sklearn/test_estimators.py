"""The estimators: scikit-learn's own checks, and its pipelines, searches, calibration, tables."""

import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from minidnn import backend, nn

pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.datasets import load_diabetes, load_iris  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

from minidnn.sklearn import NetClassifier, NetRegressor, NetTransformer  # noqa: E402

X, Y = load_iris(return_X_y=True)
QUICK = {"lr": 0.03, "epochs": 60, "random_state": 0}


CHECKS = """
import json, warnings
from sklearn.utils.estimator_checks import check_estimator
from minidnn.sklearn import NetClassifier, NetRegressor, NetTransformer

warnings.simplefilter("ignore")
found = check_estimator({estimator}(), on_skip=None, on_fail=None)
print(json.dumps([(f["check_name"], f["status"], str(f["exception"])) for f in found]))
"""


@pytest.mark.parametrize("estimator", ["NetClassifier", "NetRegressor", "NetTransformer"])
def test_scikit_learns_own_checks(estimator):
    """All of them, none exempt, none skipped: the switch lets its array API check run, too."""
    settings = os.environ | {"SCIPY_ARRAY_API": "1"}  # is read when SciPy is imported
    command = [sys.executable, "-c", CHECKS.format(estimator=estimator)]
    done = subprocess.run(command, capture_output=True, text=True, env=settings, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert len(found) > 40
    failed = [check for check in found if check[1] != "passed"]
    assert failed == []


def test_pipeline_search_and_cross_validation():
    pipeline = make_pipeline(StandardScaler(), NetClassifier((8,), **QUICK))
    assert cross_val_score(pipeline, X, Y, cv=3).mean() > 0.9
    search = GridSearchCV(pipeline, {"netclassifier__hidden": [(4,), (16, 8)]}, cv=2).fit(X, Y)
    assert search.best_score_ > 0.9


def test_calibration_and_probabilities():
    net = CalibratedClassifierCV(NetClassifier((8,), **QUICK), cv=2).fit(X, Y)
    assert net.score(X, Y) > 0.9
    chances = NetClassifier((8,), **QUICK).fit(X, Y).predict_proba(X)
    np.testing.assert_allclose(chances.sum(1), 1, rtol=1e-6)


def test_pandas():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(X, columns=list("abcd"))
    species = pandas.Series(np.array(["setosa", "versicolor", "virginica"])[Y])
    net = NetClassifier((8,), **QUICK).fit(table, species)
    assert net.feature_names_in_.tolist() == list("abcd")
    assert net.score(table, species) > 0.9
    coded = NetTransformer(2, **QUICK).set_output(transform="pandas").fit_transform(table)
    assert coded.columns.tolist() == ["nettransformer0", "nettransformer1"]


@pytest.mark.parametrize("kind", [NetClassifier, NetRegressor, NetTransformer])
def test_equal_seeds_copies_and_files_give_equal_answers(kind, tmp_path):
    joblib = pytest.importorskip("joblib")
    state = backend.get_rng_state()
    net = kind((8,) if kind is not NetTransformer else 2, **QUICK).fit(X, Y)
    answer = net.transform if kind is NetTransformer else net.predict
    wanted = answer(X)
    assert repr(backend.get_rng_state()) == repr(state)  # the user's random numbers go on
    joblib.dump(net, tmp_path / "net.joblib")
    for other in (
        clone(net).fit(X, Y), pickle.loads(pickle.dumps(net)), joblib.load(tmp_path / "net.joblib")
    ):  # fmt: skip
        answer = other.transform if kind is NetTransformer else other.predict
        np.testing.assert_array_equal(answer(X), wanted)


def test_early_stopping_keeps_the_best_weights():
    net = NetClassifier((32,), lr=0.05, epochs=500, early_stopping=True, patience=5, random_state=0)
    net.fit(X, Y)
    assert net.n_iter_ < 500
    assert net.score(X, Y) > 0.9
    with pytest.raises(ValueError, match="cannot hold out"):
        NetRegressor(early_stopping=True, epochs=2).fit(X[:1], Y[:1])


def test_sample_weights_decide():
    x, y = np.zeros((2, 1)), np.array([0, 1])
    for heavy in (0, 1):
        weight = np.where(y == heavy, 5.0, 1.0)
        assert NetClassifier((4,), **QUICK).fit(x, y, weight).predict(x[:1]) == heavy


def test_partial_fit():
    net = NetClassifier((16,), lr=0.02, random_state=0)
    for _ in range(60):
        net.partial_fit(X, Y, classes=[0, 1, 2])
    assert net.score(X, Y) > 0.9 and net.n_iter_ == 60
    with pytest.raises(ValueError, match="not in classes_"):
        net.partial_fit(X[:1], [7])
    x, y = load_diabetes(return_X_y=True)
    regressor = NetRegressor((16,), lr=0.02, random_state=0)
    for _ in range(60):
        regressor.partial_fit(x, y)
    assert regressor.score(x, y) > 0.5


def test_float32_stays_and_several_targets_are_possible():
    net = NetRegressor((8,), **QUICK).fit(X.astype(np.float32), X)
    assert next(net.module_.parameters()).dtype == np.float32
    assert net.predict(X).shape == X.shape


def test_a_module_of_ones_own():
    for module in (
        nn.Sequential(nn.Linear(4, 9), nn.Tanh(), nn.Linear(9, 3)),
        lambda inputs, outputs: nn.Sequential(nn.Linear(inputs, 9), nn.Linear(9, outputs)),
    ):
        net = NetClassifier(module=module, **QUICK).fit(X, Y)
        assert net.score(X, Y) > 0.9
    assert net.module_[0].out_features == 9


def test_a_transformer_restores_what_it_saw():
    net = NetTransformer(3, (32,), lr=0.01, epochs=400, random_state=0).fit(X)
    assert net.transform(X).shape == (150, 3)
    error = ((net.inverse_transform(net.transform(X)) - X) ** 2).mean(0) / X.var(0)
    assert (error < 0.1).all()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"activation": "swish"}, "there are relu, tanh"),
        ({"optimizer": "lbfgs"}, "there are adam"),
        ({"epochs": 0}, "epochs must be a whole number from 1"),
        ({"dropout": 1.0}, "dropout must be in"),
        ({"lr": -1.0}, "lr must be positive"),
    ],
)
def test_wrong_options(options, text):
    with pytest.raises(ValueError, match=text):
        NetClassifier(**options).fit(X, Y)


def test_a_loss_that_is_no_number_says_what_to_do():
    with pytest.raises(ValueError, match="StandardScaler"), np.errstate(all="ignore"):
        NetRegressor(optimizer="sgd", lr=1e6, epochs=50, random_state=0).fit(X, Y)
    with pytest.raises(ValueError, match="at least one non-zero"):
        NetClassifier(epochs=2).fit(X, Y, np.zeros(len(X)))
