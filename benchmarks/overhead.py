"""What recording an op costs: chains of one hundred small ops, forward and backward."""

CHAIN = 100


def chains(lib, size=16):
    """{name: step}, each a chain of CHAIN ops on size x size arrays; torch and minidnn alike."""
    x = lib.full((size, size), 0.5)
    x.requires_grad_(True)
    weight = lib.eye(size)

    def chain(op):
        def step():
            y = x
            for _ in range(CHAIN):
                y = op(y)
            y.sum().backward()
            x.grad = None

        return step

    def forward_only():
        with lib.no_grad():
            y = x
            for _ in range(CHAIN):
                y = y + weight

    return {
        "add": chain(lambda y: y + weight),
        "multiply": chain(lambda y: y * weight),
        "matmul": chain(lambda y: y @ weight),
        "relu": chain(lambda y: y.relu()),
        "add, no_grad": forward_only,
    }
