"""CUDA graphs on the device stub: what is recorded, replayed and refused.

The stub keeps every call between begin_capture and end_capture and makes them again at a launch, on
the same memory, as a GPU does; so a replayed step must give the bits of an ordinary one.
"""

import contextlib

import numpy as np
import pytest

import minidnn
from minidnn import backend, cuda, nn, optim
from minidnn.nn import functional as F
from tests.device_stub import DeviceArray, counts
from tests.kernels.cpp import COMPILER
from tests.stub_recording import Recording

# while a step is recorded it runs on memory that nothing was written into yet
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="needs g++ or clang++")


class Stream:
    """A stream that writes down what it is told."""

    told: list[str] = []
    current: list["Stream"] = []

    def __init__(self, non_blocking=False):
        self.told.append("Stream()")

    def begin_capture(self):
        self.told.append("begin_capture")
        Recording.calls = []

    def end_capture(self):
        self.told.append("end_capture")
        calls, Recording.calls = Recording.calls, None
        return Recorded(calls)

    def record(self):
        return "event"

    def wait_event(self, event):
        self.told.append("wait_event")

    def __enter__(self):
        self.current.append(self)

    def __exit__(self, *error):
        self.current.pop()


class Recorded:
    """A graph: launching it makes the recorded calls again."""

    def __init__(self, calls):
        self.calls = calls

    def launch(self):
        Stream.told.append("launch")
        before = counts.kernels
        for call in self.calls:
            call()
        counts.kernels = before


class MemoryPool:
    malloc = None


class Names:
    """Of CuPy what `cuda.graphs` uses."""

    class cuda:
        Stream, MemoryPool = Stream, MemoryPool
        get_current_stream = staticmethod(lambda: Stream.current[-1])
        using_allocator = staticmethod(lambda malloc: contextlib.nullcontext())

    @staticmethod
    def zeros(n, dtype):
        return DeviceArray(np.zeros(n, dtype))


class Place:
    namespace = Names

    def owns(self, array):
        return False

    def forget_tables(self, keep):
        return []


@pytest.fixture
def gpu(stub, monkeypatch):
    """A pretended GPU whose arrays are the stub's; what its streams were told."""
    monkeypatch.setitem(backend.PLACES, "cuda", Place())
    Stream.told.clear()
    Stream.current[:] = [Stream()]
    Stream.told.clear()
    yield Stream.told
    Recording.calls = backend.Capture.current = None


def network():
    layers = [nn.Linear(6, 16), nn.ReLU(), nn.Dropout(0.5), nn.BatchNorm1d(16)]
    return nn.Sequential(*layers, nn.Linear(16, 3)).to("stub")


def batches(n):
    rng = np.random.default_rng(0)
    return [
        (
            minidnn.from_numpy(rng.standard_normal((8, 6)).astype(np.float32)).to("stub"),
            minidnn.from_numpy(rng.integers(0, 3, 8)).to("stub"),
        )
        for _ in range(n)
    ]


def trained(replayed, make=lambda p: optim.SGD(p, lr=0.1, momentum=0.9)):
    """Losses and parameters of five steps: ordinary ones, or the last four by replays."""
    minidnn.manual_seed(0)
    model = network()
    optimizer = make(model.parameters())
    data, losses = batches(5), []
    x, y = minidnn.zeros_like(data[0][0]), minidnn.zeros_like(data[0][1])

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    graph = None
    for i, (inputs, labels) in enumerate(data):
        x.copy_(inputs)
        y.copy_(labels)
        if i == 1 and replayed:
            graph = cuda.CUDAGraph()
            with cuda.graph(graph):
                loss = step()
        if graph is None:
            loss = step()
        else:
            graph.replay()
        losses.append(loss.item())
    return losses, [p.array.host.copy() for p in model.state_dict().values()]


