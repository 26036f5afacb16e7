"""What the exchanges do, in every rank."""

import os

import numpy as np
import pytest

import minidnn
from minidnn import distributed as dist
from minidnn.distributed import ReduceOp
from tests.device_stub import DeviceArray, StubDevice, counts

DTYPES = ["float32", "float64", "float16", "int64", "int32", "uint8"]


def ranks():
    return dist.get_rank(), dist.get_world_size()


def check_all_reduce():
    rank, size = ranks()
    for dtype in DTYPES:
        x = minidnn.tensor(np.arange(6).reshape(2, 3).astype(dtype) + rank)
        dist.all_reduce(x)
        expected = np.arange(6).reshape(2, 3) * size + sum(range(size))
        assert x.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(x.numpy(), expected.astype(dtype))


def check_reduce_ops():
    rank, size = ranks()
    values = np.arange(1.0, size + 1)
    for op, expected in {
        ReduceOp.AVG: values.mean(),
        ReduceOp.PRODUCT: values.prod(),
        ReduceOp.MIN: 1,
        ReduceOp.MAX: size,
    }.items():
        x = minidnn.tensor([rank + 1.0])
        dist.all_reduce(x, op=op)
        assert x.item() == pytest.approx(expected)
    bits = minidnn.tensor([1 << rank])
    dist.all_reduce(bits, ReduceOp.BOR)
    assert bits.item() == 2**size - 1
    flags = minidnn.tensor([rank == 0, True])
    dist.all_reduce(flags, ReduceOp.MIN)
    assert flags.tolist() == [size == 1, True]
    with pytest.raises(RuntimeError, match="ReduceOp.AVG needs floating numbers; got int64"):
        dist.all_reduce(minidnn.tensor([1]), ReduceOp.AVG)
    with pytest.raises(ValueError, match="op must be one of ReduceOp .*got 'plus'"):
        dist.all_reduce(minidnn.tensor([1.0]), "plus")
    with pytest.raises(TypeError, match="all_reduce: expected a tensor; got ndarray"):
        dist.all_reduce(np.ones(1))


def check_a_view_is_written_in_place():
    rank, size = ranks()
    x = minidnn.zeros(3, 4)
    x[:, rank % 4] = 1.0
    whole = x.clone()
    dist.all_reduce(x[1:, ::2])
    expected = whole.numpy().copy()
    sums = minidnn.tensor(whole[1:, ::2].numpy().copy())
    dist.all_reduce(sums)
    expected[1:, ::2] = sums.numpy()
    np.testing.assert_array_equal(x.numpy(), expected)


def check_broadcast_and_reduce():
    rank, size = ranks()
    for src in range(size):
        x = minidnn.full((2, 2), float(rank))
        assert dist.broadcast(x, src) is None
        assert x.tolist() == [[src, src], [src, src]]
        y = minidnn.tensor([rank + 1.0])
        dist.reduce(y, dst=src)
        assert y.item() == (sum(range(1, size + 1)) if rank == src else rank + 1)


def check_gathering():
    rank, size = ranks()
    x = minidnn.tensor([[rank, 10 * rank]])
    parts = [minidnn.zeros(1, 2, dtype=minidnn.int64) for _ in range(size)]
    dist.all_gather(parts, x)
    assert [p.tolist() for p in parts] == [[[r, 10 * r]] for r in range(size)]
    whole = minidnn.zeros(size, 2, dtype=minidnn.int64)
    dist.all_gather_into_tensor(whole, x)
    assert whole.tolist() == [[r, 10 * r] for r in range(size)]
    parts = [minidnn.zeros(1, 2, dtype=minidnn.int64) for _ in range(size)]
    dist.gather(x, parts if rank == size - 1 else None, dst=size - 1)
    assert parts[0].tolist() == [[0, 0]]
    if rank == size - 1:
        assert parts[-1].tolist() == [[rank, 10 * rank]]
    y = minidnn.zeros(2)
    dist.scatter(y, [minidnn.full((2,), 5.0 + r) for r in range(size)] if rank == 0 else None)
    assert y.tolist() == [5 + rank] * 2
    with pytest.raises(ValueError, match=f"expected a list of {size} tensors, one a rank; got 0"):
        dist.all_gather([], x)


def check_splitting():
    rank, size = ranks()
    out = minidnn.zeros(2)
    dist.reduce_scatter_tensor(out, minidnn.arange(2.0 * size))
    assert out.tolist() == [2 * rank * size, (2 * rank + 1) * size]
    dist.reduce_scatter(out, [minidnn.full((2,), float(r)) for r in range(size)], ReduceOp.AVG)
    assert out.tolist() == [rank] * 2
    out = minidnn.zeros(size)
    dist.all_to_all_single(out, minidnn.arange(float(size)) + 100 * rank)
    assert out.tolist() == [100 * r + rank for r in range(size)]
    with pytest.raises(ValueError, match="is not .* times .*, one a rank"):
        dist.reduce_scatter_tensor(minidnn.zeros(3), minidnn.zeros(3 * size + 1))


