"""The rest of Module's surface: paths, hooks, extra state, parameter lists, initial weights."""

import warnings

import numpy as np
import pytest

import minidnn
from minidnn import nn


def test_paths_of_pytorchs_files():
    from minidnn.nn.modules.activation import MultiheadAttention, ReLU
    from minidnn.nn.modules.batchnorm import _BatchNorm
    from minidnn.nn.modules.conv import Conv2d, LazyConv2d, _ConvNd
    from minidnn.nn.modules.loss import _Loss
    from minidnn.nn.modules.rnn import LSTM

    from minidnn.nn.utils.clip_grad import clip_grad_norm_
    from minidnn.nn.utils.convert_parameters import parameters_to_vector

    assert Conv2d is nn.Conv2d and LazyConv2d is nn.LazyConv2d and LSTM is nn.LSTM
    assert ReLU is nn.ReLU and MultiheadAttention is nn.MultiheadAttention
    assert isinstance(nn.BatchNorm2d(3), _BatchNorm)
    assert not isinstance(nn.InstanceNorm2d(3), _BatchNorm)
    assert isinstance(nn.Conv1d(1, 1, 1), _ConvNd) and isinstance(nn.MSELoss(), _Loss)
    assert nn.modules.container.Sequential is nn.modules.Sequential is nn.Sequential
    assert clip_grad_norm_ is nn.utils.clip_grad_norm_
    assert parameters_to_vector is nn.utils.parameters_to_vector
    with pytest.raises(AttributeError, match="Conv9d"):
        print(nn.modules.conv.Conv9d)


def test_all_layers_are_in_the_list_of_names():
    everything = {}
    exec("from minidnn.nn import *", everything)
    assert {"Linear", "LSTM", "KLDivLoss", "LazyConv2d", "DataParallel"} <= set(everything)
    assert {"CircularPad3d", "TransformerEncoder"} <= set(dir(nn))


def test_hooks_with_options():
    layer, seen = nn.Linear(2, 1), []
    layer.register_forward_hook(lambda m, x, y: seen.append("second"))
    layer.register_forward_hook(lambda m, x, y: seen.append("first"), prepend=True)
    layer.register_forward_pre_hook(
        lambda m, args, kwargs: (args, {"input": kwargs["input"] * 0}), with_kwargs=True
    )
    y = layer(input=minidnn.ones(1, 2))
    assert seen == ["first", "second"] and y.item() == layer.bias.item()
    failed = nn.Module()
    failed.register_forward_hook(lambda m, x, y: seen.append(y), always_call=True)
    with pytest.raises(NotImplementedError):
        failed(1)
    assert seen[-1] is None


class Counting(nn.Module):
    def __init__(self):
        self.part, self.count = nn.Linear(1, 1), 3

    def get_extra_state(self):
        return {"count": self.count}

    def set_extra_state(self, state):
        self.count = state["count"]


def test_extra_state_and_state_hooks():
    model = Counting()
    model.part.register_state_dict_post_hook(
        lambda module, state, prefix, _: state.update({prefix + "more": minidnn.ones(1)})
    )
    state = model.state_dict()
    assert list(state) == ["_extra_state", "part.weight", "part.bias", "part.more"]
    state["_extra_state"] = {"count": 7}
    model.part.register_load_state_dict_pre_hook(
        lambda module, state, prefix, *_: state.pop(prefix + "more", None)
    )
    told = []
    model.register_load_state_dict_post_hook(lambda module, keys: told.append(keys))
    assert model.load_state_dict(state) == ([], []) and model.count == 7
    assert told == [([], [])] and "part.more" in state
    assert model.load_state_dict({}, strict=False).missing_keys[-1] == "_extra_state"


def test_live_dictionaries_and_parts():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    model._modules["1"] = nn.Tanh()
    assert isinstance(model[1], nn.Tanh) and list(model._modules) == ["0", "1"]
    assert set(model[0]._parameters) == {"weight", "bias"} and not model[0]._buffers
    model.set_submodule("1", nn.Identity())
    assert isinstance(model[1], nn.Identity)
    with pytest.raises(AttributeError, match="no part '7'"):
        model.set_submodule("7", nn.ReLU(), strict=True)
    model *= 2
    assert len(model) == 4 and model[0] is model[2]
    model += [nn.ReLU()]
    assert len(model) == 5


