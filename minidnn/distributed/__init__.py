"""Several processes, on one machine or many, train one model: PyTorch's torch.distributed on MPI.

Start a program with `minidnn launch -n 4 train.py` (or `mpiexec -n 4 python -m mpi4py train.py`).
Every process, a rank, runs the whole program; what they exchange goes through the functions here.

>>> from minidnn import distributed as dist
>>> dist.is_initialized()
False
"""

import importlib

from .collectives import (
    ReduceOp,
    all_gather,
    all_gather_into_tensor,
    all_reduce,
    all_to_all_single,
    barrier,
    broadcast,
    gather,
    monitored_barrier,
    reduce,
    reduce_op,
    reduce_scatter,
    reduce_scatter_tensor,
    scatter,
)

from .messages import batch_isend_irecv, irecv, isend, P2POp, recv, send  # isort: skip
from .objects import (
    all_gather_object,
    broadcast_object_list,
    gather_object,
    scatter_object_list,
)
from .work import Work
from .world import (
    Group,
    GroupMember,
    destroy_process_group,
    get_backend,
    get_global_rank,
    get_group_rank,
    get_node_local_rank,
    get_process_group_ranks,
    get_rank,
    get_world_size,
    group,
    init_process_group,
    is_available,
    is_gloo_available,
    is_initialized,
    is_mpi_available,
    is_nccl_available,
    is_torchelastic_launched,
    new_group,
)

ProcessGroup = Group


def __getattr__(name):
    """`minidnn.distributed.optim` stands on floors above this one; it is imported when needed."""
    if name in ("optim", "launch"):
        return importlib.import_module(f"minidnn.distributed.{name}")
    raise AttributeError(f"module 'minidnn.distributed' has no attribute {name!r}")
