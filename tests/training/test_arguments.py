"""fit and evaluate take arrays, names and functions, and explain what they do not take."""

import numpy as np
import pytest

import minidnn
from minidnn import metrics, nn, optim, training
from minidnn.training.progress import Progress, described
from minidnn.utils.data import DataLoader, TensorDataset

RNG = np.random.default_rng(0)
X = RNG.standard_normal((60, 4))
Y = (X.sum(axis=1) > 0).astype(np.int32)


def network(outputs=2):
    minidnn.manual_seed(1)
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, outputs))


def fit(*data, model=None, **options):
    model = model or network()
    given = {
        "criterion": nn.CrossEntropyLoss(),
        "optimizer": optim.Adam(model.parameters(), lr=1e-2),
        "epochs": 2,
        "progress": False,
    }
    return training.fit(model, *data, **{**given, **options})


def test_arrays_names_and_functions():
    """NumPy's float64 and int32 arrays, a loss and metrics by name, a function as callback."""
    rows = []
    history = fit(
        (X, Y), (X, Y), criterion="cross_entropy", metrics=["f1"], callbacks=[rows.append]
    )
    assert [row["epoch"] for row in rows] == [1, 2]
    assert {"accuracy", "f1", "val_accuracy", "val_f1"} <= history.rows[-1].keys()
    assert history.rows[-1]["batches"] == 4
    model = network()
    whole = training.evaluate(model, (X, Y), "cross_entropy", metrics="recall")
    assert whole.keys() == {"loss", "accuracy", "recall"}
    assert training.predict(model, X).shape == (60, 2)


def test_training_metrics_are_those_of_the_outputs():
    model, kept = network(1), []

    def mine(true, pred):
        kept.append((true.copy(), pred.copy()))
        return metrics.mean_absolute_error(true, pred)

    history = fit(
        (X, X[:, :1]), model=model, criterion="mse", metrics={"mae": mine}, batch_size=60, epochs=1
    )
    true, pred = kept[0]
    assert history["mae"][0] == pytest.approx(np.abs(true - pred).mean())
    assert "accuracy" not in history


def test_logits_are_cut_at_zero():
    """A metric by name knows that outputs come before the sigmoid."""
    model = network(1)
    with minidnn.no_grad():
        model[2].weight.zero_()
        model[2].bias.fill_(0.2)  # above 0, below 0.5: a yes as a logit
    y = np.ones((60, 1))
    found = training.evaluate(model, (X, y), "bce_with_logits", metrics=["recall", "f1"])
    assert (found["recall"], found["accuracy"]) == (1.0, 1.0)


def test_a_resume_within_an_epoch_knows_all_outputs(tmp_path):
    """The metric of an epoch that was interrupted is that of the whole epoch."""

    class Interrupts(training.Callback):
        def after_step(self, run):
            if run.step == 3:
                run.on_interrupt(2, None)

    def run(*callbacks, **options):
        minidnn.manual_seed(3)
        model = network()
        loader = DataLoader(TensorDataset(minidnn.tensor(X).float(), minidnn.tensor(Y).long()), 10)
        return fit(loader, model=model, metrics=["f1"], callbacks=callbacks, **options)

    straight = run()
    file = tmp_path / "run.minidnn"
    assert run(Interrupts(), checkpoint=file).interrupted
    resumed = run(checkpoint=file, resume=True)
    assert resumed["f1"] == straight["f1"]


def test_an_empty_dictionary_asks_for_no_metric():
    assert "accuracy" not in fit((X, Y), metrics={})


