"""Iris, wine and California housing, from scikit-learn where it is installed."""

from typing import Any

import numpy as np

from .shipped import Table


def borrowed(name: str, names: list[str] | None, **options: Any) -> Table:
    """One of scikit-learn's data sets as a Table."""
    try:
        from sklearn import datasets
    except ImportError as error:
        raise ImportError(
            f"{name}: the data come with scikit-learn: pip install 'minidnn[sklearn]'"
        ) from error
    found = getattr(datasets, name)(**options)
    goal = np.asarray(found.target)
    goal = goal.astype(np.int64) if names is None else goal.astype(np.float64)
    classes = [str(c) for c in found.target_names] if names is None else names
    return Table(np.asarray(found.data), goal, [str(f) for f in found.feature_names], classes)


def load_iris(return_X_y: bool = False) -> Any:
    """Fisher's irises: data (150, 4) float64 in cm, target 0 setosa, 1 versicolor, 2 virginica.

    return_X_y: give the pair (data, target) instead of a Table.
    Raises: ImportError without scikit-learn, whose copy this is.
    """
    table = borrowed("load_iris", None)
    return (table.data, table.target) if return_X_y else table


def load_wine(return_X_y: bool = False) -> Any:
    """Wines of three growers: data (178, 13) float64 of chemistry, target 0 to 2.

    return_X_y: give the pair (data, target) instead of a Table.
    Raises: ImportError without scikit-learn, whose copy this is.
    """
    table = borrowed("load_wine", None)
    return (table.data, table.target) if return_X_y else table


def load_california_housing(return_X_y: bool = False, download: bool = False) -> Any:
    """Californian districts in 1990: data (20640, 8) float64, target the median price in 100,000 $.

    download: let scikit-learn fetch the file if it is not in its folder yet.
    Raises: ImportError without scikit-learn; OSError if the file is missing and not to be fetched.
    """
    table = borrowed("fetch_california_housing", ["price"], download_if_missing=download)
    return (table.data, table.target) if return_X_y else table
