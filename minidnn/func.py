"""minidnn.func: functions of functions, under torch.func's names: grad vjp jvp hessian vmap …

`functional_call` calls a module with other parameters, which the program holds itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .functional import select, stack
from .gradients import grad as gradient
from .missing import NoAttribute
from .tape import current, enable_grad
from .tensor import Tensor, zeros_like

__all__ = [
    "functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp",
    "stack_module_state", "vjp", "vmap",
]

Numbers = int | tuple[int, ...]


def __getattr__(name: str) -> Any:
    raise NoAttribute("minidnn.func", name, __all__, "torch.func")


# Structures: tensors in tuples, lists and dictionaries


def leaves(x: Any) -> list[Tensor]:
    """All tensors of a structure."""
    if isinstance(x, Tensor):
        return [x]
    parts = x.values() if isinstance(x, dict) else x if isinstance(x, tuple | list) else ()
    return [leaf for part in parts for leaf in leaves(part)]


def rebuilt(x: Any, function: Callable[[Tensor], Any]) -> Any:
    """The structure with function(tensor) in place of every tensor."""
    if isinstance(x, Tensor):
        return function(x)
    if isinstance(x, dict):
        return type(x)((key, rebuilt(value, function)) for key, value in x.items())
    if isinstance(x, tuple | list):
        parts = [rebuilt(part, function) for part in x]
        return type(x)(*parts) if hasattr(x, "_fields") else type(x)(parts)
    return x


def arguments(name: str, args: tuple, argnums: Numbers) -> tuple[list, list]:
    """(args with fresh tensors at argnums, those structures)."""
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    fresh = list(args)
    for i in numbers:
        if not -len(args) <= i < len(args):
            raise RuntimeError(f"{name}: argnums {i} is out of range for {len(args)} arguments")
        fresh[i] = rebuilt(args[i], watched)
        if not leaves(fresh[i]):
            raise RuntimeError(f"{name}: argument {i} holds no tensor to differentiate by")
    return fresh, [fresh[i] for i in numbers]


def watched(x: Tensor) -> Tensor:
    """The same numbers; if they have a gradient already, it reaches further."""
    return x.view_as(x) if x.requires_grad else x.detach().requires_grad_()


def settled(y: Any, own: list[Tensor]) -> Callable[[Tensor], Tensor]:
    """What a result becomes: a plain one, unless others than our own tensors made y.

    So a derivative within a derivative, and one of a module's parameters, stays connected.
    """
    mine = {id(current(x)) for x in own if not current(x).sources}
    seen, waiting = set(), [current(x) for x in leaves(y) if x.requires_grad]
    while waiting:
        node = waiting.pop()
        if not node.sources and id(node) not in mine:
            return lambda x: x
        for source, _ in node.sources or ():
            if id(source) not in seen:
                seen.add(id(source))
                waiting.append(source)
    return lambda x: x.detach()


def slopes(y: Tensor, inputs: list[Tensor], dy: Any = None) -> list[Tensor]:
    """The recorded gradients of y; zeros for an input that y does not depend on."""
    found: Any = (None,) * len(inputs)
    if y.requires_grad:
        found = gradient(y, inputs, dy, create_graph=True, allow_unused=True)
    return [zeros_like(x) if g is None else g for x, g in zip(inputs, found)]


# Derivatives


def grad_and_value(func: Callable, argnums: Numbers = 0, has_aux: bool = False) -> Callable:
    """A function that gives (the gradient, the value) of func, which returns one number.

    argnums: by which arguments; has_aux: func returns (number, more), and the value is that pair.
    """

    def call(*args: Any, **options: Any) -> tuple:
        with enable_grad():
            fresh, chosen = arguments("grad", args, argnums)
            result = func(*fresh, **options)
            y = result[0] if has_aux else result
            if not isinstance(y, Tensor) or y.ndim:
                shape = tuple(y.shape) if isinstance(y, Tensor) else type(y).__name__
                raise RuntimeError(f"grad: the function must return one number; got {shape}")
            finish = settled(y, leaves(chosen))
            found = iter(slopes(y, leaves(chosen)))
        grads = [rebuilt(part, lambda x: finish(next(found))) for part in chosen]
        return (grads[0] if isinstance(argnums, int) else tuple(grads)), rebuilt(result, finish)

    return call


def grad(func: Callable, argnums: Numbers = 0, has_aux: bool = False) -> Callable:
    """A function that gives the gradient of func, which returns one number.

    >>> import minidnn
    >>> minidnn.func.grad(minidnn.func.grad(minidnn.sin))(minidnn.tensor(0.5))
    tensor(-0.4794)
    """

    def call(*args: Any, **options: Any) -> Any:
        slope, value = both(*args, **options)
        return (slope, value[1]) if has_aux else slope

    both = grad_and_value(func, argnums, has_aux)
    return call


def vjp(func: Callable, *primals: Any, has_aux: bool = False) -> tuple:
    """(func(*primals), a function from the gradient of that result to those of the primals)."""
    with enable_grad():
        fresh = [rebuilt(x, watched) for x in primals]
        result = func(*fresh)
    y, flat = result[0] if has_aux else result, leaves(fresh)
    finish = settled(y, flat)

    def back(*dys: Any) -> tuple:
        total: list[Any] = [zeros_like(x) for x in flat]
        for part, dy in zip(leaves(y), leaves(dys), strict=True):
            total = [a + b for a, b in zip(total, slopes(part, flat, dy))]
        found = iter(total)
        return tuple(rebuilt(part, lambda x: finish(next(found))) for part in fresh)

    plain = rebuilt(y, finish)
    return (plain, back, result[1]) if has_aux else (plain, back)


def jvp(func: Callable, primals: tuple, tangents: tuple) -> tuple:
    """(func(*primals), how it changes along the tangents)."""
    fresh = tuple(watched(x) for x in primals)
    with enable_grad():
        y = func(*fresh)
        if not isinstance(y, Tensor):
            raise RuntimeError(f"jvp: the function must return a tensor; got {type(y).__name__}")
        dy = zeros_like(y).requires_grad_()  # the slopes are linear in dy: their slope is wanted
        products = [(g * t).sum() for g, t in zip(slopes(y, list(fresh), dy), tangents)]
        total = products[0]
        for product in products[1:]:
            total = total + product
        (change,) = slopes(total, [dy])
    finish = settled(y, list(fresh))
    return finish(y), finish(change)


def jacrev(func: Callable, argnums: Numbers = 0) -> Callable:
    """A function that gives the derivatives of all results by all inputs: (*result, *input)."""

    def call(*args: Any) -> Any:
        with enable_grad():
            fresh, chosen = arguments("jacrev", args, argnums)
            y = func(*fresh)
            if not isinstance(y, Tensor):
                raise RuntimeError(f"jacrev: expected a tensor as result, got {type(y).__name__}")
            flat, rows = leaves(chosen), y.reshape(-1)
            finish = settled(y, flat)
            by_row = [slopes(rows[i], flat) for i in range(rows.shape[0])]
        found = iter(
            finish(stack([row[k] for row in by_row]).reshape(*y.shape, *x.shape))
            for k, x in enumerate(flat)
        )
        parts = [rebuilt(part, lambda x: next(found)) for part in chosen]
        return parts[0] if isinstance(argnums, int) else tuple(parts)

    return call


jacfwd = jacrev


def hessian(func: Callable, argnums: Numbers = 0) -> Callable:
    """A function that gives the second derivatives of func: (*result, *input, *input)."""
    return jacrev(jacrev(func, argnums), argnums)


# Many at once


def vmap(
    func: Callable,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable:
    """A function that calls func for every slice of its inputs and stacks the results.

    in_dims: the dimension of each argument that is sliced, None for one that all share. The numbers
    are PyTorch's; the calls are made one after the other, so it saves writing, not time.
    """

    def call(*args: Any, **options: Any) -> Any:
        dims = in_dims if isinstance(in_dims, tuple | list) else (in_dims,) * len(args)
        if len(dims) != len(args):
            raise ValueError(
                f"vmap: in_dims has {len(dims)} entries for {len(args)} arguments; got {in_dims!r}"
            )
        sizes = {n for arg, dim in zip(args, dims) for n in lengths(arg, dim)}
        if len(sizes) != 1:
            raise ValueError(
                f"vmap: the sliced dimensions must have one length; got {sorted(sizes)}"
            )
        (n,) = sizes
        results = [
            func(*(sliced(arg, dim, i) for arg, dim in zip(args, dims)), **options)
            for i in range(n)
        ]
        return stacked(results, out_dims)

    return call


def lengths(arg: Any, dim: Any) -> list[int]:
    """The lengths of the sliced dimensions of an argument."""
    if isinstance(dim, dict):
        return [n for key, value in arg.items() for n in lengths(value, dim.get(key))]
    return [] if dim is None else [x.shape[dim] for x in leaves(arg)]


def sliced(arg: Any, dim: Any, i: int) -> Any:
    """The i-th slice of all tensors of an argument."""
    if dim is None:
        return arg
    if isinstance(dim, dict):
        return {key: sliced(value, dim.get(key), i) for key, value in arg.items()}
    return rebuilt(arg, lambda x: select(x, dim, i))


def stacked(results: list, dims: Any) -> Any:
    """Equal structures of tensors as one structure of stacked tensors."""
    first = results[0]
    if isinstance(first, Tensor):
        return stack(results, dims if isinstance(dims, int) else dims[0])
    if isinstance(first, dict):
        return {key: stacked([r[key] for r in results], dims) for key in first}
    if isinstance(first, tuple | list):
        each = dims if isinstance(dims, tuple | list) else (dims,) * len(first)
        parts = [stacked([r[i] for r in results], each[i]) for i in range(len(first))]
        return type(first)(parts)
    raise ValueError(f"vmap: the function must return tensors; got {type(first).__name__}")


# Modules


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """module(*args, **kwargs) with the tensors of a dictionary {name: tensor} as its parameters.

    Gradients flow to these tensors; the module's own stay as they are. strict: every parameter and
    buffer must be given, and nothing else.
    """
    given = parameter_and_buffer_dicts
    given = {key: value for part in given for key, value in part.items()} if isinstance(
        given, tuple | list
    ) else dict(given)  # fmt: skip
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with replaced(module, given, strict):
        return module(*args, **(kwargs or {}))


@contextmanager
def replaced(module: Any, given: dict[str, Tensor], strict: bool) -> Iterator[None]:
    """The module with other parameters, for a while."""
    own = dict(module.named_parameters(remove_duplicate=False)) | dict(module.named_buffers())
    unknown, missing = sorted(set(given) - set(own)), sorted(set(own) - set(given))
    if unknown or (strict and missing):
        raise RuntimeError(
            f"functional_call: unknown names {unknown}, missing names {missing if strict else []}"
        )
    places = {}
    for name in given:
        path, _, leaf = name.rpartition(".")
        holder = module.get_submodule(path)
        places[name] = holder.__dict__, leaf
    before = {name: space[leaf] for name, (space, leaf) in places.items()}
    try:
        for name, (space, leaf) in places.items():
            space[leaf] = given[name]
        yield
    finally:
        for name, (space, leaf) in places.items():
            space[leaf] = before[name]


def stack_module_state(models: Any) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """(parameters, buffers) of equal modules, each stacked: for vmap over an ensemble."""
    models = list(models)
    if not models or any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: expected one or more modules of the same class")

    def all_of(kind: str) -> dict[str, Tensor]:
        found = [dict(getattr(model, kind)()) for model in models]
        return {key: stack([f[key].detach() for f in found]) for key in found[0]}

    parameters = all_of("named_parameters")
    for tensor in parameters.values():
        tensor.requires_grad_()
    return parameters, all_of("named_buffers")
