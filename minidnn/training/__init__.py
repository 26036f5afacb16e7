"""Training: `fit`, `evaluate`, `predict`, what is recorded, how it goes on after a stop."""

from typing import TYPE_CHECKING

from ..missing import attributes
from .board import SummaryWriter
from .callbacks import BestCheckpoint, Callback, EarlyStopping, LRSchedule
from .diagnose import NotFiniteError
from .evaluation import evaluate, predict
from .history import History
from .importance import permutation_importance
from .logs import CSVLog, JSONLog
from .loop import fit
from .profiling import Profile, profile
from .progress import Progress
from .rates import LearningRates, find_lr
from .resume import CheckpointMismatch
from .watch import ActivationLog

__all__ = [
    "ActivationLog",
    "BestCheckpoint",
    "CSVLog",
    "Callback",
    "CheckpointMismatch",
    "EarlyStopping",
    "History",
    "JSONLog",
    "LRSchedule",
    "LearningRates",
    "NotFiniteError",
    "Profile",
    "Progress",
    "SummaryWriter",
    "evaluate",
    "find_lr",
    "fit",
    "permutation_importance",
    "predict",
    "profile",
]

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__)
