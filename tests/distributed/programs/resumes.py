"""Trains in ranks, saves at rank 0 after every few steps, and goes on from there if started again.

resumes.py FOLDER STEPS [SECONDS between steps]
"""

import sys
import time
from pathlib import Path

import numpy as np

import minidnn
from minidnn import distributed as dist
from minidnn import nn, optim
from minidnn.nn.parallel import DistributedDataParallel as DDP

folder, steps = Path(sys.argv[1]), int(sys.argv[2])
pause = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
dist.init_process_group()
rank, size = dist.get_rank(), dist.get_world_size()
minidnn.manual_seed(7)
model = DDP(nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 4)))
optimizer = optim.Adam(model.parameters(), lr=1e-2)
minidnn.manual_seed(100 + rank)  # other dropout masks on every rank
start, file = 0, folder / "checkpoint.minidnn"
if file.exists():
    state = minidnn.load(file)
    model.module.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    minidnn.set_rng_state(state["random"][rank])
    start = state["step"]
for step in range(start, steps):
    x = np.random.default_rng(step).standard_normal((8 * size, 8), dtype=np.float32)
    y = minidnn.from_numpy(x[rank::size].argmax(axis=1) % 4)
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(minidnn.from_numpy(x[rank::size])), y).backward()
    optimizer.step()
    time.sleep(pause)
    if (step + 1) % 5 == 0:
        random = [None] * size
        dist.all_gather_object(random, minidnn.get_rng_state())
        if rank == 0:
            state = {"model": model.module.state_dict(), "optimizer": optimizer.state_dict()}
            minidnn.save({**state, "random": random, "step": step + 1}, file)
            print("saved", step + 1, flush=True)
if rank == 0:
    weights = model.module.state_dict().values()
    (folder / "result").write_bytes(b"".join(w.numpy().tobytes() for w in weights))
dist.destroy_process_group()
