"""minidnn.autograd: gradients as functions, functions with gradients of one's own, and checks."""

from ..anomaly import detect_anomaly, set_detect_anomaly
from ..gradcheck import gradcheck, gradgradcheck
from ..gradients import backward, grad
from ..tape import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from . import functional
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