@needs_compiler
def test_replays_give_the_bits_of_ordinary_steps(gpu):
    """Dropout's masks and the running statistics go on; the first replay is the step recorded."""
    losses, state = trained(replayed=False)
    assert gpu == []
    again, state_again = trained(replayed=True)
    assert again == losses and len(set(losses)) == 5
    for a, b in zip(state, state_again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert gpu == ["Stream()", "wait_event", "begin_capture", "end_capture"] + 4 * ["launch"]


@needs_compiler
def test_a_replay_waits_for_nothing(gpu):
    model, (data,) = network(), batches(1)
    F.cross_entropy(model(data[0]), data[1]).backward()
    graph = cuda.CUDAGraph()
    with cuda.graph(graph):
        assert cuda.is_current_stream_capturing()
        model.zero_grad()
        F.cross_entropy(model(data[0]), data[1]).backward()
    assert not cuda.is_current_stream_capturing()
    counts.reset()
    graph.replay()
    assert (counts.waits, counts.transfers, counts.kernels) == (0, 0, 1)  # dropout's counter


@needs_compiler
@pytest.mark.parametrize("name", ["Adam", "AdamW", "NAdam", "ASGD"])
def test_an_optimizer_that_counts_its_steps_is_refused(name, gpu):
    with pytest.raises(RuntimeError, match=f"{name} counts its steps.*each replay, or use SGD"):
        trained(True, lambda p: getattr(optim, name)(p, lr=0.1))
    assert backend.Capture.current is None and Recording.calls is None


def test_a_first_step_is_refused(gpu):
    p = nn.Parameter(minidnn.ones(3).to("stub"))
    p.grad = minidnn.ones(3).to("stub")
    optimizer, graph = optim.SGD([p], lr=0.1, momentum=0.9), cuda.CUDAGraph()
    why = pytest.raises(RuntimeError, match="SGD would make its state again.*one ordinary step")
    with why, cuda.graph(graph):
        optimizer.step()
    with pytest.raises(RuntimeError, match="nothing was recorded yet"):
        graph.replay()


@needs_compiler
def test_numbers_that_the_kernels_hold_must_not_change(gpu):
    p = nn.Parameter(minidnn.ones(3).to("stub"))
    p.grad = minidnn.ones(3).to("stub")
    optimizer, graph = optim.SGD([p], lr=0.5), cuda.CUDAGraph()
    with cuda.graph(graph):
        optimizer.step()
        nn.functional.dropout(p, 0.5)
    assert p.tolist() == [1, 1, 1]  # nothing was computed yet
    graph.replay()
    assert p.tolist() == [0.5, 0.5, 0.5]
    optimizer.param_groups[0]["lr"] = 0.1
    with pytest.raises(RuntimeError, match="SGD's lr was changed since; record the step again"):
        graph.replay()
    optimizer.param_groups[0]["lr"] = 0.5
    minidnn.manual_seed(7)
    with pytest.raises(RuntimeError, match="the seed was changed since"):
        graph.replay()


def test_misuse_is_a_sentence(gpu):
    graph = cuda.CUDAGraph()
    with pytest.raises(TypeError, match="expected a CUDAGraph; got int"):
        cuda.graph(3)
    other = pytest.raises(RuntimeError, match="another graph is being recorded")
    with cuda.graph(graph, pool=cuda.graph_pool_handle()), other:
        cuda.CUDAGraph().capture_begin()
    with pytest.raises(RuntimeError, match="call reset"), cuda.graph(graph):
        pass
    graph.reset()
    with pytest.raises(RuntimeError, match="nothing was recorded"):
        graph.debug_dump("graph.dot")


def test_an_error_within_is_the_one_that_is_raised(gpu):
    graph = cuda.CUDAGraph()
    with pytest.raises(KeyError, match="mine"), cuda.graph(graph):
        raise KeyError("mine")
    assert graph.recorded is None and backend.Capture.current is None


@pytest.mark.skipif(cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_it_is_a_sentence():
    assert not cuda.is_current_stream_capturing()
    for need in (cuda.CUDAGraph, cuda.graph_pool_handle):
        with pytest.raises(RuntimeError, match="device 'cuda'.*(use device|pip install)"):
            need()


@pytest.mark.gpu
def test_replays_on_a_gpu_give_the_numbers_of_ordinary_steps():
    def run(replayed):
        minidnn.manual_seed(0)
        model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 3))
        model.to("cuda")
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        x, y = minidnn.randn(8, 6).to("cuda"), minidnn.arange(8).remainder(3).to("cuda")

        def step():
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            return loss

        losses = [step().item()]
        if replayed:
            graph = cuda.CUDAGraph()
            with cuda.graph(graph):
                loss = step()
        for _ in range(4):
            if replayed:
                graph.replay()
            else:
                loss = step()
            losses.append(loss.item())
        return losses

    assert run(True) == pytest.approx(run(False), rel=1e-6)
