"""Misuses of DataLoader, Dataset: the call, the kind of error, a part of its sentence."""

CASES = {
    "DataLoader": [
        (
            "DataLoader()",
            "TypeError",
            "DataLoader: dataset is missing. It takes dataset, batch_size, shuffle, "
            "sampler, batch_sampler, num_workers, collate_fn, pin_memory, drop_last, "
            "timeout, worker_init_fn,",
        ),
        (
            "DataLoader(X, Y)",
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got",
        ),
        (
            "DataLoader(None)",
            "TypeError",
            "DataLoader: the data set must give an item for each index, such as "
            "TensorDataset(x, y); got None",
        ),
        (
            "DataLoader(5)",
            "TypeError",
            "DataLoader: the data set must give an item for each index, such as "
            "TensorDataset(x, y); got 5",
        ),
        (
            'DataLoader("digits")',
            "TypeError",
            "DataLoader: the data set must give an item for each index, such as "
            "TensorDataset(x, y); got 'digits'",
        ),
        (
            "DataLoader(data, 0)",
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got 0",
        ),
        (
            "DataLoader(data, batch_size=-4)",
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got -4",
        ),
        (
            "DataLoader(data, batch_size=2.5)",
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got 2.5",
        ),
        (
            'DataLoader(data, batch_size="32")',
            "ValueError",
            "DataLoader: batch_size should be a positive integer value, but got '32'",
        ),
        (
            'DataLoader(data, shuffle="yes")',
            "TypeError",
            "DataLoader: shuffle must be True or False; got 'yes'",
        ),
        (
            "DataLoader(data, shuffle=True, sampler=minidnn.utils.data.SequentialSampler(data))",
            "ValueError",
            "DataLoader: sampler option is mutually exclusive with shuffle; give one",
        ),
        (
            "DataLoader(data, batch_sampler=[[0, 1]], batch_size=4)",
            "ValueError",
            "DataLoader: batch_sampler option is mutually exclusive with batch_size, "
            "shuffle, sampler, and drop_last; give batch_sampler alone",
        ),
        (
            "DataLoader(data, num_workers=-1)",
            "ValueError",
            "DataLoader: num_workers option should be a non-negative integer; got -1; "
            "use num_workers=0 to load without workers",
        ),
        (
            "DataLoader(data, num_workers=1.5)",
            "ValueError",
            "DataLoader: num_workers option should be a non-negative integer; got 1.5; "
            "use num_workers=0 to load without workers",
        ),
        (
            'DataLoader(data, drop_last="no")',
            "ValueError",
            "drop_last must be True or False; got drop_last='no'",
        ),
        (
            'DataLoader(data, collate_fn="stack")',
            "TypeError",
            "DataLoader: collate_fn must be a function of a list of items; got 'stack'",
        ),
        (
            "DataLoader(data, sampler=5)",
            "TypeError",
            "DataLoader: sampler must give indices, such as a list; got 5",
        ),
        (
            "DataLoader(data, generator=42)",
            "TypeError",
            "DataLoader: generator must be a Generator; use minidnn.Generator().manual_seed(42)",
        ),
        (
            "DataLoader(data, batchsize=4)",
            "TypeError",
            "DataLoader: there is no argument 'batchsize'; did you mean batch_size? It "
            "takes dataset, batch_size, shuffle, sampler, batch_sampler, num_workers, "
            "collate_fn, pin_memory, drop_last,",
        ),
        (
            "DataLoader(data)[0]",
            "TypeError",
            "DataLoader: a loader has no places; loop over it, `for batch in loader`, or "
            "take an item of its data set, loader.dataset[0]",
        ),
        (
            "next(DataLoader(data))",
            "TypeError",
            "'DataLoader' object is not an iterator",
        ),
        (
            "list(DataLoader(data, sampler=[0, 999]))",
            "IndexError",
            "index 999 is out of bounds for axis 0 with size 60",
        ),
        (
            "list(DataLoader([X[0], X[1, :2]], batch_size=2))",
            "RuntimeError",
            "default_collate: sample 1 of the batch has shape (2,), sample 0 has (4,); "
            "make them equal (for images: Resize and CenterCrop), or give a collate_fn",
        ),
        (
            "list(DataLoader([None, None]))",
            "TypeError",
            "default_collate: batch must contain tensors, numpy arrays, numbers, "
            "strings, dicts or lists; found NoneType",
        ),
        (
            "list(DataLoader(NoItems()))",
            "NotImplementedError",
            "NoItems: define __getitem__(self, index)",
        ),
        (
            "list(DataLoader((X, Y), batch_size=2))",
            "RuntimeError",
            "default_collate: sample 1 of the batch has shape (60,), sample 0 has (60, "
            "4); make them equal (for images: Resize and CenterCrop), or give a "
            "collate_fn",
        ),
    ],
    "Dataset": [
        (
            "TensorDataset()",
            "ValueError",
            "TensorDataset: needs tensors with the same number of rows; got []",
        ),
        (
            "TensorDataset(tX, tY[:50])",
            "ValueError",
            "TensorDataset: needs tensors with the same number of rows; got [60, 50]",
        ),
        (
            "TensorDataset((tX, tY))",
            "TypeError",
            "TensorDataset: give tensors with rows side by side, TensorDataset(x, y); got a tuple",
        ),
        (
            "TensorDataset(tX, minidnn.tensor(3))",
            "TypeError",
            "TensorDataset: give tensors with rows side by side, TensorDataset(x, y); "
            "got a single number",
        ),
        (
            "data[999]",
            "IndexError",
            "getitem: index 999 is out of bounds for axis 0 with size 60",
        ),
        (
            'data["first"]',
            "IndexError",
            "getitem: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis "
            "(`None`) and integer or boolean arrays are valid indices",
        ),
        (
            "data[1.5]",
            "IndexError",
            "getitem: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis "
            "(`None`) and integer or boolean arrays are valid indices",
        ),
        (
            "NoItems()[0]",
            "NotImplementedError",
            "NoItems: define __getitem__(self, index)",
        ),
        (
            "random_split(data, [0.5, 0.6])",
            "ValueError",
            "random_split: lengths [0.5, 0.6] must be whole numbers with the sum 60, the "
            "number of items, or fractions with the sum 1",
        ),
        (
            "random_split(data, [10, 10])",
            "ValueError",
            "random_split: lengths [10, 10] must be whole numbers with the sum 60, the "
            "number of items, or fractions with the sum 1",
        ),
        (
            "random_split(data, 0.8)",
            "TypeError",
            "random_split: give the length of every part, [0.8, 0.2]; got 0.8",
        ),
        (
            "random_split(data, [-10, 70])",
            "ValueError",
            "random_split: lengths [-10, 70] must be whole numbers with the sum 60, the "
            "number of items, or fractions with the sum 1",
        ),
        (
            "random_split(data, [30, 30], generator=7)",
            "TypeError",
            "random_split: generator must be a Generator; use minidnn.Generator().manual_seed(7)",
        ),
        (
            "random_split(5, [1, 4])",
            "TypeError",
            "random_split: expected a data set with a length; got 5",
        ),
        (
            "Subset(data, [0, 999])[1]",
            "IndexError",
            "getitem: index 999 is out of bounds for axis 0 with size 60",
        ),
        (
            "Subset(data, 5)",
            "TypeError",
            "Subset: indices must be a list of numbers; got 5",
        ),
        (
            "ConcatDataset([])",
            "ValueError",
            "ConcatDataset: got no data sets; give at least one",
        ),
        (
            "ConcatDataset(data)",
            "TypeError",
            "ConcatDataset: give the data sets as one list: ConcatDataset([a, b])",
        ),
        (
            "ConcatDataset([data, 5])",
            "TypeError",
            "ConcatDataset: expected data sets; got 5",
        ),
        (
            "minidnn.utils.data.StackDataset()",
            "ValueError",
            "StackDataset: give data sets either as arguments or by names",
        ),
        (
            "minidnn.datasets.load_mnsit()",
            "NoAttribute",
            "minidnn.datasets has no load_mnsit",
        ),
        (
            'vision.datasets.ImageFolder("nowhere")',
            "FileNotFoundError",
            "there is no folder nowhere; expected one that has a folder for each class",
        ),
        (
            "vision.datasets.ImageFolder(empty_folder)",
            "FileNotFoundError",
            "has no folders; expected one folder for each class, with its files inside",
        ),
    ],
}
