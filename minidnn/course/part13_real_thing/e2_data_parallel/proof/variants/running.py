"""Running sums, without a list of answers."""


def split_batch(x, y, workers):
    size, rest = divmod(len(x), workers)
    shards, start = [], 0
    for worker in range(workers):
        end = start + size + (worker < rest)
        if end > start:
            shards.append((x[start:end], y[start:end]))
        start = end
    return shards


def average(values, counts):
    total = 0.0
    for i in range(len(values)):
        total = total + counts[i] * values[i]
    return total / sum(counts)


def parallel_gradients(params, x, y, workers, gradients):
    loss, grads = 0.0, {name: 0.0 for name in params}
    for a, b in split_batch(x, y, workers):
        part, own = gradients(params, a, b)
        loss += part * len(a) / len(x)
        for name in own:
            grads[name] = grads[name] + own[name] * len(a) / len(x)
    return loss, grads
