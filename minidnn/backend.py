"""Where arrays live: devices, transfers, random numbers, fused updates."""

import functools
import math
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import numpy as np

from .gpu import Cuda, OutOfMemoryError, size_text  # noqa: F401

OTHERS = {"mps", "xpu", "xla", "hpu", "mtia", "meta", "vulkan", "hip", "privateuseone"}  # PyTorch's


class NoDevice(ValueError, RuntimeError):
    """There is no such device here; PyTorch's programs expect a RuntimeError."""


class device:
    """A place for arrays: device("cpu"), device("cuda"), device("cuda:1"), device("cuda", 1)."""

    __slots__ = ("index", "type")
    type: str
    index: int | None

    def __init__(self, type: "str | device", index: int | None = None):
        if isinstance(type, device):
            self.type, self.index = type.type, type.index
            return
        if isinstance(type, int):
            type, index = "cuda", type
        kind, colon, number = str(type).partition(":")
        if kind not in PLACES or (colon and not number.isdigit()):
            known = ", ".join(repr(name) for name in PLACES)
            raise NoDevice(
                f"device: expected one of {known}, or 'cuda:1'; got {type!r}"
                + ('; minidnn has no such device: use "cpu"' if kind in OTHERS else "")
            )
        self.type = kind
        self.index = int(number) if colon else index

    def __repr__(self):
        return f"device(type={self.type!r}" + (
            f", index={self.index})" if self.index is not None else ")"
        )

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return str(self) == str(other) if isinstance(other, (device, str)) else NotImplemented

    def __hash__(self):
        return hash(str(self))

    def __reduce__(self):
        return device, (str(self),)

    def __enter__(self):
        """Within `with device("cuda"):` new tensors are made there."""
        Default.outer.append(Default.device)
        Default.device = self
        return self

    def __exit__(self, *error):
        Default.device = Default.outer.pop()


class Default:
    """Where new tensors are made, if not on the CPU."""

    device: Any = None
    outer: list[Any] = []