def check_work_is_waited_for():
    rank, size = ranks()
    x = minidnn.ones(1000)
    work = dist.all_reduce(x, async_op=True)
    assert work.wait() and work.is_completed() and x[0].item() == size
    assert dist.barrier(async_op=True).wait()
    dist.monitored_barrier()


def check_messages_in_a_ring():
    rank, size = ranks()
    x, y = minidnn.tensor([float(rank)]), minidnn.zeros(1)
    after, before = (rank + 1) % size, (rank - 1) % size
    swap = [dist.P2POp(dist.isend, x, after), dist.P2POp(dist.irecv, y, before)]
    for work in dist.batch_isend_irecv(swap):
        work.wait()
    assert y.item() == before
    if size > 1 and rank == 0:
        dist.send(minidnn.ones(3), 1)
        dist.send(minidnn.ones(4), 1)
    if size > 1 and rank == 1:
        z = minidnn.zeros(3)
        assert dist.recv(z) == 0 and z.tolist() == [1, 1, 1]
        with pytest.raises(ValueError, match=r"rank 0 sends 16 bytes, the tensor float32 \(3,\)"):
            dist.recv(z, 0)
        dist.recv(minidnn.zeros(4), 0)


def check_objects():
    rank, size = ranks()
    found = [None] * size
    dist.all_gather_object(found, {"rank": rank})
    assert found == [{"rank": r} for r in range(size)]
    things = [rank, "a"]
    dist.broadcast_object_list(things, src=size - 1)
    assert things == [size - 1, "a"]
    out = [None]
    dist.scatter_object_list(out, [str(r) for r in range(size)] if rank == 0 else None)
    assert out == [str(rank)]
    gathered = [None] * size
    dist.gather_object(rank, gathered if rank == 0 else None)
    assert gathered == (list(range(size)) if rank == 0 else [None] * size)


def check_different_calls_are_refused():
    rank, size = ranks()
    if size == 1:
        return
    with pytest.raises(RuntimeError, match=r"the ranks do not do the same: rank 0: all_reduce\(fl"):
        dist.all_reduce(minidnn.zeros(3 if rank else 4))
    with pytest.raises(RuntimeError, match=r"rank 0: broadcast.*rank 1: all_reduce"):
        dist.all_reduce(minidnn.zeros(3)) if rank else dist.broadcast(minidnn.zeros(3), 0)


def check_groups():
    rank, size = ranks()
    even = dist.new_group(range(0, size, 2))
    if rank % 2:
        assert even is dist.GroupMember.NON_GROUP_MEMBER and dist.get_rank(even) == -1
        with pytest.raises(ValueError, match="not in the group"):
            dist.all_reduce(minidnn.ones(1), group=even)
        return
    x = minidnn.tensor([float(rank)])
    dist.all_reduce(x, group=even)
    assert x.item() == sum(range(0, size, 2))
    assert dist.get_world_size(even) == len(range(0, size, 2))
    assert dist.get_rank(even) == rank // 2 == dist.get_group_rank(even, rank)
    assert dist.get_global_rank(even, rank // 2) == rank
    y = minidnn.tensor([float(rank)])
    dist.broadcast(y, even.ranks[-1], group=even)
    assert y.item() == even.ranks[-1]
    dist.destroy_process_group(even)
    with pytest.raises(ValueError, match="group was destroyed"):
        dist.barrier(even)


def check_questions():
    rank, size = ranks()
    assert os.environ["RANK"] == str(rank) and os.environ["WORLD_SIZE"] == str(size)
    assert int(os.environ["LOCAL_RANK"]) == rank == dist.get_node_local_rank()
    assert dist.is_initialized() and dist.is_available() and dist.is_mpi_available()
    assert dist.is_torchelastic_launched() and dist.get_backend() == "mpi"
    assert dist.get_process_group_ranks(dist.group.WORLD) == list(range(size))
    with pytest.raises(RuntimeError, match="twice"):
        dist.init_process_group()


def check_the_device_is_staged():
    from minidnn import backend

    rank, size = ranks()
    backend.PLACES["stub"] = StubDevice()
    for dtype in (np.float32, np.float16):
        x = minidnn.tensor(np.full((2, 3), rank + 1.0, dtype)).to("stub")
        array = x.array
        counts.reset()
        dist.all_reduce(x)
        assert counts.transfers == 2 and counts.uploads == 0, counts
        assert x.array is array and isinstance(array, DeviceArray)
        assert x.dtype == dtype and x.cpu()[0, 0].item() == sum(range(1, size + 1))
    dist.broadcast(x, 0)
    del backend.PLACES["stub"]
