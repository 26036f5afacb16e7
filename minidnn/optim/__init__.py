"""Optimizers: they change parameters in place so that the loss falls."""

from typing import TYPE_CHECKING

from ..lazily import lazily
from ..missing import attributes
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Muon",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "SparseAdam",
    "lr_scheduler",
    "swa_utils",
]

if TYPE_CHECKING:  # an editor shall see that a name does not exist
    from . import lr_scheduler, swa_utils
    from .adadelta import Adadelta
    from .adafactor import Adafactor
    from .adagrad import Adagrad
    from .adam_family import Adamax, NAdam, RAdam
    from .asgd import ASGD
    from .lbfgs import LBFGS
    from .muon import Muon
    from .rmsprop import RMSprop
    from .rprop import Rprop
    from .sparse_adam import SparseAdam
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "lr_scheduler": "",
            "swa_utils": "",
            "adadelta": "Adadelta",
            "adafactor": "Adafactor",
            "adagrad": "Adagrad",
            "adam_family": "Adamax NAdam RAdam",
            "asgd": "ASGD",
            "lbfgs": "LBFGS",
            "muon": "Muon",
            "rmsprop": "RMSprop",
            "rprop": "Rprop",
            "sparse_adam": "SparseAdam",
        },
        attributes(__name__, "torch.optim"),
    )
