"""minidnn.autograd: gradients as functions, functions with gradients of one's own, and checks."""

from typing import TYPE_CHECKING

from ..gradients import backward, grad
from ..lazily import lazily
from ..missing import attributes
from ..tape import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .function import Function
from .variable import Variable

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "is_grad_enabled",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]

if TYPE_CHECKING:
    from ..anomaly import detect_anomaly, set_detect_anomaly
    from ..gradcheck import gradcheck, gradgradcheck
    from . import functional
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            "functional": "",
            "minidnn.anomaly": "detect_anomaly set_detect_anomaly",
            "minidnn.gradcheck": "gradcheck gradgradcheck",
        },
        attributes(__name__, "torch.autograd"),
    )
