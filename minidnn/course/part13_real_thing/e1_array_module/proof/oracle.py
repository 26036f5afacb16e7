"""Dense layer, softmax and gradient against PyTorch's, on NumPy and on the stand-in device."""

from minidnn.grading.proof import close

from ..device import DeviceArray
from ..reference import dense_relu, loss_gradient, softmax


def make(torch, rng):
    """Values of torch.relu and softmax, and the gradient of its cross entropy."""
    x, w, b = rng.normal(size=(7, 5)), rng.normal(size=(5, 3)), rng.normal(size=(1, 3))
    labels, scores = rng.integers(0, 3, 7), 3 * rng.normal(size=(7, 3))
    given = torch.tensor(scores, requires_grad=True)
    torch.nn.functional.cross_entropy(given, torch.tensor(labels)).backward()
    a = torch.relu(torch.tensor(x) @ torch.tensor(w) + torch.tensor(b)).numpy()
    p = torch.softmax(torch.tensor(scores), dim=1).numpy()
    found = {"x": x, "w": w, "b": b, "labels": labels, "scores": scores}
    return found | {"a": a, "p": p, "gradient": given.grad.numpy()}


def check(goldens):
    names = ("x", "w", "b", "labels", "scores")
    for put, take in ((lambda v: v, lambda v: v), (DeviceArray, DeviceArray.get)):
        x, w, b, labels, scores = (put(goldens[name]) for name in names)
        close(take(dense_relu(x, w, b)), goldens["a"], 1e-10)
        close(take(softmax(scores)), goldens["p"], 1e-10)
        close(take(loss_gradient(scores, labels)), goldens["gradient"], 1e-10)
