"""Networks as scikit-learn estimators: NetClassifier, NetRegressor, NetTransformer.

They work in pipelines, grid searches, cross validation and calibration, with arrays and with pandas
tables. The extra `minidnn[sklearn]` brings scikit-learn.
"""

from .classifier import NetClassifier
from .regressor import NetRegressor
from .transformer import NetTransformer

__all__ = ["NetClassifier", "NetRegressor", "NetTransformer"]
