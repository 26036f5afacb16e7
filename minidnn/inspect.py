"""The recorded computation of a tensor as Mermaid or DOT text, from the nodes of the tape.

>>> import minidnn
>>> w = minidnn.ones(2, requires_grad=True)
>>> print(mermaid((w * w).sum(), names={"w": w}))
flowchart LR
  n0["w<br/>(2)"]:::leaf
  n1(["mul<br/>(2)"])
  n0 --> n1
  n2(["sum<br/>()"])
  n1 --> n2
  classDef leaf fill:#e1edf5,stroke:#0072b2
"""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["dot", "mermaid"]


def mermaid(tensor: Any, names: Any = None) -> str:
    """The computation as a Mermaid flowchart, which GitHub and JupyterLab draw.

    names: a Module, or {name: tensor}, for the names of the leaves. Call it before backward(),
    which frees the record.
    """
    lines = ["flowchart LR"]
    for number, text, leaf, sources in described(tensor, names):
        box = f'["{text}"]:::leaf' if leaf else f'(["{text}"])'
        lines.append(f"  n{number}{box}")
        lines += [f"  n{source} --> n{number}" for source in sources]
    lines.append("  classDef leaf fill:#e1edf5,stroke:#0072b2")
    return "\n".join(lines)


def dot(tensor: Any, names: Any = None) -> str:
    """The computation in Graphviz's language; `names` as for mermaid."""
    lines = ["digraph computation {", "  rankdir=LR", '  node [fontname="Helvetica"]']
    for number, text, leaf, sources in described(tensor, names):
        style = 'shape=box style=filled fillcolor="#e1edf5"' if leaf else "shape=ellipse"
        label = text.replace("<br/>", "\\n")
        lines.append(f'  n{number} [label="{label}" {style}]')
        lines += [f"  n{source} -> n{number}" for source in sources]
    return "\n".join([*lines, "}"])


def described(tensor: Any, names: Any) -> Iterator[tuple[int, str, bool, list[int]]]:
    """(number, text, is it a leaf, numbers of its sources) for every node, sources first."""
    if tensor.node is None:
        raise ValueError(
            "nothing was recorded for this tensor: no input has requires_grad=True, or it was "
            "computed under no_grad"
        )
    known = names_of(names)
    nodes = reached(tensor.node)
    number = {id(node): i for i, node in enumerate(nodes)}
    for i, node in enumerate(nodes):
        if node.sources is None:
            raise ValueError("backward() has freed this record; draw the computation before it")
        leaf = node.sources == ()
        name = known.get(id(node), "tensor") if leaf else op_name(node)
        shape = ", ".join(map(str, node.shape))
        text = f"{name}<br/>({shape})"
        sources = {number[id(source)]: None for source, _ in node.sources}
        yield i, text, leaf, list(sources)


def reached(root: Any) -> list[Any]:
    """All nodes behind one and itself, sources first."""
    order: list[Any] = []
    seen, waiting = {id(root)}, [(root, iter(root.sources or ()))]
    while waiting:
        node, rest = waiting[-1]
        source = next((s for s, _ in rest if id(s) not in seen), None)
        if source is None:
            order.append(node)
            waiting.pop()
        else:
            seen.add(id(source))
            waiting.append((source, iter(source.sources or ())))
    return order


def op_name(node: Any) -> str:
    """The op that made a node, from its rules: `linear.<locals>.<lambda>` belongs to linear."""
    for _, rule in node.sources:
        rule = getattr(rule, "func", rule)  # functools.partial
        name = getattr(rule, "__qualname__", type(rule).__name__)
        outer = name.split(".")[0]
        if outer != "<lambda>":
            return outer
    return "op"


def names_of(names: Any) -> dict[int, str]:
    """Names by node."""
    if names is None:
        return {}
    pairs = names.items() if isinstance(names, Mapping) else names.named_parameters()
    return {id(tensor.node): name for name, tensor in pairs if tensor.node is not None}
