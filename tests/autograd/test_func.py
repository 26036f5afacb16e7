"""torch.func's names: the same programs under both libraries give the same numbers."""

import numpy as np
import pytest

import minidnn
from minidnn import func

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")  # PyTorch's own
X = np.random.default_rng(0).standard_normal((4, 3))


def both(program):
    """The numbers of a program(lib, x) in minidnn and in PyTorch."""
    found = []
    for lib in (minidnn, torch):
        y = program(lib, lib.tensor(X))
        parts = y if isinstance(y, tuple | list) else [y]
        found.append([np.asarray(p.detach().numpy()) for p in parts])
    for ours, theirs in zip(*found, strict=True):
        assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


PROGRAMS = {
    "grad": lambda lib, x: lib.func.grad(lambda x: (x.sin() ** 2).sum())(x),
    "grad twice": lambda lib, x: lib.func.grad(lib.func.grad(lib.sin))(x[0, 0]),
    "argnums": lambda lib, x: lib.func.grad(lambda a, b: (a * b**2).sum(), (0, 1))(x, x + 1),
    "unused": lambda lib, x: lib.func.grad(lambda a, b: a.sum(), argnums=1)(x, x),
    "value": lambda lib, x: lib.func.grad_and_value(lambda x: (x**3).sum())(x),
    "aux": lambda lib, x: lib.func.grad(lambda x: ((x**3).sum(), x * 2), has_aux=True)(x),
    "vjp": lambda lib, x: lib.func.vjp(lambda x: x.tanh() @ x.T, x)[1](lib.ones(4, 4).double())[0],
    "jvp": lambda lib, x: lib.func.jvp(lambda a, b: a.exp() * b, (x, x + 2), (x * 2, x)),
    "jacrev": lambda lib, x: lib.func.jacrev(lambda x: x.prod(0))(x),
    "jacfwd": lambda lib, x: lib.func.jacfwd(lambda x: x**2)(x[0]),
    "hessian": lambda lib, x: lib.func.hessian(lambda x: (x**3).sum() * x[0])(x[0]),
    "vmap": lambda lib, x: lib.func.vmap(lambda a, b: (a @ b, a.sum()), in_dims=(0, None))(x, x[0]),
    "vmap dims": lambda lib, x: lib.func.vmap(lambda a: a * 2, in_dims=1, out_dims=1)(x),
    "vmap grad": lambda lib, x: lib.func.vmap(lib.func.grad(lambda a: (a**3).sum()))(x),
    "grad of grad norm": lambda lib, x: lib.func.grad(
        lambda x: (lib.func.grad(lambda y: (y.sin() * x).sum())(x) ** 2).sum()
    )(x),
    "grad of jvp": lambda lib, x: lib.func.grad(
        lambda x: lib.func.jvp(lib.sin, (x,), (x * 2,))[1].sum()
    )(x),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name):
    both(PROGRAMS[name])


def network(lib):
    nn = lib.nn
    net = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 2)).double()
    rng = np.random.default_rng(1)
    net.load_state_dict(
        {k: lib.tensor(rng.random(tuple(v.shape))) for k, v in net.state_dict().items()}
    )
    return net.eval()


def test_functional_call_and_per_sample_gradients():
    def program(lib, x):
        net = network(lib)
        params = {k: v.detach() for k, v in net.named_parameters()}
        buffers = dict(net.named_buffers())

        def loss(params, sample):
            y = lib.func.functional_call(net, (params, buffers), (sample.unsqueeze(0),))
            return (y**2).sum()

        each = lib.func.vmap(lib.func.grad(loss), in_dims=(None, 0))(params, x)
        return [each[k] for k in sorted(each)]

    both(program)


def test_a_gradient_reaches_the_modules_own_parameters():
    def program(lib, x):
        net = network(lib)
        slope = lib.func.grad(lambda x: net(x).tanh().sum())(x)  # the parameters are not given
        (slope**2).sum().backward()
        return [p.grad for p in net.parameters() if p.grad is not None]

    both(program)


def test_an_ensemble():
    def program(lib, x):
        nets = [network(lib) for _ in range(3)]
        params, buffers = lib.func.stack_module_state(nets)

        def call(params, buffers, x):
            return lib.func.functional_call(nets[0], (params, buffers), (x,))

        return lib.func.vmap(call, in_dims=(0, 0, None))(params, buffers, x)

    both(program)


def test_results_are_plain_and_modules_stay_as_they_were():
    net = network(minidnn)
    before = {k: v.numpy().copy() for k, v in net.state_dict().items()}
    own = dict(net.named_parameters())
    func.functional_call(net, {"0.bias": minidnn.ones(5).double()}, minidnn.tensor(X))
    assert all(v is own[k] for k, v in net.named_parameters())
    assert all((before[k] == v.numpy()).all() for k, v in net.state_dict().items())
    assert not func.grad(minidnn.sin)(minidnn.tensor(0.5)).requires_grad
    with pytest.raises(RuntimeError, match=r"unknown names \['none'\]"):
        func.functional_call(net, {"none": minidnn.ones(1)}, minidnn.tensor(X))
    with pytest.raises(RuntimeError, match=r"must return one number; got \(4, 3\)"):
        func.grad(minidnn.sin)(minidnn.tensor(X))
    with pytest.raises(RuntimeError, match="argnums 2 is out of range for 1 arguments"):
        func.grad(minidnn.sin, argnums=2)(minidnn.tensor(0.5))
    with pytest.raises(ValueError, match=r"must have one length; got \[2, 4\]"):
        func.vmap(lambda a, b: a)(minidnn.ones(2), minidnn.ones(4))
