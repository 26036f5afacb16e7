"""A program as PyTorch's tutorial on DistributedDataParallel writes it."""

import os
import sys

import minidnn as torch
import minidnn.distributed as dist
import minidnn.multiprocessing as mp
import minidnn.nn as nn
import minidnn.optim as optim
from minidnn.nn.parallel import DistributedDataParallel as DDP


def setup(rank, world_size):
    os.environ["MASTER_ADDR"] = "localhost"
    os.environ["MASTER_PORT"] = "12355"
    dist.init_process_group("gloo", rank=rank, world_size=world_size)


def demo(rank, world_size, features):
    setup(rank, world_size)
    model = DDP(nn.Sequential(nn.Linear(features, 10), nn.ReLU(), nn.Linear(10, 5)))
    loss_fn = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=0.001)
    optimizer.zero_grad()
    outputs = model(torch.randn(20, features))
    loss_fn(outputs, torch.randn(20, 5)).backward()
    optimizer.step()
    if rank == 0:
        print("done", world_size)
    dist.destroy_process_group()


if __name__ == "__main__":
    world_size = int(sys.argv[1])
    if len(sys.argv) > 2:
        context = mp.spawn(demo, args=(world_size, 10), nprocs=world_size, join=False)
        print("begun")
        while not context.join(0.1):
            pass
    else:
        mp.spawn(demo, args=(world_size, 10), nprocs=world_size, join=True)
