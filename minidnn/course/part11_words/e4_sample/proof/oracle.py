"""Against PyTorch's softmax and topk."""

from minidnn.grading.proof import close

from ..reference import next_probabilities


def make(torch, rng):
    """softmax of scores / temperature over the top-k."""
    scores = rng.normal(size=9)
    s = torch.tensor(scores)
    found = {"scores": scores, "plain": torch.softmax(s / 0.7, 0).numpy()}
    values, places = (s / 1.3).topk(4)
    kept = torch.zeros_like(s)
    kept[places] = torch.softmax(values, 0)
    return found | {"kept": kept.numpy()}


def check(goldens):
    close(next_probabilities(goldens["scores"], 0.7, None), goldens["plain"], 1e-12)
    close(next_probabilities(goldens["scores"], 1.3, 4), goldens["kept"], 1e-12)
