"""Functions with a backward pass of one's own: torch.autograd.Function."""

import math

import torch
from torch.autograd import Function, gradcheck


class LegendrePolynomial3(Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


class ScaledClamp(Function):
    """A step whose gradient is let through, and an option that has no gradient."""

    @staticmethod
    def forward(ctx, x, scale):
        ctx.scale = scale
        ctx.mark_non_differentiable()
        return (x * scale).round() / scale

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.clone(), None


x = torch.linspace(-math.pi, math.pi, 100)
y = torch.sin(x)
a = torch.full((), 0.0, requires_grad=True)
b = torch.full((), -1.0, requires_grad=True)
c = torch.full((), 0.0, requires_grad=True)
d = torch.full((), 0.3, requires_grad=True)
P3 = LegendrePolynomial3.apply
for t in range(40):
    y_pred = a + b * P3(c + d * x)
    loss = (y_pred - y).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        for p in (a, b, c, d):
            p -= 5e-5 * p.grad
            p.grad = None
print(f"{loss.item():.3f}", [round(p.item(), 4) for p in (a, b, c, d)])
w = torch.tensor([0.24, 0.26, -0.9], requires_grad=True)
out = ScaledClamp.apply(w, 2.0)
out.sum().backward()
print(out.detach(), w.grad)
checked = gradcheck(P3, (torch.randn(4, dtype=torch.double, requires_grad=True),))
print(checked)
