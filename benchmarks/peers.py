"""The same work in other libraries, for those that are installed."""

import importlib.util
import shutil
from importlib.metadata import version

import numpy as np

from .workloads import batch, prepared

TUTORIAL, MNIST = "tutorial MLP step", "MNIST MLP step"
PREDICTION, RESNET = "MLP prediction, one row", "ResNet-50 inference, batch 1"


def makers():
    """{library: {workload: make}} of what is installed."""
    return {
        library: steps
        for library, (module, steps) in LIBRARIES.items()
        if importlib.util.find_spec(module) is not None
        and (library != "tinygrad" or shutil.which("clang"))  # it compiles for the CPU with clang
    }


def titled(library):
    """A library with its version."""
    if library not in LIBRARIES:
        return library
    module = LIBRARIES[library][0]
    return f"{library} {version('scikit-learn' if module == 'sklearn' else module)}"


def tutorial_data():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((505, 5), dtype=np.float32)
    return x, rng.integers(0, 2, (505, 1)).astype(np.float32)


def weights(*sizes):
    """Weights (I,O) and biases (O,) of dense layers."""
    rng = np.random.default_rng(1)
    return [
        (rng.standard_normal((i, o), dtype=np.float32) * (2 / i) ** 0.5, np.zeros(o, np.float32))
        for i, o in zip(sizes, sizes[1:])
    ]


def masks(x, widths):
    """Masks of dropout 0.5, drawn anew for each step."""
    rng = np.random.default_rng()
    return [(rng.random((len(x), w), dtype=np.float32) < 0.5) * np.float32(2) for w in widths]


def sklearn_tutorial():
    """Without its own penalty; its solver is plain gradient descent."""
    from sklearn.neural_network import MLPClassifier

    x, target = tutorial_data()
    options = {"solver": "sgd", "momentum": 0, "alpha": 0, "batch_size": len(x)}
    return sklearn_step(MLPClassifier((64, 64), **options), x, target.ravel())


def sklearn_mnist():
    """Adam, but without dropout, which it does not have."""
    from sklearn.neural_network import MLPClassifier

    x, target = batch((128, 784), 10)
    return sklearn_step(MLPClassifier((512, 256, 128), alpha=0, batch_size=len(x)), x, target)


def sklearn_step(model, x, target):
    classes = np.unique(target)
    return lambda: model.partial_fit(x, target, classes=classes)


def adam(parameters, gradients, state, lr=1e-3):
    """Adam in NumPy, for libraries without optimizers."""
    state["t"] = t = state.get("t", 0) + 1
    rate = lr * (1 - 0.999**t) ** 0.5 / (1 - 0.9**t)
    for i, (p, g) in enumerate(zip(parameters, gradients)):
        m, v = state.setdefault(i, (np.zeros_like(p), np.zeros_like(p)))
        m += 0.1 * (g - m)
        v += 0.001 * (g * g - v)
        p -= rate * m / (np.sqrt(v) + 1e-8)


def mygrad_tutorial():
    import mygrad as mg

    x, target = tutorial_data()
    layers = [(mg.tensor(w), mg.tensor(b)) for w, b in weights(5, 64, 64, 1)]

    def step():
        h = x
        for w, b in layers[:-1]:
            h = mg.maximum(mg.matmul(h, w) + b, 0)
        p = 1 / (1 + mg.exp(-(mg.matmul(h, layers[-1][0]) + layers[-1][1])))
        loss = -mg.mean(target * mg.log(p) + (1 - target) * mg.log(1 - p))
        loss.backward()
        for layer in layers:
            for parameter in layer:
                parameter.data -= np.float32(0.01) * parameter.grad
        return float(loss)

    return step


