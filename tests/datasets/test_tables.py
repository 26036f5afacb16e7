"""datasets.table: types, gaps, categories, splits; scikit-learn's data sets; importances."""

import numpy as np
import pytest

from minidnn import datasets, nn, plot, tensor, training

CSV = """id,size,town,heated,price
a1,50,Bern,yes,100
a2,70,Basel,no,
a3,,Bern,yes,150.5
a4,90,Zug,no,170
a5,NA,Zug,yes,180
a6,110,,no,200
a7,60,Basel,yes,115
"""


def written(tmp_path, text=CSV, encoding="utf-8"):
    path = tmp_path / "houses.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_numbers_categories_and_gaps(tmp_path):
    found = datasets.table(written(tmp_path), "price", held_out=0.2)
    assert [(c.name, c.kind) for c in found.columns] == [
        ("size", "number"), ("town", "category"), ("heated", "category"),
    ]  # fmt: skip
    assert found.names[:2] == ["size", "size missing"]
    assert len(found.train) + len(found.test) == 6  # the row without a price is left out
    x, y = found.train.tensors
    assert x.dtype == np.float32 and y.shape == (len(found.train), 1)
    np.testing.assert_allclose(y.array.mean(), 0, atol=1e-6)
    prices = sorted(
        (np.concatenate([y.array, found.test.tensors[1].array]) * found.target_std
         + found.target_mean).ravel().tolist()
    )  # fmt: skip
    np.testing.assert_allclose(prices, [100, 115, 150.5, 170, 180, 200], rtol=1e-5)
    row = found.encode([{"size": "NA", "town": "Zug", "heated": "yes"}]).array[0]
    assert row[:2].tolist() == [0, 1]
    assert row[found.names.index("town=Zug")] == 1 and row[found.names.index("heated=yes")] == 1
    assert found.encode([{"size": "70", "town": "Genf"}]).array[0][2:].sum() == 0
    assert "6 to" not in repr(found) and "'price' is a number" in repr(found)


def test_classes_are_split_alike(tmp_path):
    rows = "\n".join(f"{i};{'yes' if i % 4 else 'no'}" for i in range(100))
    found = datasets.table(written(tmp_path, "x;kind\n" + rows), "kind", held_out=0.25)
    assert found.classes == ["no", "yes"] and found.train.tensors[1].dtype == np.int64
    assert np.bincount(found.test.tensors[1].array).tolist() == [6, 19]
    rows = "\n".join(f"{i},{i % 3}" for i in range(30))
    few = datasets.table(written(tmp_path, "x,y\n" + rows), "y")
    assert few.classes == ["0", "1", "2"]
    again = datasets.table(tmp_path / "houses.csv", "y", kinds={"y": "number"})
    assert again.classes == []


@pytest.mark.parametrize(
    ("text", "target", "options", "message"),
    [
        ("x,y\n", "y", {}, "no rows below"),
        ("x,y\n1,2\n3\n", "y", {}, "line 3 of .* has 1 cells"),
        ("x,x\n1,2\n", "x", {}, "two columns of the name 'x'"),
        ("x,y\n1,2\n", "z", {}, "no column 'z'; its columns: x, y"),
        ("x,y\n1,2\n", "y", {}, "1 rows with a 'y'"),
        ("x,y\n" + "1,2\n" * 9, "y", {}, "one value only"),
        ("x,y\n" + "".join(f"1,{i}.5\n" for i in range(9)), "y", {}, "no column to predict"),
        (CSV, "price", {"held_out": 2}, "between 0 and 1"),
        (CSV, "price", {"kinds": {"town": "number"}}, "no column of numbers"),
    ],
)
def test_files_that_cannot_be_used_say_why(tmp_path, text, target, options, message):
    with pytest.raises(ValueError, match=message):
        datasets.table(written(tmp_path, text), target, **options)


def test_other_encodings_and_marks(tmp_path):
    text = "größe\tort\n" + "\n".join(f"{i}.5\t{'ä' if i % 2 else 'ö'}" for i in range(10))
    found = datasets.table(written(tmp_path, text, "latin-1"), "ort")
    assert found.classes == ["ä", "ö"] and found.names == ["größe"]


def test_data_sets_of_scikit_learn():
    pytest.importorskip("sklearn")
    iris, wine = datasets.load_iris(), datasets.load_wine()
    assert iris.data.shape == (150, 4) and iris.target_names[2] == "virginica"
    assert wine.data.shape == (178, 13) and np.bincount(wine.target).tolist() == [59, 71, 48]
    x, y = datasets.load_iris(return_X_y=True)
    assert x is not None and y.dtype == np.int64


def test_importance_finds_the_input_that_counts():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((200, 3)).astype(np.float32)
    model = nn.Linear(3, 1)
    model.weight.array[...] = [[0.0, 2.0, 0.5]]
    y = model(tensor(x)).detach().numpy()

    def score(true, found):
        return 1 - float(((true - found) ** 2).mean() / true.var())

    found = training.permutation_importance(model, x, y, score, groups={"a": [0], "b": [1, 2]})
    assert list(found) == ["b", "a"] and found["a"] == 0 and found["b"] > 1
    plot.importance(found)
    assert plot.predictions(y, y).axes[0].get_title(loc="left") == "R² 1.000"
    with pytest.raises(ValueError, match=r"must be \(N, D\)"):
        training.permutation_importance(model, x[:, 0], y, score)
    with pytest.raises(ValueError, match="true numbers"):
        plot.predictions(y, y[:3])
