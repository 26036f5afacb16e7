"""The parts of the benchmarks: alternation, rejection, floors, equal steps in both libraries."""

import pytest

import minidnn
import minidnn.nn
import minidnn.optim
from benchmarks import floors, measure, memory, models, overhead, report
from benchmarks.workloads import WORKLOADS, Workload, cnn, mnist, prepared, tutorial


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(measure, "SAMPLE", 0.001)


def test_ways_alternate(short):
    calls = []
    ways = {name: lambda name=name: calls.append(name) for name in "ab"}
    times = measure.alternate(ways, rounds=3, patience=1)
    assert set(times) == {"a", "b"} and set(calls) == {"a", "b"}
    assert all(len(t.samples) == 3 for t in times.values())


def test_disturbed_samples_are_thrown_away(short, monkeypatch):
    others = iter([0.0, 0.5] * 50)
    monkeypatch.setattr(measure, "sample", lambda way, repeats: (1.0, next(others)))
    times = measure.alternate({"a": int}, rounds=4)
    assert len(times["a"].clean) == 4 and len(times["a"].disturbed) == 3
    assert times["a"].trusted and times["a"].samples == times["a"].clean


def test_few_clean_samples_are_not_trusted():
    times = measure.Times(clean=[1.0], disturbed=[2.0, 3.0])
    assert not times.trusted and times.median == 2.0 and times.best == 1.0


def test_work_of_this_process_is_not_a_disturbance():
    seconds, others = measure.sample(lambda: sum(range(10**6)), 5)
    assert seconds > 0 and others >= 0


def test_floors_count_every_product():
    with floors.recorded() as (products, results):
        tutorial(minidnn)()
    forward = {(505, 5, 64), (505, 64, 64), (505, 64, 1)}
    assert forward <= set(products) and len(products) == 3 + 3 + 2  # no gradient for the data
    assert results == [505 * 64] * 4 + [505] * 2 + [1]  # the last is the loss
    with floors.recorded() as (products, _):
        cnn(minidnn, size=4)()
    assert (4 * 14 * 14, 9 * 32, 64) in products
    for floor in floors.floors(tutorial, minidnn):
        floor()


@pytest.mark.parametrize("make", [tutorial, cnn])
def test_both_libraries_take_the_same_steps(make):
    torch = pytest.importorskip("torch")
    mine, other = make(minidnn), make(torch)
    for _ in range(3):
        assert mine() == pytest.approx(other(), rel=1e-4)


def test_resnets_are_the_same_in_both_libraries():
    torch = pytest.importorskip("torch")
    for model in (models.resnet18, models.resnet50):
        mine, other = (prepared(lib, model(lib)).eval() for lib in (minidnn, torch))
        size = 16 if model is models.resnet18 else 40
        x = torch.rand(1, 3, size, size)
        with torch.no_grad(), minidnn.no_grad():
            got, expected = mine(minidnn.from_numpy(x.numpy())), other(x)
        scale = float(expected.abs().max())
        assert abs(got.numpy() - expected.numpy()).max() < 1e-4 * scale


def test_dropout_makes_a_step_too():
    assert mnist(minidnn)() > 0


def test_every_workload_has_goals():
    assert all(isinstance(w, Workload) and 0 < w.aim <= w.must for w in WORKLOADS)


def test_peak_memory_of_a_process_of_its_own():
    assert 0 <= memory.peak("minidnn", 0) < 200


def test_chains_run():
    for step in overhead.chains(minidnn, size=2).values():
        step()


def test_table_and_picture(tmp_path):
    times = {
        "minidnn": measure.Times([1e-3] * 5),
        "PyTorch": measure.Times([2e-3] * 5),
        "JAX": measure.Times([5e-4] * 5),
    }
    result = {"workload": WORKLOADS[0], "times": times}
    text = report.table([report.speed_row(result)])
    assert "1.00 ms" in text and "0.50" in text and "disturbed" not in text
    assert "x0.5" in report.table(report.peer_rows([result]))
    report.picture([result], tmp_path / "speed.png")
    assert (tmp_path / "speed.png").stat().st_size > 1000
