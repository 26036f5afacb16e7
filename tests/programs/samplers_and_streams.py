"""The rest of torch.utils.data: streams, samplers, batches of batches, joined data sets."""

import torch
from torch.utils.data import (
    BatchSampler,
    ChainDataset,
    ConcatDataset,
    DataLoader,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    StackDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    get_worker_info,
)
from torch.utils.data.dataloader import default_collate
from torch.utils.data.sampler import Sampler


class Countdown(IterableDataset):
    def __init__(self, start):
        super().__init__()
        self.start = start

    def __iter__(self):
        assert get_worker_info() is None
        return iter(range(self.start, 0, -1))


class EvenFirst(Sampler):
    def __init__(self, data_source):
        self.n = len(data_source)

    def __iter__(self):
        return iter([*range(0, self.n, 2), *range(1, self.n, 2)])

    def __len__(self):
        return self.n


x = torch.arange(7).float()
data = TensorDataset(x, x**2)
streams = [batch.tolist() for batch in DataLoader(Countdown(5) + Countdown(2), batch_size=3)]
print(streams, isinstance(Countdown(1) + Countdown(1), ChainDataset))
orders = [b[0].tolist() for b in DataLoader(data, batch_size=3, sampler=EvenFirst(data))]
print(orders)
batches = list(BatchSampler(SequentialSampler(data), batch_size=3, drop_last=True))
print(batches, len(DataLoader(data, batch_sampler=batches)))
weighted = list(WeightedRandomSampler([0.0, 0.0, 1.0], num_samples=4, replacement=True))
shuffled = sorted(RandomSampler(data))
some = sorted(SubsetRandomSampler([1, 4, 6]))
print(weighted, shuffled, some)
joined = ConcatDataset([data, Subset(data, [5, 6])])
print(len(joined), joined[8], joined.cumulative_sizes)
stacked = StackDataset(image=x, label=x.long())
print(stacked[2], len(stacked))
print(default_collate([(1, 2.0), (3, 4.0)]), default_collate([{"a": x}, {"a": x}])["a"].shape)
loader = DataLoader(data, batch_size=4, shuffle=True, drop_last=True)
print(len(loader), sorted(torch.cat([b[0] for b in loader]).tolist())[:0], loader.batch_size)
