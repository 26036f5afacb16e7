"""Misuses of metrics, callbacks, data sets: the call, the kind of error, a part of its sentence."""

CASES = {
    "metrics, callbacks, data sets": [
        (
            "datasets.table()",
            "TypeError",
            "table: path, target are missing. It takes path, target, held_out, seed, ignore, kinds",
        ),
        (
            'datasets.table("nowhere.csv", "price")',
            "FileNotFoundError",
            "[Errno 2] No such file or directory: 'nowhere.csv'",
        ),
        (
            'datasets.table("table.csv")',
            "TypeError",
            "table: target is missing. It takes path, target, held_out, seed, ignore, kinds",
        ),
        (
            'datasets.table("table.csv", "cost")',
            "ValueError",
            "table: table.csv has no column 'cost'; its columns: rooms, price",
        ),
        (
            'datasets.table("empty.csv", "price")',
            "ValueError",
            "table: empty.csv has no rows below a line of column names",
        ),
        (
            'datasets.table("table.csv", "price", held_out=2)',
            "ValueError",
            "table: table.csv has 2 rows with a 'price'; at least 5 needed",
        ),
        (
            'datasets.table(folder, "price")',
            "IsADirectoryError",
            "[Errno 21] Is a directory: ''",
        ),
        (
            'datasets.MNIST("nowhere", train="yes")',
            "DatasetNotFound",
            "MNIST: train-images-idx3-ubyte not found. Use download=True, or fetch "
            "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
            "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz from",
        ),
        (
            'datasets.TextFolder("nowhere")',
            "FileNotFoundError",
            "[Errno 2] No such file or directory: 'nowhere'",
        ),
        (
            'datasets.IMDB("nowhere")',
            "DatasetNotFound",
            "IMDB: aclImdb not found. Use download=True, or fetch aclImdb_v1.tar.gz from "
            "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz and put "
            "them into nowhere or",
        ),
        (
            'datasets.tiny_shakespeare("nowhere")',
            "DatasetNotFound",
            "tiny_shakespeare: tinyshakespeare.txt not found. Use download=True, or "
            "fetch input.txt from "
            "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespe"
            "are/input.txt and put",
        ),
        (
            "metrics.accuracy(Y)",
            "TypeError",
            "accuracy: y_pred is missing. It takes y_true, y_pred, threshold",
        ),
        (
            "metrics.accuracy(Y, Y[:5])",
            "ValueError",
            "accuracy: y_true (60,) and y_pred (5,) must have one label and one "
            "prediction for every sample",
        ),
        (
            'metrics.accuracy("a", "b")',
            "TypeError",
            "expected an array of NumPy or CuPy; got str",
        ),
        (
            "metrics.classification_report(Y)",
            "TypeError",
            "classification_report: y_pred is missing. It takes y_true, y_pred, names, "
            "digits, threshold",
        ),
        (
            'metrics.classification_report(Y, Y, ["a"])',
            "ValueError",
            "classification_report: got 1 names for 2 classes",
        ),
        (
            "training.EarlyStopping(patience=0)",
            "ValueError",
            "EarlyStopping: patience must be at least 1; got 0",
        ),
        (
            'training.EarlyStopping(patience="3")',
            "TypeError",
            "EarlyStopping: an argument is of the wrong kind; got patience='3' ('<' not "
            "supported between instances of 'str' and 'int')",
        ),
        (
            "training.EarlyStopping(monitor=5)",
            "TypeError",
            "EarlyStopping: an argument is of the wrong kind; got monitor=5, "
            "min_delta=0.0 ('int' object has no attribute 'endswith')",
        ),
        (
            "training.BestCheckpoint()",
            "TypeError",
            "BestCheckpoint: path is missing. It takes path, monitor",
        ),
        (
            "training.BestCheckpoint(5)",
            "TypeError",
            "BestCheckpoint: an argument is of the wrong kind; got path=5 (expected str, "
            "bytes or os.PathLike object, not int)",
        ),
        (
            "training.CSVLog()",
            "TypeError",
            "CSVLog: path is missing. It takes path",
        ),
        (
            "training.find_lr(model)",
            "TypeError",
            "find_lr: loader, criterion, optimizer are missing. It takes model, loader, "
            "criterion, optimizer, low, high, steps, smoothing, device",
        ),
        (
            'training.find_lr(model, (X, Y), "cross_entropy", 5)',
            "TypeError",
            "find_lr: takes at most 2 arguments without a name, got 4; give the others "
            "by name: criterion, optimizer, low, high, steps, smoothing, device",
        ),
        (
            "optim.lr_scheduler.StepLR(adam)",
            "TypeError",
            "StepLR: step_size is missing. It takes optimizer, step_size, gamma, last_epoch",
        ),
        (
            'optim.lr_scheduler.StepLR(adam, 10, gamma="a")',
            "TypeError",
            "StepLR: an argument is of the wrong kind; got optimizer=a Adam, "
            "step_size=10, gamma='a' (unsupported operand type(s) for ** or pow(): 'str' "
            "and 'int')",
        ),
        (
            "optim.lr_scheduler.CosineAnnealingLR(adam, -1)",
            "ValueError",
            "CosineAnnealingLR: T_max must be above 0, got -1",
        ),
        (
            'optim.lr_scheduler.CosineAnnealingLR(adam, "a")',
            "TypeError",
            "CosineAnnealingLR: an argument is of the wrong kind; got optimizer=a Adam, "
            "T_max='a' ('>' not supported between instances of 'str' and 'int')",
        ),
        (
            "optim.lr_scheduler.ExponentialLR(adam)",
            "TypeError",
            "ExponentialLR: gamma is missing. It takes optimizer, gamma, last_epoch",
        ),
        (
            'optim.lr_scheduler.ExponentialLR(adam, "a")',
            "TypeError",
            "ExponentialLR: an argument is of the wrong kind; got optimizer=a Adam, "
            "gamma='a' (unsupported operand type(s) for ** or pow(): 'str' and 'int')",
        ),
        (
            'optim.lr_scheduler.StepLR(adam, 1).step("a")',
            "UserWarning",
            "Detected call of `lr_scheduler.step()` before `optimizer.step()`: the first "
            "learning rate of the schedule is skipped. Call `optimizer.step()` first",
        ),
        (
            "optim.lr_scheduler.SequentialLR(adam, [], [1])",
            "ValueError",
            "SequentialLR: schedulers must be at least one, got 0",
        ),
        (
            "optim.lr_scheduler.StepLr(adam, 1)",
            "NoAttribute",
            "minidnn.optim.lr_scheduler has no StepLr; did you mean StepLR?",
        ),
        (
            "vision.datasets.ImageFolder(5)",
            "FileNotFoundError",
            "there is no folder 5; expected one that has a folder for each class",
        ),
        (
            'vision.datasets.MNIST("nowhere")',
            "DatasetNotFound",
            "MNIST: train-images-idx3-ubyte not found. Use download=True, or fetch "
            "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
            "t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz from",
        ),
        (
            'vision.datasets.CIFAR10("nowhere", "train")',
            "DatasetNotFound",
            "CIFAR10: data_batch_1.bin not found. Use download=True, or fetch "
            "cifar-10-binary.tar.gz (unpacked) from "
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz and put them into "
            "nowhere or",
        ),
        (
            "T.Compose()",
            "TypeError",
            "Compose: transforms is missing. It takes transforms",
        ),
        (
            "T.Resize()",
            "TypeError",
            "Resize: size is missing. It takes size, interpolation, max_size, antialias",
        ),
        (
            "T.RandomCrop()",
            "TypeError",
            "RandomCrop: size is missing. It takes size, padding, pad_if_needed, fill, "
            "padding_mode",
        ),
        (
            'T.ColorJitter("a")',
            "TypeError",
            "ColorJitter: brightness should be a number or (min, max); got 'a'",
        ),
        (
            'T.RandomAffine("a")',
            "ValueError",
            "RandomAffine: degrees must be one or (2,) numbers; got 'a'",
        ),
        (
            "T.GaussianBlur(2)",
            "ValueError",
            "GaussianBlur: kernel_size should be odd and positive; got 2",
        ),
        (
            'T.GaussianBlur("a")',
            "TypeError",
            "GaussianBlur: an argument is of the wrong kind; got kernel_size='a' ('<=' "
            "not supported between instances of 'str' and 'int')",
        ),
        (
            "T.Normalise(0, 1)",
            "NoAttribute",
            "minidnn.vision.transforms has no Normalise; did you mean Normalize?",
        ),
    ],
}
