"""Training: `fit`, `evaluate`, `predict`, what is recorded, how it goes on after a stop."""

from typing import TYPE_CHECKING

from ..missing import attributes
from .board import SummaryWriter
from .callbacks import BestCheckpoint, Callback, EarlyStopping, LRSchedule
from .diagnose import NotFiniteError
from .evaluation import evaluate, predict
from .history import History
from .logs import CSVLog, JSONLog
from .loop import fit
from .progress import Progress
from .resume import CheckpointMismatch

__all__ = [
    "BestCheckpoint",
    "CSVLog",
    "Callback",
    "CheckpointMismatch",
    "EarlyStopping",
    "History",
    "JSONLog",
    "LRSchedule",
    "NotFiniteError",
    "Progress",
    "SummaryWriter",
    "evaluate",
    "fit",
    "predict",
]

if not TYPE_CHECKING:  # an editor shall see that a name does not exist
    __getattr__ = attributes(__name__)