class Host:
    """NumPy on the CPU."""

    namespace = np

    def owns(self, array) -> bool:
        return isinstance(array, np.ndarray | np.generic)

    def available(self) -> bool:
        return True

    def count(self) -> int:
        return 1

    def describe(self) -> list[str]:
        return ["cpu"]

    def device_of(self, array) -> device:
        return CPU

    def to_device(self, array: np.ndarray, index: int | None):
        return array

    def to_host(self, array) -> np.ndarray:
        return np.asarray(array)

    def within(self, index: int | None):
        return None

    def mask(self, shape, keep: float, dtype, seed: int, start: int) -> np.ndarray:
        """An array of a shape: 1/keep with probability keep, else 0."""
        size = math.prod(shape)
        bits = MASKS.words(-(-size // 16), seed, start).view(np.uint16)[:size]
        mask = (bits < round(keep * 65536)).reshape(shape).astype(dtype)
        mask *= 1 / keep
        return mask

    def send(self, array: np.ndarray, index: int | None):
        return lambda: array

    def pinned(self, shape, dtype) -> np.ndarray:
        """Memory of the host that a device copies from and to."""
        return np.empty(shape, dtype)

    def compiles(self) -> bool:
        return False

    def fuse(self, function):
        return function


PLACES: dict[str, Any] = {"cpu": Host(), "cuda": Cuda(device)}
CPU = device("cpu")


def place_of(array):
    """The entry of PLACES that an array belongs to."""
    if isinstance(array, np.ndarray | np.generic):
        return PLACES["cpu"]
    for place in PLACES.values():
        if place.owns(array):
            return place
    raise TypeError(f"expected an array of NumPy or CuPy; got {type(array).__name__}")


def device_of(array) -> device:
    """Where an array lives."""
    return place_of(array).device_of(array)


def is_host(array) -> bool:
    """Whether an array's values can be read without waiting for a device."""
    return isinstance(array, np.ndarray | np.generic)


def to_host(array) -> np.ndarray:
    """The array in the computer's memory: itself if it is there already, else a copy."""
    return place_of(array).to_host(array)


def is_at(array, where: device | str) -> bool:
    """Whether an array lives on a device ("cuda" means any GPU)."""
    where, here = device(where), device_of(array)
    return here.type == where.type and where.index in (None, here.index)


def to_device(array, where: device | str):
    """The array on a device: itself if it is there already, else a copy."""
    if is_at(array, where):
        return array
    where = device(where)
    return PLACES[where.type].to_device(to_host(array), where.index)


def namespace(where: device | str):
    """The array library of a device: numpy or cupy."""
    return PLACES[device(where).type].namespace


def send(array, where: device):
    """Begin to copy an array to a device; returns the function that gives it there."""
    if is_at(array, where):
        return lambda: array
    return PLACES[where.type].send(to_host(array), where.index)


def staging(array, dtype=None) -> np.ndarray:
    """Empty memory of the host in an array's shape; pinned where the array is on a GPU."""
    return place_of(array).pinned(array.shape, array.dtype if dtype is None else dtype)


def staged(array, dtype=None) -> np.ndarray:
    """A copy of an array in the host's memory, in one piece."""
    copy = staging(array, dtype)
    copy[...] = to_host(array)
    return copy


def write(target, values: np.ndarray) -> None:
    """Copy values of the host into an array, wherever that is."""
    values = values.astype(target.dtype, copy=False)
    target[...] = values if is_host(target) else to_device(values, device_of(target))


def dropout_mask(array, p: float):
    """A mask for dropout where an array lives: 0 with probability p, else 1/(1-p).

    Every element takes 16 bits of the stream Philox4x64-10(seed), 16 elements a step of its
    counter: the same on every device, and a seed and a counter say where it stands.
    """
    if p == 1:
        return np.zeros_like(array)
    start, size = STATE.masks, math.prod(array.shape)
    STATE.masks += -(-size // 16)
    place, given = place_of(array), (array.shape, 1.0 - p, array.dtype, STATE.seed, start)
    if is_host(array):
        return place.mask(*given)
    if place.compiles():
        return place.mask(*given, None if Capture.current is None else Capture.current.later)
    return to_device(PLACES["cpu"].mask(*given), device_of(array))


def fuse(function):
    """An update rule on arrays and numbers; on a GPU its lines become one kernel."""
    kernels: dict[Any, Any] = {}

    @functools.wraps(function)
    def fused(array, *rest):
        place = place_of(array)
        if place not in kernels:
            kernels[place] = place.fuse(function)
        return kernels[place](array, *rest)

    return fused


def launch(kernel, array, work: int, *arguments) -> None:
    """Run a kernel of `minidnn.kernels` on the device of an array, in that array's dtype.

    work: rows or threads.  arguments: arrays; numbers; lists of arrays, which become tables of
    pointers; None for no pointer.
    """
    place_of(array).launch(kernel, array, work, *arguments)


def compiles(array) -> bool:
    """Whether kernels of `minidnn.kernels` run on the device of an array."""
    return place_of(array).compiles()


class Capture:
    """A CUDA graph while it is recorded, and what Python knows of it when it is replayed.

    later: a device array of one int64, by how much dropout's counter has moved since.
    """

    current: "Capture | None" = None

    def __init__(self, later: Any) -> None:
        self.later, self.seed, self.start = later, STATE.seed, STATE.masks
        self.watched: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def refuse(self, why: str) -> None:
        """Raises RuntimeError: the recorded step would repeat what should change."""
        raise RuntimeError(f"cuda.graph: {why}")

    def watch(self, name: str, group: dict[str, Any]) -> None:
        """Remember an optimizer's numbers, which the recorded kernels hold."""
        numbers = {k: v for k, v in group.items() if isinstance(v, int | float | tuple)}
        self.watched.append((name, group, numbers))

    def end(self) -> None:
        """Nothing was drawn yet: the masks of the recording are those of the first replay."""
        self.used, STATE.masks = STATE.masks - self.start, self.start

    def before_replay(self) -> None:
        """Check the numbers that the kernels hold, and move dropout's counter on."""
        for name, group, numbers in self.watched:
            changed = [k for k, v in numbers.items() if group.get(k) != v]
            if changed:
                self.refuse(f"{name}'s {changed[0]} was changed since; record the step again")
        if self.used and self.seed != STATE.seed:
            self.refuse("the seed was changed since; record the step again")
        if self.used:
            self.later.fill(STATE.masks - self.start)
            STATE.masks += self.used


# Random numbers. Weights, shuffles and augmentation are drawn on the host, so that CPU and GPU
# start from the same numbers; dropout masks are drawn where they are used, from a counter.


class State:
    """The library's random state.  masks: how far dropout's stream has been used."""

    def __init__(self):
        self.seed = int(np.random.SeedSequence().generate_state(1)[0])
        self.rng = np.random.default_rng(self.seed)
        self.masks = 0


STATE = State()


class Masks:
    """Dropout's random bits on the host; goes on without a new start where it can."""

    def __init__(self) -> None:
        self.seed, self.at = -1, 0
        self.stream = np.random.Philox(key=0)

    def words(self, blocks: int, seed: int, start: int) -> np.ndarray:
        """4·blocks words of 64 bits, from block `start` of the stream of a seed."""
        if (seed, start) != (self.seed, self.at):
            self.stream = np.random.Philox(key=seed, counter=start)
        self.seed, self.at = seed, start + blocks
        return self.stream.random_raw(4 * blocks)


MASKS = Masks()

# Set by a DataLoader in the thread that gets a sample: equal samples whatever the threads' pace.
STREAM: ContextVar[Callable[[], np.random.Generator] | None] = ContextVar("stream", default=None)


def manual_seed(seed: int) -> "Generator":
    """Start all random numbers of the library (weights, shuffles, masks, …) from a seed."""
    STATE.seed, STATE.masks = checked_seed(seed), 0
    STATE.rng = np.random.default_rng(STATE.seed)
    return Generator.around(STATE.rng)


def host_rng() -> np.random.Generator:
    """The library's generator on the host; while a DataLoader gets a sample, that sample's own."""
    stream = STREAM.get()
    return STATE.rng if stream is None else stream()


def initial_seed() -> int:
    """The seed that random numbers were last started from."""
    return STATE.seed


def get_rng_state() -> dict[str, Any]:
    """The state of the host's generator, as plain numbers and text that can be saved."""
    return {
        "seed": STATE.seed,
        "masks": STATE.masks,
        "bit_generator": STATE.rng.bit_generator.state,
    }


def set_rng_state(state: dict[str, Any]) -> None:
    """Go on from a state that `get_rng_state` gave."""
    STATE.seed, STATE.masks = state["seed"], state.get("masks", 0)
    STATE.rng.bit_generator.state = state["bit_generator"]


def checked_seed(seed: int) -> int:
    """A seed as NumPy takes it; negative ones are wrapped as in PyTorch."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(f"manual_seed: expected an int; got {seed!r}")
    return int(seed) % 2**64


class Generator:
    """A stream of random numbers of one's own, for samplers and random tensors."""

    device = CPU

    def __init__(self, device: Any = "cpu"):
        self.rng = np.random.default_rng()
        self.seeded = 0

    @classmethod
    def around(cls, rng: np.random.Generator) -> "Generator":
        """A Generator that draws from an existing NumPy generator."""
        self = cls()
        self.rng, self.seeded = rng, STATE.seed
        return self

    def __repr__(self) -> str:
        return f"Generator({type(self.rng.bit_generator).__name__})"

    def _ipython_display_(self) -> None:
        """Nothing: `manual_seed(0)` may be the last line of a notebook's cell."""

    def manual_seed(self, seed: int) -> "Generator":
        """Start from a seed; returns itself."""
        self.rng.bit_generator.state = np.random.default_rng(checked_seed(seed)).bit_generator.state
        self.seeded = seed
        return self

    def seed(self) -> int:
        """Start from a seed that nobody can foresee; returns it."""
        number = int(np.random.SeedSequence().generate_state(1)[0])
        self.manual_seed(number)
        return number

    def initial_seed(self) -> int:
        """The seed that this was last started from."""
        return self.seeded

    def get_state(self) -> dict[str, Any]:
        """The state, as plain numbers and text that can be saved."""
        return dict(self.rng.bit_generator.state)

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from a state that `get_state` gave."""
        self.rng.bit_generator.state = state


def default_generator() -> "Generator":
    """The library's own stream of random numbers."""
    return Generator.around(STATE.rng)


def rng_of(generator: "Generator | np.random.Generator | None") -> np.random.Generator:
    """The NumPy generator behind an optional argument `generator`."""
    if generator is None:
        return host_rng()
    return generator.rng if isinstance(generator, Generator) else generator


class cuda:
    """Questions about GPUs, under PyTorch's names: `minidnn.cuda.is_available()`."""

    @staticmethod
    def is_available() -> bool:
        """Whether CuPy is installed and finds a usable GPU; never raises."""
        return PLACES["cuda"].available()

    @staticmethod
    def device_count() -> int:
        """How many GPUs there are; 0 without CuPy."""
        return PLACES["cuda"].count()

    @staticmethod
    def synchronize() -> None:
        """Wait until the GPU has done all that it was given."""
        if PLACES["cuda"].available():
            PLACES["cuda"].namespace.cuda.Device().synchronize()