OTHER = optim.SGD([nn.Parameter(minidnn.zeros(2))], lr=1.0)
MISUSES = [
    (lambda: fit(X), "got the inputs .60, 4. alone; give inputs and targets as one pair"),
    (lambda: fit(X, Y), "two arguments; give them as one pair: fit.model, .x, y."),
    (lambda: fit((X, Y[:50])), r"inputs \(60, 4\) and targets \(50,\) must have the same number"),
    (lambda: fit(3), "expected a DataLoader, a Dataset or arrays .x, y.; got int 3"),
    (lambda: fit([(X, Y, Y)]), "a batch of the loader must be a pair .x, y.; got 3 parts"),
    (lambda: fit((X, Y), criterion="entropy"), "no loss named 'entropy'; there are cross_entropy"),
    (lambda: fit((X, Y), criterion=nn.MSELoss), r"is the class MSELoss; .* nn.MSELoss\(\)"),
    (lambda: fit((X, Y), criterion=3), "the criterion must be a loss or its name; got int 3"),
    (lambda: fit((X, Y), metrics=["acc"]), "no metric named 'acc'; there are accuracy, f1"),
    (lambda: fit((X, Y), metrics=[3]), "a metric is a function of .y_true, y_pred.* got int 3"),
    (lambda: fit((X, Y), callbacks=[3]), "a callback is a training.Callback, or a function"),
    (
        lambda: fit((X, Y), callbacks=[training.EarlyStopping]),
        "the callback is the class EarlyStopping; give an object of it",
    ),
    (lambda: fit((X, Y), optimizer="adam"), r"such as optim.Adam\(model.* got 'adam'"),
    (lambda: fit((X, Y), optimizer=optim.Adam), "got the class Adam"),
    (lambda: fit((X, Y), optimizer=OTHER), "holds no parameter of this model"),
    (
        lambda: fit((X, Y), scheduler=optim.lr_scheduler.StepLR(OTHER, 1)),
        "the scheduler was made for another optimizer",
    ),
    (lambda: fit((X, Y), scheduler="cosine"), "must be one of optim.lr_scheduler; got str"),
    (lambda: fit((X, Y), epochs=0), "epochs must be a whole number from 1; got 0"),
    (lambda: fit((X, Y), epochs=2.5), "epochs must be a whole number from 1; got 2.5"),
    (lambda: training.fit(nn.Linear, (X, Y), criterion="mse", optimizer=OTHER, epochs=1), "class"),
    (lambda: training.evaluate(len, (X, Y)), "the model must be an nn.Module; got builtin"),
    (lambda: training.evaluate(network(), X), "evaluate: got the inputs .60, 4. alone"),
    (lambda: training.predict(nn.Linear, X), "predict: the model is the class Linear"),
]


@pytest.mark.parametrize("misuse, said", MISUSES, ids=[said[:40] for _, said in MISUSES])
def test_misuse_is_explained(misuse, said):
    with pytest.raises((TypeError, ValueError), match=said):
        misuse()


class Terminal:
    """A terminal of 80 columns that keeps what was drawn."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_every_finished_line_shows_the_validation():
    screen = Terminal()
    fit((X, Y), (X, Y), epochs=25, progress=Progress(screen))
    finished = [part for part in screen.text.replace("\n", "\r").split("\r") if "100%" in part]
    assert sum("val loss" in line for line in finished) >= 25


def test_one_bar_for_the_run_in_a_notebook(monkeypatch):
    made = []

    class Notebook:
        def __init__(self, file, total, initial, unit, name):
            made.append([total, initial])
            self.names = []

        def rename(self, name):
            made[-1].append(name)

        def move(self, n, values, last=False):
            made[-1].append(n)

        def close(self):
            pass

    monkeypatch.setattr("minidnn.training.progress.Bar", Notebook)
    monkeypatch.setattr("minidnn.training.progress.in_notebook", lambda: True)
    fit((X, Y), epochs=2, batch_size=30, progress=True)
    assert made == [[4, 0, "epoch 1/2", 1, 2, 2, "epoch 2/2", 3, 4, 4]]


def test_the_loss_within_an_epoch_is_the_mean_so_far():
    shown = []

    class Watch(Progress):
        def new_bar(self, *args):
            class Bar:
                move = staticmethod(lambda n, values, last=False: shown.append(values["loss"]))
                close = staticmethod(lambda: None)

            return Bar()

    history = fit((X, Y), epochs=1, batch_size=20, progress=Watch())
    means = [np.mean(history.losses[: i + 1]) for i in range(3)]
    assert np.allclose(shown, [*means, means[-1]])


def test_a_narrow_terminal_drops_the_last_values():
    row = {"loss": 1.0, "val_loss": 2.0, "val_accuracy": 0.5, "val_f1": 0.25}
    assert described(row) == "loss 1.0000, val loss 2.0000, accuracy 50.0%, val f1 0.25"
    assert described(row, 44) == "loss 1.0000, val loss 2.0000, accuracy 50.0%"
    assert described(row, 5) == "loss 1.0000"
