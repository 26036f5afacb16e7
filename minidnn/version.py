"""The library's version: version.__version__; version.cuda is CuPy's CUDA, None without it."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from . import backend

try:
    __version__ = installed("minidnn")
except PackageNotFoundError:
    __version__ = "0.0.0"

debug, git_version, hip = False, "", None
cuda = None
if backend.cuda.is_available():
    number = backend.namespace("cuda").cuda.runtime.runtimeGetVersion()
    cuda = f"{number // 1000}.{number % 1000 // 10}"
