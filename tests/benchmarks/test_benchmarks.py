"""The parts of the benchmarks: alternation, rejection, floors, equal steps in both libraries."""

import json

import pytest

import benchmarks.__main__ as program
import minidnn
import minidnn.nn
import minidnn.optim
from benchmarks import floors, measure, memory, models, report, sizes, worker
from benchmarks.workloads import WORKLOADS, Workload, cnn, mnist, prepared, tutorial


class Recorded:
    """A worker that tells who was asked, and says what it is told to."""

    def __init__(self, way, calls, others=0.0):
        self.way, self.calls, self.others = way, calls, others

    def sample(self, workload, seconds):
        self.calls.append(self.way)
        others = self.others.pop(0) if isinstance(self.others, list) else self.others
        return [1.0, 3.0], others


def test_ways_take_turns():
    calls = []
    times = measure.alternate([Recorded(way, calls) for way in "ab"], "w", rounds=3, seconds=0)
    assert calls == list("abbaab")
    assert all(t.clean == [1.0, 3.0] * 3 and t.trusted for t in times.values())


def test_disturbed_samples_are_taken_anew():
    calls = []
    workers = [Recorded("a", calls, [0.5, 0.0, 0.0, 0.0]), Recorded("b", calls)]
    times = measure.alternate(workers, "w", rounds=3, seconds=0, patience=2)
    assert calls.count("a") == 4 and calls.count("b") == 3
    assert times["a"].samples == 3 and times["a"].disturbed == [1.0, 3.0]
    assert times["a"].steps == times["a"].clean


def test_few_clean_samples_are_not_trusted():
    times = measure.Times(clean=[1.0], disturbed=[2.0, 3.0], samples=1)
    assert not times.trusted and times.median == 2.0 and times.best == 1.0 and times.mean == 2.0


def test_a_worker_is_a_process_that_answers():
    one = worker.Worker("minidnn:1")
    try:
        for name in ("MLP prediction, one row", "100 small ops", "100 small ops"):
            steps, others = one.sample(name, 0.01)
            assert len(steps) > 1 and 0 < min(steps) < 1 and others >= 0
        with pytest.raises(RuntimeError, match="minidnn:1 failed on no such"):
            one.sample("no such", 0.01)
    finally:
        one.close()


def test_the_program(capsys, tmp_path):
    options = ["--only", "prediction", "--short", "--no-busy", "--no-container", "--out"]
    assert program.main([*options, str(tmp_path)]) == 0
    assert "MLP prediction, one row" in capsys.readouterr().out
    facts = json.loads((tmp_path / "speed.json").read_text())
    assert facts["machine"] and facts["seconds"]["MLP prediction, one row"]["minidnn"]


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


def test_every_sweep_takes_steps():
    for sweep in sizes.SWEEPS.values():
        sweep.make(minidnn, sweep.sizes[0])()


def times_of(**seconds):
    return {
        way.replace("_", ":"): measure.Times(clean=[value] * 4, samples=4)
        for way, value in seconds.items()
    }


def test_ratios_are_to_the_best_number_of_threads():
    times = times_of(minidnn=1e-3, torch_1=2e-3, torch_2=4e-3)
    row = report.speed_row(WORKLOADS[0], times)
    assert row["ratio"] == "**0.50**" and row["PyTorch (threads)"].endswith("(1)")
    assert row["note"] == ""
    times["torch:1"].samples = 1
    assert report.speed_row(WORKLOADS[0], times)["note"] == "disturbed"
    alone = report.speed_row(WORKLOADS[0], times_of(minidnn=1e-3))
    assert "ratio" not in alone and alone["minidnn"].startswith("1 ms")


def test_tables_and_pictures(tmp_path):
    times = times_of(minidnn=1e-3, torch_1=2e-3, JAX=5e-4)
    text = report.table([report.speed_row(WORKLOADS[0], times)])
    assert text.splitlines()[1].startswith("|--") and "**0.50**" in text
    assert "0.5" in report.table(report.peer_rows([(WORKLOADS[0], times)]))
    beside = report.busy_row(WORKLOADS[0], times_of(minidnn=1e-3, torch=8e-3))
    assert beside["ratio of means"] == "**0.12**"
    report.picture([(WORKLOADS[0], times)], tmp_path / "speed.png")
    sizes.picture({"batch": [(1, 0.5), (64, 1.5)]}, tmp_path / "sizes.png")
    for name in ("speed.png", "sizes.png"):
        assert (tmp_path / name).stat().st_size > 1000
    assert "Python" in report.machine()
