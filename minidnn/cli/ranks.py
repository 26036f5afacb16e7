"""`minidnn train --ranks N`: the same command, run by N processes that share every batch."""

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .. import backend
from .. import distributed as dist
from ..distributed.launch import launch
from ..nn import SyncBatchNorm
from ..nn.parallel import DistributedDataParallel
from ..training.ranks import Alone, Together
from ..utils.data import DataLoader, DistributedEvalSampler, DistributedSampler


def inside() -> bool:
    """Whether this process is one of the ranks already."""
    return dist.is_torchelastic_launched()


def started(options: Namespace) -> int:
    """Run the command that was typed once more, as so many ranks; its exit code."""
    return launch(["-m", "minidnn", *options.words], options.ranks)


def join(options: Namespace) -> Alone:
    """Meet the other ranks, if there are any; each takes a GPU of its own."""
    if options.ranks == 1:
        return Alone()
    dist.init_process_group()
    gpus = backend.cuda.device_count()
    if options.device == "cuda":
        options.device = f"cuda:{int(os.environ['LOCAL_RANK']) % max(1, gpus)}"
    return Together(dist.group.WORLD)


@contextmanager
def first_alone(group: Alone) -> Iterator[None]:
    """The first rank does it before the others: it may download what all of them read."""
    if not group.first:
        group.any(False)
    yield
    if group.first:
        group.any(False)


def loaders(data: Any, n: int, workers: int, group: Alone, seed: int) -> tuple[Any, Any]:
    """Loaders that give each rank its part: of every batch of n, and of the test data."""
    if n % group.size:
        raise ValueError(
            f"--batch-size {n}: {group.size} ranks cannot share a batch evenly; use "
            f"{max(1, round(n / group.size)) * group.size}"
        )
    part, test = n // group.size, max(n, data.at_once) // group.size
    sampler = DistributedSampler(data.train, shuffle=n < len(data.train), seed=seed)
    return (
        DataLoader(data.train, part, sampler=sampler, num_workers=workers),
        DataLoader(data.test, test, sampler=DistributedEvalSampler(data.test), num_workers=workers),
    )


def shared(model: Any, group: Alone, seed: int) -> Any:
    """The model as all ranks train it: batch normalisation over whole batches, gradients averaged.

    From here on every rank draws random numbers of its own: dropout, changed pictures.
    """
    if group.size == 1:
        return model
    model = DistributedDataParallel(SyncBatchNorm.convert_sync_batchnorm(model))
    backend.manual_seed(seed + group.rank)
    return model