def mygrad_mnist():
    import mygrad as mg

    x, target = batch((128, 784), 10)
    layers = [(mg.tensor(w), mg.tensor(b)) for w, b in weights(784, 512, 256, 128, 10)]
    state, rows = {}, np.arange(len(x))

    def step():
        h = x
        for (w, b), mask in zip(layers[:-1], masks(x, (512, 256, 128))):
            h = mg.maximum(mg.matmul(h, w) + b, 0) * mask
        scores = mg.matmul(h, layers[-1][0]) + layers[-1][1]
        scores = scores - scores.data.max(axis=1, keepdims=True)
        log_probs = scores - mg.log(mg.sum(mg.exp(scores), axis=1, keepdims=True))
        loss = -mg.mean(log_probs[rows, target])
        loss.backward()
        parameters = [p for layer in layers for p in layer]
        adam([p.data for p in parameters], [p.grad for p in parameters], state)
        return float(loss)

    return step


def autograd_tutorial():
    import autograd.numpy as anp
    from autograd import value_and_grad

    x, target = tutorial_data()
    layers = weights(5, 64, 64, 1)

    def loss(layers):
        h = x
        for w, b in layers[:-1]:
            h = anp.maximum(anp.dot(h, w) + b, 0)
        p = 1 / (1 + anp.exp(-(anp.dot(h, layers[-1][0]) + layers[-1][1])))
        return -anp.mean(target * anp.log(p) + (1 - target) * anp.log(1 - p))

    gradient = value_and_grad(loss)

    def step():
        value, grads = gradient(layers)
        for (w, b), (dw, db) in zip(layers, grads):
            w -= np.float32(0.01) * dw
            b -= np.float32(0.01) * db
        return float(value)

    return step


def autograd_mnist():
    import autograd.numpy as anp
    from autograd import value_and_grad

    x, target = batch((128, 784), 10)
    layers, state = weights(784, 512, 256, 128, 10), {}
    chosen = np.eye(10, dtype=np.float32)[target]

    def loss(layers, drops):
        h = x
        for (w, b), mask in zip(layers[:-1], drops):
            h = anp.maximum(anp.dot(h, w) + b, 0) * mask
        scores = anp.dot(h, layers[-1][0]) + layers[-1][1]
        top = anp.max(scores, axis=1, keepdims=True)
        log_sum = top + anp.log(anp.sum(anp.exp(scores - top), axis=1, keepdims=True))
        return -anp.sum(chosen * (scores - log_sum)) / len(x)

    gradient = value_and_grad(loss)

    def step():
        value, grads = gradient(layers, masks(x, (512, 256, 128)))
        adam([p for pair in layers for p in pair], [g for pair in grads for g in pair], state)
        return float(value)

    return step


def jax_tutorial():
    import jax
    import jax.numpy as jnp

    x, target = (jnp.asarray(a) for a in tutorial_data())
    state = [[jnp.asarray(p) for p in pair] for pair in weights(5, 64, 64, 1)]

    def loss(layers):
        h = x
        for w, b in layers[:-1]:
            h = jnp.maximum(h @ w + b, 0)
        p = jax.nn.sigmoid(h @ layers[-1][0] + layers[-1][1])
        return -jnp.mean(target * jnp.log(p) + (1 - target) * jnp.log(1 - p))

    @jax.jit
    def update(layers):
        value, grads = jax.value_and_grad(loss)(layers)
        return value, jax.tree_util.tree_map(lambda p, g: p - 0.01 * g, layers, grads)

    def step():
        value, state[:] = update(list(state))
        return float(value)

    return step