def test_types():
    layer = nn.Linear(2, 2)
    assert layer.half().weight.dtype == np.float16
    assert layer.type("torch.DoubleTensor").weight.dtype == np.float64
    assert layer.type(minidnn.float32).bias.dtype == np.float32
    assert layer.to_empty(device="cpu") is layer.share_memory() is layer


def test_parameter_lists():
    torch = pytest.importorskip("torch")
    for count in (1, 2):
        ours = nn.ParameterList([minidnn.ones(2, 3)] * count)
        theirs = torch.nn.ParameterList([torch.ones(2, 3)] * count)
        assert repr(ours) == repr(theirs) and list(ours.state_dict()) == list(theirs.state_dict())
        ours = nn.ParameterDict({f"k{i}": minidnn.ones(2) for i in range(count)})
        theirs = torch.nn.ParameterDict({f"k{i}": torch.ones(2) for i in range(count)})
        assert repr(ours) == repr(theirs) and list(ours.state_dict()) == list(theirs.state_dict())
    many = nn.ParameterList()
    many.append(minidnn.ones(1)).extend([minidnn.zeros(2), 5])
    assert len(many) == 3 and many[-1] == 5 and len(list(many.parameters())) == 2
    assert isinstance(many[0], nn.Parameter) and len(many[:2]) == 2
    with pytest.raises(IndexError, match="index 3 is out of range for 3"):
        many[3]
    named = nn.ParameterDict({"a": minidnn.ones(1)})
    named |= {"b": minidnn.ones(2)}
    assert named.keys() == ["a", "b"] and named.get("c") is None and "b" in named
    assert named.pop("a").shape == (1,) and len(named) == 1
    with pytest.raises(KeyError, match="no parameter 'a'"):
        named["a"]
    with pytest.raises(RuntimeError, match="ParameterDict cannot be called"):
        named(1)


def test_data_parallel_is_a_wrapper():
    model = nn.DataParallel(nn.Linear(2, 3), device_ids=[0])
    assert list(model.state_dict()) == ["module.weight", "module.bias"]
    assert model(minidnn.ones(4, 2)).shape == (4, 3)
    assert nn.parallel.data_parallel(model, minidnn.ones(4, 2)).shape == (4, 3)


def test_initial_weights():
    minidnn.manual_seed(0)
    for shape in ((6, 4), (4, 6), (3, 2, 2)):
        w = nn.init.orthogonal_(minidnn.zeros(*shape), gain=2.0).numpy().reshape(shape[0], -1)
        w = w.T if len(w) > w.shape[1] else w
        np.testing.assert_allclose(w @ w.T, 4 * np.eye(len(w)), atol=1e-5)
    w = nn.init.sparse_(minidnn.zeros(10, 5), 0.25).numpy()
    assert ((w == 0).sum(0) == 3).all()
    w = nn.init.dirac_(minidnn.zeros(2, 2, 3, 3))
    x = minidnn.randn(1, 2, 5, 5)
    y = nn.functional.conv2d(x, w, padding=1)
    np.testing.assert_array_equal(y.numpy(), x.numpy())
    with pytest.warns(FutureWarning, match="nn.init.xavier_uniform: use xavier_uniform_"):
        nn.init.xavier_uniform(minidnn.zeros(2, 2))


def test_old_reduction_arguments():
    x, t = minidnn.tensor([1.0, 2.0]), minidnn.tensor([0.0, 0.0])
    for options, wanted in (
        ({"size_average": False}, 5.0),
        ({"size_average": True}, 2.5),
        ({"reduce": True}, 2.5),
    ):
        with pytest.warns(UserWarning, match="size_average and reduce are old arguments"):
            assert nn.MSELoss(**options)(x, t).item() == wanted
    with pytest.warns(UserWarning, match="use reduction='none'"):
        assert nn.functional.mse_loss(x, t, reduce=False).shape == (2,)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert nn.MSELoss()(x, t).item() == 2.5


def test_total_norm_and_clipping():
    weights = [minidnn.tensor([3.0], requires_grad=True), minidnn.tensor([4.0], requires_grad=True)]
    for w in weights:
        (w * w / 2).sum().backward()
    assert nn.utils.get_total_norm([w.grad for w in weights]).item() == 5
    with pytest.warns(UserWarning, match="use clip_grad_norm_"):
        assert nn.utils.clip_grad_norm(weights, 1.0).item() == 5
    assert weights[0].grad.item() == pytest.approx(0.6, rel=1e-5)
