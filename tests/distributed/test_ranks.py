"""Exchanges between 1, 2 and 4 ranks, by PyTorch's names."""

import pytest

import minidnn
from minidnn import distributed as dist
from tests.distributed.jobs import check_names, needs_mpi, results_of

MODULES = [f"tests.distributed.checks_{part}" for part in ("collectives", "training", "fit")]


@pytest.fixture(scope="module", params=[1, 2, 4])
def results(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranks")
    return {m: results_of(m, request.param, folder) for m in MODULES}


@needs_mpi
@pytest.mark.parametrize("module,name", [(m, n) for m in MODULES for n in check_names(m)])
def test_in_ranks(module, name, results):
    assert results[module][name] == []


def test_before_init_every_call_says_so():
    for call in (dist.get_rank, dist.get_world_size, lambda: dist.all_reduce(minidnn.ones(1))):
        with pytest.raises(ValueError, match="Default process group has not been initialized"):
            call()
    assert not dist.is_initialized()


def test_init_checks_its_arguments():
    with pytest.raises(ValueError, match="backend must be one of .*got 'smoke'"):
        dist.init_process_group("smoke")
