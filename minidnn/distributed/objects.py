"""Any Python objects between the ranks of one job, by pickle. Tensors travel faster by themselves.

Pickles can run code when they are read. These come from the other ranks of the same job, which run
the same program for the same user.
"""

from typing import Any

from .collectives import ready


def all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """object_list[i] becomes rank i's object."""
    found = ready("all_gather_object", group, False)
    if len(object_list) != found.size():
        raise ValueError(
            f"all_gather_object: object_list must have {found.size()} places; it has "
            f"{len(object_list)}"
        )
    object_list[:] = found.comm.allgather(obj)


def gather_object(
    obj: Any, object_gather_list: list[Any] | None = None, dst: int = 0, group: Any = None
) -> None:
    """At rank dst, object_gather_list[i] becomes rank i's object."""
    found = ready("gather_object", group, False, dst)
    gathered = found.comm.gather(obj, found.number(dst, "gather_object"))
    if gathered is not None:
        if object_gather_list is None:
            raise ValueError("gather_object: rank dst needs an object_gather_list")
        object_gather_list[:] = gathered


def broadcast_object_list(
    object_list: list[Any], src: int = 0, group: Any = None, device: Any = None
) -> None:
    """Every rank's list becomes that of rank src."""
    found = ready("broadcast_object_list", group, False, src, len(object_list))
    object_list[:] = found.comm.bcast(object_list, found.number(src, "broadcast_object_list"))


def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int = 0,
    group: Any = None,
) -> None:
    """The first place of every rank's output list becomes the input list's place of its rank."""
    found = ready("scatter_object_list", group, False, src)
    root = found.number(src, "scatter_object_list")
    if found.rank() == root and len(scatter_object_input_list or ()) != found.size():
        raise ValueError(f"scatter_object_list: expected {found.size()} objects, one a rank")
    given = scatter_object_input_list if found.rank() == root else None
    scatter_object_output_list[0] = found.comm.scatter(given, root)
