"""Training: `fit`, `evaluate`, `predict`, what is recorded, how it goes on after a stop."""

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
    "evaluate",
    "fit",
    "predict",
]
