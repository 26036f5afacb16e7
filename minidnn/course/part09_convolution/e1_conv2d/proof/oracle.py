"""PyTorch's convolution and its unfold."""

from minidnn.grading.proof import close

from ..reference import conv2d, windows

SETTINGS = ((3, 1, 0), (3, 2, 1), (2, 3, 2))


def make(torch, rng):
    x = rng.normal(size=(2, 3, 7, 9))
    found = {"x": x, "bias": rng.normal(size=5)}
    for k, (size, stride, padding) in enumerate(SETTINGS):
        weight = rng.normal(size=(5, 3, size, size))
        y = torch.nn.functional.conv2d(
            torch.tensor(x), torch.tensor(weight), torch.tensor(found["bias"]), stride, padding
        )
        cut = torch.nn.functional.unfold(torch.tensor(x), size, padding=padding, stride=stride)
        found |= {f"weight{k}": weight, f"y{k}": y.numpy(), f"cut{k}": cut.numpy()}
    return found


def check(goldens):
    g = goldens
    for k, (size, stride, padding) in enumerate(SETTINGS):
        close(conv2d(g["x"], g[f"weight{k}"], g["bias"], stride, padding), g[f"y{k}"], 1e-10)
        cut = windows(g["x"], size, stride, padding)
        n, c, oh, ow, _, _ = cut.shape
        flat = cut.transpose(0, 1, 4, 5, 2, 3).reshape(n, c * size * size, oh * ow)
        close(flat, g[f"cut{k}"], 1e-12)