def jax_mnist():
    import jax
    import jax.numpy as jnp

    x, target = (jnp.asarray(a) for a in batch((128, 784), 10))
    layers = [[jnp.asarray(p) for p in pair] for pair in weights(784, 512, 256, 128, 10)]
    zeros = jax.tree_util.tree_map(jnp.zeros_like, layers)
    state = {"now": (layers, zeros, zeros, jax.random.PRNGKey(0), 0)}

    def loss(layers, key):
        h = x
        for w, b in layers[:-1]:
            key, now = jax.random.split(key)
            h = jnp.maximum(h @ w + b, 0)
            h = h * jax.random.bernoulli(now, 0.5, h.shape) * 2
        log_probs = jax.nn.log_softmax(h @ layers[-1][0] + layers[-1][1])
        return -jnp.mean(log_probs[jnp.arange(len(x)), target])

    @jax.jit
    def update(layers, m, v, key, t):
        key, now = jax.random.split(key)
        value, grads = jax.value_and_grad(loss)(layers, now)
        t = t + 1
        tree = jax.tree_util.tree_map
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        layers = tree(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), layers, m, v)
        return value, (layers, m, v, key, t)

    def step():
        value, state["now"] = update(*state["now"])
        return float(value)

    return step


def tinygrad_tutorial():
    """With its own compiler for the CPU; the whole step is recorded once and replayed."""
    from tinygrad import Tensor, nn

    x, target = (Tensor(a).realize() for a in tutorial_data())
    layers = tinygrad_layers(5, 64, 64, 1)
    optimizer = nn.optim.SGD([p for layer in layers for p in layer], lr=0.01)

    def loss():
        h = x
        for w, b in layers[:-1]:
            h = (h @ w + b).relu()
        return (h @ layers[-1][0] + layers[-1][1]).sigmoid().binary_crossentropy(target)

    return tinygrad_step(loss, optimizer)


def tinygrad_mnist():
    from tinygrad import Tensor, nn

    images, labels = batch((128, 784), 10)
    x, target = Tensor(images).realize(), Tensor(labels.astype(np.int32)).realize()
    layers = tinygrad_layers(784, 512, 256, 128, 10)
    optimizer = nn.optim.Adam([p for layer in layers for p in layer], lr=1e-3)

    def loss():
        h = x
        for w, b in layers[:-1]:
            h = (h @ w + b).relu().dropout(0.5)
        return (h @ layers[-1][0] + layers[-1][1]).sparse_categorical_crossentropy(target)

    return tinygrad_step(loss, optimizer)


def tinygrad_layers(*sizes):
    from tinygrad import Tensor

    return [[Tensor(p).realize() for p in pair] for pair in weights(*sizes)]


def tinygrad_step(loss, optimizer):
    from tinygrad import Tensor, TinyJit

    @TinyJit
    def update():
        with Tensor.train():
            optimizer.zero_grad()
            value = loss().backward()
            optimizer.step()
            return value.realize()

    return lambda: float(update().numpy())


def onnx_prediction():
    from . import models

    return onnx_step(models.tutorial_mlp, (1, 5))


def onnx_resnet():
    from . import models

    return onnx_step(models.resnet50, (1, 3, 224, 224))


def onnx_step(make, shape):
    """A network that minidnn wrote to a file, run by ONNX Runtime."""
    import tempfile

    import onnxruntime

    import minidnn.nn
    import minidnn.onnx

    x = batch(shape, 2)[0]
    with tempfile.TemporaryDirectory() as folder:
        model = prepared(minidnn, make(minidnn)).eval()
        path = minidnn.onnx.export(model, minidnn.from_numpy(x), f"{folder}/model.onnx")
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda: session.run(None, {name: x})


LIBRARIES = {
    "scikit-learn": ("sklearn", {TUTORIAL: sklearn_tutorial, MNIST: sklearn_mnist}),
    "MyGrad": ("mygrad", {TUTORIAL: mygrad_tutorial, MNIST: mygrad_mnist}),
    "autograd": ("autograd", {TUTORIAL: autograd_tutorial, MNIST: autograd_mnist}),
    "tinygrad": ("tinygrad", {TUTORIAL: tinygrad_tutorial, MNIST: tinygrad_mnist}),
    "JAX": ("jax", {TUTORIAL: jax_tutorial, MNIST: jax_mnist}),
    "ONNX Runtime": ("onnxruntime", {PREDICTION: onnx_prediction, RESNET: onnx_resnet}),
}
