"""The parts of the benchmarks: alternation, rejection, floors, equal steps in both libraries."""

import json

import pytest

import benchmarks.__main__ as program
import minidnn
import minidnn.nn
import minidnn.optim
from benchmarks import (
    floors,
    kernels,
    measure,
    memory,
    models,
    ops,
    page,
    report,
    results,
    sizes,
    worker,
)
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
    numbers = times.numbers()
    assert not numbers["clean"] and numbers["steps"] == 3
    assert numbers["median"] == numbers["mean"] == 2.0
    assert (numbers["best"], numbers["worst"], numbers["spread"]) == (1.0, 3.0, 0.5)


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


def test_the_program_keeps_every_row_and_goes_on(capsys, tmp_path):
    file = tmp_path / "results.json"
    options = ["steps", "--only", "prediction", "--short", "--seconds", "0.01", "--file", str(file)]
    assert program.main(options) == 0
    assert "MLP prediction, one row" in capsys.readouterr().out
    facts = json.loads(file.read_text())
    row = facts["parts"]["steps"]["MLP prediction, one row"]
    assert facts["machine"] and row["minidnn"]["median"] > 0 and row["date"].startswith("20")
    assert program.main(options) == 0  # nothing is left to measure
    assert json.loads(file.read_text()) == facts
    assert program.main([*options, "--again"]) == 0
    assert json.loads(file.read_text()) != facts


def test_no_time_left(capsys, tmp_path):
    file = tmp_path / "results.json"
    assert program.main(["sizes", "--limit", "-1", "--file", str(file)]) == 3
    out = capsys.readouterr().out
    assert "not measured for want of time: sizes: width 4096" in out and not file.exists()


def test_a_file_belongs_to_one_machine(tmp_path):
    file = tmp_path / "results.json"
    one = results.Results(file)
    one.put("memory", "tutorial MLP step", {"minidnn": 1.0})
    one.facts["cores"] = 640
    one.put("memory", "tutorial MLP step", {"minidnn": 1.0})
    with pytest.raises(SystemExit, match="640 cores of .* give another file with --file"):
        results.Results(file)


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


def row_of(**seconds):
    numbers = {"best": 0.0, "worst": 0.1, "spread": 0.05, "steps": 9, "clean": True}
    return {
        way.replace("_", ":"): {**numbers, "median": value, "mean": value, "best": value}
        for way, value in seconds.items()
    }


def test_ratios_are_to_the_best_number_of_threads():
    row = row_of(minidnn=1e-3, torch_1=2e-3, torch_2=4e-3)
    line = report.speed_line(WORKLOADS[0].name, row)
    assert line["ratio"] == "**0.50**" and line["PyTorch (threads)"].endswith("(1)")
    assert line["note"] == "" and line["must"] == "0.75"
    row["torch:1"]["clean"] = False
    assert report.speed_line(WORKLOADS[0].name, row)["note"] == "disturbed"
    alone = report.speed_line(WORKLOADS[0].name, row_of(minidnn=1e-3))
    assert "ratio" not in alone and alone["minidnn"].startswith("1 ms")


def test_tables_and_pictures(tmp_path):
    name, row = WORKLOADS[0].name, row_of(minidnn=1e-3, torch_1=2e-3)
    text = report.TABLES["steps"]({name: row})
    assert text.splitlines()[1].startswith("|--") and "**0.50**" in text
    peers = report.TABLES["peers"]({name: row_of(minidnn=1e-3, JAX=5e-4), "x": row_of(minidnn=1.0)})
    assert "| JAX " in peers and "0.5" in peers and peers.rstrip().endswith("- |")
    beside = report.TABLES["busy"]({name: row_of(minidnn=1e-3, torch=8e-3)})
    assert "**0.12**" in beside
    assert "0.50" in report.TABLES["memory"]({name: {"minidnn": 10.0, "torch": 20.0}})
    held = {"cores": "0.5 of 2", "alone": 2.0, "within": 2.2}
    assert "**1.10**" in report.TABLES["container"]({"breast-cancer": held})
    points = {f"width {n}": row for n in (16, 64)}
    assert "16: 0.50, 64: 0.50" in report.TABLES["sizes"](points)
    report.picture({name: row}, tmp_path / "speed.png")
    sizes.picture(sizes.curves(points), tmp_path / "sizes.png")
    for picture in ("speed.png", "sizes.png"):
        assert (tmp_path / picture).stat().st_size > 1000
    assert "Python" in report.machine()


def test_the_page_holds_what_was_measured():
    assert page.main(["--check"]) == 0


def test_every_measured_op_takes_a_step():
    for make in ops.OPS.values():
        assert callable(make)
    small = ops.function("silu", (2, 3))(minidnn)
    small()
    assert ops.mobilenet_inference(minidnn)() != 0
    ops.layer("BatchNorm2d", (2, 3, 4, 4), 3)(minidnn)()


def test_kernels_of_a_step_are_counted_on_the_stub():
    name = next(name for name in kernels.NETWORKS if name.startswith("GPT"))
    own, waits, transfers = kernels.counted(name)
    assert (waits, transfers) == (0, 0)
    assert own < kernels.counted(name, kernels=False)[0]


def test_pytorchs_operators_are_counted_without_views():
    pytest.importorskip("torch")
    name = next(name for name in kernels.NETWORKS if name.startswith("MLP"))
    assert 20 < kernels.operators(name) < 80  # 4 products, 4 + 8 gradients, relu, dropout, loss
