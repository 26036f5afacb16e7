"""Misuses of autograd and distributions: the call, the kind of error, a part of its sentence."""

CASES = {
    "autograd and distributions": [
        (
            "autograd.grad(tX.sum(), tX)",
            "RuntimeError",
            "grad: input 0 of shape (60, 4) does not require grad; set "
            "requires_grad=True before the outputs are computed",
        ),
        (
            "autograd.grad(5, tX)",
            "RuntimeError",
            "grad: input 0 of shape (60, 4) does not require grad; set "
            "requires_grad=True before the outputs are computed",
        ),
        (
            "autograd.grad(tX, tX)",
            "RuntimeError",
            "grad: input 0 of shape (60, 4) does not require grad; set "
            "requires_grad=True before the outputs are computed",
        ),
        (
            "autograd.grad()",
            "TypeError",
            "grad() missing 2 required positional arguments: 'outputs' and 'inputs'",
        ),
        (
            "autograd.grad(minidnn.tensor(X, requires_grad=True) * 2, minidnn.tensor(X, requires_grad=True))",
            "RuntimeError",
            "grad: a tensor of shape (60, 4) is not one number; reduce it, e.g. with "
            ".sum() or .mean(), or pass the upstream gradient",
        ),
        (
            "autograd.grad(minidnn.tensor(2.0, requires_grad=True) * 3, minidnn.tensor(2.0, requires_grad=True))",
            "RuntimeError",
            "grad: input 0 of shape () appears to not have been used in the graph; set "
            "allow_unused=True to get None for it",
        ),
        (
            "autograd.Function()",
            "RuntimeError",
            "Function: a Function has no objects; write forward and backward as static "
            "methods, and call .apply(...)",
        ),
        (
            "autograd.Function.apply(tX)",
            "NotImplementedError",
            "Function: write forward(ctx, ...) as a static method",
        ),
        (
            "autograd.functional.hessian(lambda x: x, tX)",
            "RuntimeError",
            "hessian: the function must return one number; got shape (60, 4)",
        ),
        (
            'autograd.functional.jacobian(lambda x: "a", tX)',
            "TypeError",
            "jacobian: the function must return tensors; got ['a']",
        ),
        (
            "autograd.functional.vjp(lambda x: x * 2, tX)",
            "RuntimeError",
            "vjp: v can be left out only for a single number",
        ),
        (
            "tX.backward()",
            "RuntimeError",
            "backward: nothing was recorded, because no input has requires_grad=True or "
            "because it was computed under no_grad",
        ),
        (
            "tX.sum().backward()",
            "RuntimeError",
            "backward: nothing was recorded, because no input has requires_grad=True or "
            "because it was computed under no_grad",
        ),
        (
            "minidnn.tensor(X, requires_grad=True).backward()",
            "RuntimeError",
            "backward: a tensor of shape (60, 4) is not one number; reduce it, e.g. with "
            ".sum() or .mean(), or pass the upstream gradient",
        ),
        (
            "minidnn.tensor(Y, requires_grad=True)",
            "RuntimeError",
            "only floating tensors can have a gradient; this one holds int64: use .float() first",
        ),
        (
            "minidnn.tensor(X, requires_grad=True).numpy()",
            "RuntimeError",
            "numpy: this tensor requires a gradient; use .detach().numpy()",
        ),
        (
            "distributions.Normal()",
            "TypeError",
            "Normal: loc, scale are missing. It takes loc, scale, validate_args",
        ),
        (
            "distributions.Normal(0, -1)",
            "ValueError",
            "Expected parameter scale (Tensor of shape ()) of distribution Normal(loc: "
            "0.0, scale: -1.0) to satisfy the constraint GreaterThan(lower_bound=0.0), "
            "but found invalid values:",
        ),
        (
            'distributions.Normal("a", 1)',
            "ValueError",
            "Input arguments must all be instances of Number or torch.Tensor; got str",
        ),
        (
            "distributions.Normal(0, 1).sample(5)",
            "TypeError",
            "Value after * must be an iterable, not int",
        ),
        (
            'distributions.Normal(0, 1).log_prob("a")',
            "ValueError",
            "The value argument to log_prob must be a Tensor",
        ),
        (
            "distributions.Categorical()",
            "ValueError",
            "Either `probs` or `logits` must be specified, but not both.",
        ),
        (
            "distributions.Categorical([0.5, 0.5])",
            "TypeError",
            "Categorical: an argument is of the wrong kind; got probs=[0.5, 0.5] ('list' "
            "object has no attribute 'ndim')",
        ),
        (
            "distributions.Categorical(minidnn.tensor([-1.0, 2.0]))",
            "ValueError",
            "Expected parameter probs (Tensor of shape (2,)) of distribution "
            "Categorical(probs: minidnn.Size([2])) to satisfy the constraint Simplex(), "
            "but found invalid values:",
        ),
        (
            "distributions.Categorical(minidnn.tensor([0.5, 0.5])).log_prob(minidnn.tensor(5))",
            "ValueError",
            "Expected value argument (Tensor of shape ()) to be within the support "
            "(IntegerInterval(lower_bound=0, upper_bound=1)) of the distribution "
            "Categorical(probs: minidnn.Size([2])), but found",
        ),
        (
            "distributions.Bernoulli(2.0)",
            "ValueError",
            "Expected parameter probs (Tensor of shape ()) of distribution "
            "Bernoulli(probs: 2.0) to satisfy the constraint Interval(lower_bound=0.0, "
            "upper_bound=1.0), but found invalid values:",
        ),
        (
            "distributions.Uniform(1, 0)",
            "ValueError",
            "Expected parameter low (Tensor of shape ()) of distribution Uniform(low: "
            "1.0, high: 0.0) to satisfy the constraint LessThan(upper_bound=tensor(0.)), "
            "but found invalid values:",
        ),
        (
            "distributions.kl_divergence(distributions.Normal(0, 1), 5)",
            "NotImplementedError",
            "No KL(p || q) is implemented for p type Normal and q type int; add one with "
            "@register_kl, or average p.log_prob - q.log_prob",
        ),
        (
            "distributions.kl_divergence(distributions.Normal(0, 1), distributions.Gamma(1.0, 1.0))",
            "NotImplementedError",
            "No KL(p || q) is implemented for p type Normal and q type Gamma; add one "
            "with @register_kl, or average p.log_prob - q.log_prob",
        ),
        (
            "distributions.Gaussian(0, 1)",
            "NoAttribute",
            "minidnn.distributions has no Gaussian",
        ),
    ],
}
