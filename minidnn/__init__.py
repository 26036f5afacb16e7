"""A deep learning library to read: every backward pass is a line written by hand.

>>> import minidnn
>>> x = minidnn.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
>>> loss = (x * x).sum()
>>> loss.backward()
>>> x.grad
tensor([[2., 4.],
        [6., 8.]])
"""

import importlib
from math import e, inf, nan, pi

from . import autograd, backend, functional, memory, missing, nn, optim, rooms, utils
from .backend import (
    Generator,
    device,
    get_rng_state,
    initial_seed,
    manual_seed,
    set_rng_state,
)
from .dtypes import (
    bfloat16,
    bool,
    cdouble,
    cfloat,
    channels_last,
    channels_last_3d,
    complex64,
    complex128,
    contiguous_format,
    double,
    float,
    float16,
    float32,
    float64,
    get_default_dtype,
    half,
    int,
    int8,
    int16,
    int32,
    int64,
    long,
    preserve_format,
    set_default_dtype,
    short,
    strided,
    uint8,
    uint16,
    uint32,
    uint64,
)
from .functional import *
from .functional.declare import taking_out
from .gradcheck import gradcheck, gradgradcheck
from .nn.summary import summary
from .tape import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .tensor import (
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
    Size,
    Tensor,
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    tensor,
    zeros,
    zeros_like,
)
from .tutorial import (
    Model,
    binary_cross_entropy_loss,
    binary_cross_entropy_loss_backward,
    dense,
    dense_backward,
    get_accuracy,
    get_metrics,
    load_data,
    relu_backward,
    reset_seed,
    sigmoid_backward,
    train,
)

newaxis = None
globals().update({name: taking_out(getattr(functional, name)) for name in functional.__all__})
__version__ = "0.2.0"

LATER = {
    "accelerator",
    "amp",
    "backends",
    "cli",
    "compiler",
    "cuda",
    "datasets",
    "distributed",
    "distributions",
    "fft",
    "func",
    "futures",
    "grading",
    "hub",
    "inspect",
    "jit",
    "linalg",
    "loss_plot",
    "metrics",
    "models",
    "mps",
    "multiprocessing",
    "onnx",
    "plot",
    "port",
    "profiler",
    "random",
    "serialization",
    "signal",
    "sklearn",
    "special",
    "text",
    "training",
    "version",
    "vision",
    "xpu",
}


# functions of layers that PyTorch has at its top level too, with the same arguments
AT_TOP = """
    adaptive_avg_pool1d adaptive_max_pool1d alpha_dropout avg_pool1d bilinear celu channel_shuffle
    binary_cross_entropy_with_logits conv1d conv2d conv3d conv_transpose1d conv_transpose2d
    conv_transpose3d cosine_embedding_loss cosine_similarity ctc_loss dropout group_norm
    feature_alpha_dropout hardshrink hinge_embedding_loss instance_norm kl_div layer_norm
    margin_ranking_loss max_pool1d max_pool2d max_pool3d pairwise_distance pixel_shuffle
    pixel_unshuffle poisson_nll_loss prelu rms_norm rrelu selu threshold triplet_margin_loss
"""
LAYERS = frozenset(AT_TOP.split())
ELSEWHERE = {
    "load": "serialization",
    "save": "serialization",
}
AMP = ("autocast", "get_autocast_dtype", "is_autocast_available", "is_autocast_enabled")


def __getattr__(name):
    """Parts that take time to import are imported when they are first asked for."""
    if name in LATER:
        return importlib.import_module(f"minidnn.{name}")
    if name in ELSEWHERE:
        return getattr(importlib.import_module(f"minidnn.{ELSEWHERE[name]}"), name)
    if name in AMP:
        return getattr(importlib.import_module("minidnn.amp"), name)
    if name == "compile":
        return importlib.import_module("minidnn.compiler").compile
    if name == "use":
        return importlib.import_module("minidnn.grading").use
    room = rooms.ROOM.get(name)
    if room is not None:
        found = getattr(importlib.import_module(room), name)
        if room.startswith("minidnn.functional."):
            found = taking_out(found)
        globals()[name] = found
        return found
    if name in LAYERS:
        return getattr(nn.functional, name)
    if name.endswith("_") and not name.startswith("_") and hasattr(Tensor, name):
        return getattr(Tensor, name)  # relu_(x) is x.relu_()
    if name == "default_generator":
        return backend.default_generator()
    raise missing.NoAttribute("minidnn", name, __dir__(), "torch")


def __dir__():
    """All names, also those that are imported when first asked for."""
    return sorted({*globals(), *LATER, *ELSEWHERE, *AMP, *rooms.ROOM, *LAYERS, "compile", "use"})
