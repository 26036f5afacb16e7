"""A user's program: tensors, gradients, an update by hand."""

import minidnn

w = minidnn.tensor([1.0, 2.0], requires_grad=True)
x = minidnn.linspace(0, 1, 5)
z = minidnn.zeros(2, 3, dtype=minidnn.float64)
loss = (w * w).sum() + w.exp().mean()
loss.backward()
grad = w.grad
assert grad is not None
with minidnn.no_grad():
    w -= 0.1 * grad
    grad.zero_()
row = x[1:3].reshape(1, -1).unsqueeze(0).squeeze()
number: float = row.sum().item()
flag: bool = bool((x > 0.5).any())
joined = minidnn.stack([x, x], dim=1).transpose(0, 1).contiguous()
where = minidnn.where(x > 0.5, x, minidnn.zeros_like(x))
device = minidnn.device("cuda" if minidnn.cuda.is_available() else "cpu")
moved = where.to(device)
index: int = int(moved.argmax())
pairs = [(i, v.item()) for i, v in enumerate(moved)]
print(number, flag, joined.size(0), index, pairs, len(x), z.dtype)
