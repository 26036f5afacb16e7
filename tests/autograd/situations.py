"""Situations of writing in place: small programs that run under PyTorch and minidnn alike.

Each takes the library and returns a list of tensors (values and gradients). In both libraries it
gives the same numbers, or an error.
"""

SITUATIONS = {}


def situation(function):
    SITUATIONS[function.__name__] = function
    return function


def leaf(lib, *values):
    return lib.tensor(values, dtype=lib.float64, requires_grad=True)


def plain(lib, *values):
    return lib.tensor(values, dtype=lib.float64)


def matrix(lib, requires_grad=True):
    rows = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    return lib.tensor(rows, dtype=lib.float64, requires_grad=requires_grad)


# Leaves


@situation
def update_by_hand(lib):
    w = leaf(lib, 1.0, 2.0)
    alias = w
    for _ in range(3):
        (w * w).sum().backward()
        with lib.no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    assert alias is w and w.requires_grad and w.is_leaf
    return [w, w.grad]


@situation
def leaf_add_outside_no_grad(lib):
    w = leaf(lib, 1.0)
    w += 1
    return [w]


@situation
def leaf_mul_(lib):
    leaf(lib, 1.0).mul_(2)


@situation
def leaf_setitem(lib):
    w = leaf(lib, 1.0, 2.0)
    w[0] = 5


@situation
def leaf_fill_(lib):
    leaf(lib, 1.0).fill_(3)


@situation
def leaf_zero_in_no_grad_keeps_grad(lib):
    w = leaf(lib, 1.0, 2.0)
    (w * 3).sum().backward()
    with lib.no_grad():
        w.zero_()
    return [w, w.grad]


@situation
def view_of_a_leaf(lib):
    w = leaf(lib, 1.0, 2.0)
    w[0].mul_(2)


@situation
def view_of_a_leaf_in_no_grad(lib):
    w = leaf(lib, 1.0, 2.0)
    with lib.no_grad():
        w[0].mul_(5)
        w.view(-1)[1] = 7
    (w * w).sum().backward()
    return [w, w.grad]


@situation
def leaf_data_write(lib):
    w = leaf(lib, 1.0, 2.0)
    (w * w).sum().backward()
    w.data -= 0.5 * w.grad
    (w * 2).sum().backward()
    return [w, w.grad]


@situation
def leaf_written_between_forward_and_backward(lib):
    w = leaf(lib, 1.0, 2.0)
    loss = (w * w).sum()
    with lib.no_grad():
        w.mul_(100)
    loss.backward()


@situation
def leaf_written_where_no_rule_needs_it(lib):
    w = leaf(lib, 1.0, 2.0)
    loss = (w + 3).sum()
    with lib.no_grad():
        w.mul_(100)
    loss.backward()
    return [w, w.grad]


@situation
def optimizer_step_between_forward_and_backward(lib):
    w = leaf(lib, 1.0, 2.0)
    optimizer = lib.optim.SGD([w], lr=0.1)
    (w * 3).sum().backward()
    loss = (w * w).sum()
    optimizer.step()
    loss.backward()


@situation
def optimizer_step_after_backward(lib):
    w = leaf(lib, 1.0, 2.0)
    optimizer = lib.optim.SGD([w], lr=0.1, momentum=0.9)
    for _ in range(3):
        optimizer.zero_grad()
        (w * w).sum().backward()
        optimizer.step()
    return [w, w.grad]


@situation
def grad_scaled_in_place(lib):
    w = leaf(lib, 1.0, 2.0)
    (w * w).sum().backward()
    w.grad *= 0.5
    w.grad.add_(1)
    return [w.grad]


# Results in a graph


@situation
def result_add_number(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h.add_(1)
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def result_iadd_tensor(lib):
    x, b = leaf(lib, 1.0, 2.0), leaf(lib, 5.0, 7.0)
    h = x * 3
    h += b
    (h * h).sum().backward()
    return [h, x.grad, b.grad]


@situation
def result_isub_broadcast(lib):
    x, b = matrix(lib), leaf(lib, 5.0, 7.0, 9.0)
    h = x * 3
    h -= b
    (h * h).sum().backward()
    return [h, x.grad, b.grad]


@situation
def result_imul(lib):
    x, b = leaf(lib, 1.0, 2.0), leaf(lib, 5.0, 7.0)
    h = x * 3
    h *= b
    (h * h).sum().backward()
    return [h, x.grad, b.grad]


@situation
def result_idiv(lib):
    x, b = leaf(lib, 1.0, 2.0), leaf(lib, 5.0, 7.0)
    h = x * 3
    h /= b
    (h * h).sum().backward()
    return [h, x.grad, b.grad]


@situation
def result_ipow(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h **= 2
    h.sum().backward()
    return [h, x.grad]


@situation
def result_exp_then_sqrt(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x + 3
    h.exp_()
    h.sqrt_()
    h.sum().backward()
    return [h, x.grad]


@situation
def result_that_its_own_rule_needs(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x.exp()
    h.add_(1)
    h.sum().backward()


@situation
def input_that_a_rule_needs(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    y = h * h
    h.add_(1)
    y.sum().backward()


@situation
def input_that_no_rule_needs(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    y = h + 1
    h.add_(1)
    (y + h * h).sum().backward()
    return [y, h, x.grad]


@situation
def result_mul_with_itself(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h.add_(h)
    h.sum().backward()
    return [h, x.grad]


@situation
def result_used_by_two(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    a = h + 1
    h += 2
    b = h * 2
    (a + b).sum().backward()
    return [a, b, x.grad]


@situation
def result_relu_(lib):
    x = leaf(lib, -1.0, 2.0)
    h = x * 3
    y = h.relu_()
    assert y is h
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def functional_relu_inplace(lib):
    x = leaf(lib, -1.0, 2.0)
    h = x * 3
    y = lib.nn.functional.relu(h, inplace=True)
    (h + y).sum().backward()
    return [h, y, x.grad]


@situation
def relu_module_inplace_on_a_leaf(lib):
    lib.nn.ReLU(inplace=True)(leaf(lib, -1.0, 2.0))


@situation
def sigmoid_then_relu_inplace(lib):
    x = leaf(lib, -1.0, 2.0)
    h = lib.sigmoid(x)
    h.relu_()
    h.sum().backward()


@situation
def result_zero_(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h.zero_()
    (h + x).sum().backward()
    return [h, x.grad]


@situation
def result_clamp_(lib):
    x = leaf(lib, -1.0, 2.0, 9.0)
    h = x * 3
    h.clamp_(0, 10)
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def result_copy_(lib):
    x, y = leaf(lib, 1.0, 2.0), leaf(lib, 3.0, 4.0)
    h = x * 3
    h.copy_(y * y)
    (h * h).sum().backward()
    return [h, x.grad, y.grad]


@situation
def result_masked_assignment(lib):
    x = leaf(lib, 1.0, -2.0, 3.0)
    h = x * 3
    h[h < 0] = 0
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def result_masked_fill_(lib):
    x = leaf(lib, 1.0, -2.0, 3.0)
    h = x * 3
    h.masked_fill_(lib.tensor([True, False, False]), 7.0)
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def result_slice_assignment(lib):
    x, v = matrix(lib), leaf(lib, 5.0, 7.0)
    h = x * 3
    h[:, 1] = v
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


@situation
def result_slice_iadd(lib):
    x, v = matrix(lib), leaf(lib, 5.0, 7.0)
    h = x * 3
    h[:, 1] += v
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


@situation
def result_index_assignment(lib):
    x, v = matrix(lib), leaf(lib, 5.0, 7.0)
    h = x * 3
    h[lib.tensor([0, 1]), lib.tensor([2, 0])] = v
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


@situation
def index_add_and_fill(lib):
    x, v = matrix(lib), matrix(lib)
    h = x * 3
    h.index_add_(0, lib.tensor([0, 0]), v)
    h.index_fill_(1, lib.tensor([2]), 0.5)
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


@situation
def scatter_into_a_result(lib):
    x, v = matrix(lib), matrix(lib)
    h = x * 3
    h.scatter_(1, lib.tensor([[0], [2]]), v[:, :1] * 2)
    h.scatter_add_(0, lib.tensor([[1, 1, 1]]), v[:1])
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


@situation
def addcmul_and_lerp(lib):
    x, v = leaf(lib, 1.0, 2.0), leaf(lib, 3.0, 4.0)
    h = x * 3
    h.addcmul_(v, v, value=0.5)
    h.lerp_(v, 0.25)
    (h * h).sum().backward()
    return [h, x.grad, v.grad]


# Constants that become part of a graph


@situation
def buffer_filled_row_by_row(lib):
    x = matrix(lib)
    out = lib.zeros(2, 3, dtype=lib.float64)
    for i in range(2):
        out[i] = x[i] * (i + 2)
    (out * out).sum().backward()
    return [out, x.grad]


@situation
def buffer_that_adds_up(lib):
    x = leaf(lib, 1.0, 2.0)
    total = lib.zeros(2, dtype=lib.float64)
    for i in range(3):
        total += x * i
    (total * total).sum().backward()
    return [total, x.grad]


@situation
def view_of_a_constant_takes_a_result(lib):
    x = leaf(lib, 1.0, 2.0)
    out = lib.zeros(3, 2, dtype=lib.float64)
    row = out[1]
    row += x
    (out * out).sum().backward()
    assert out.requires_grad and row.requires_grad
    return [out, row, x.grad]


@situation
def constant_written_that_a_rule_needs(lib):
    x, c = leaf(lib, 1.0, 2.0), plain(lib, 3.0, 4.0)
    y = x * c
    c += 1
    y.sum().backward()


@situation
def constant_written_that_no_rule_needs(lib):
    x, c = leaf(lib, 1.0, 2.0), plain(lib, 3.0, 4.0)
    y = x + c
    c += 1
    y.sum().backward()
    return [y, c, x.grad]


@situation
def detached_twin_written(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    y = h * h
    h.detach().add_(1)
    y.sum().backward()


@situation
def batch_norm_buffers(lib):
    lib.manual_seed(0)
    bn = lib.nn.BatchNorm1d(3).double()
    x = matrix(lib)
    a, b = bn(x), bn(x * 2)
    (a * a * a + b * b * b).sum().backward()
    return [bn.running_mean, bn.running_var, x.grad]


# Views


@situation
def alias_of_the_same_object(lib):
    a = plain(lib, 1.0, 2.0)
    b = a
    b += 1
    assert a is b
    return [a]


@situation
def row_sees_the_base(lib):
    x = matrix(lib, False)
    a = x[0]
    x.zero_()
    return [a]


@situation
def base_sees_a_flat_view(lib):
    x = matrix(lib, False)
    x.view(-1)[0] = 5
    x.t()[2, 1] = 9
    return [x]


@situation
def view_of_a_view(lib):
    x = matrix(lib, False)
    x[1].view(3)[1:].mul_(10)
    return [x]


@situation
def view_of_a_view_of_a_result(lib):
    x = matrix(lib)
    h = x * 3
    h[1].view(3)[1:].mul_(10)
    (h * h).sum().backward()
    return [h, x.grad]


@situation
def transposed_view_of_a_result(lib):
    x = matrix(lib)
    h = x * 3
    t = h.t()
    t[0] += 1
    (h * h + t.sum()).sum().backward()
    return [h, t, x.grad]


@situation
def sibling_views_of_a_result(lib):
    x = matrix(lib)
    h = x * 3
    a, b = h[0], h[:, 0]
    a.mul_(2)
    (b * b).sum().backward()
    return [h, b, x.grad]


@situation
def base_written_after_a_view(lib):
    x = matrix(lib)
    h = x * 3
    a = h[0]
    h.mul_(2)
    (a * a).sum().backward()
    return [a, x.grad]


@situation
def view_whose_values_a_rule_needs(lib):
    x = matrix(lib)
    h = x * 3
    a = h[0]
    y = a * a
    h.add_(1)
    y.sum().backward()


@situation
def expanded_memory(lib):
    x = lib.zeros(1, 3, dtype=lib.float64).expand(2, 3)
    x.add_(1)


@situation
def chunk_written(lib):
    x = matrix(lib)
    h = x * 3
    a, b = lib.split(h, [1, 2], dim=1)
    return [a, b, h]


@situation
def unsqueezed_and_squeezed(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h.unsqueeze_(0)
    h.t_()
    assert tuple(h.shape) == (2, 1)
    h.squeeze_()
    (h * h).sum().backward()
    return [h, x.grad]


# Shapes and types


@situation
def larger_shape(lib):
    x = plain(lib, 1.0)
    x += plain(lib, 1.0, 2.0)


@situation
def float_into_int(lib):
    x = lib.tensor([1, 2])
    x += 1.5


@situation
def true_division_of_int(lib):
    x = lib.tensor([1, 2])
    x /= 2


@situation
def int_into_float(lib):
    x = plain(lib, 1.0, 2.0)
    x += lib.tensor([1, 2])
    x *= 3
    x //= 2
    x %= 3
    return [x]


@situation
def double_into_float(lib):
    x = lib.tensor([1.0, 2.0])
    x += plain(lib, 1.0, 2.0)
    assert x.dtype == lib.float32
    return [x]


@situation
def double_result_into_float_result(lib):
    x, y = lib.tensor([1.0, 2.0], requires_grad=True), leaf(lib, 3.0, 4.0)
    h = x * 2
    h += y
    (h * h).sum().backward()
    return [h, x.grad, y.grad]


@situation
def float_assigned_to_int(lib):
    x = lib.tensor([1, 2])
    x[0] = 7.9
    return [x]


@situation
def bits_in_place(lib):
    x = lib.tensor([6, 5])
    x &= 3
    x |= 8
    x ^= 1
    return [x]


@situation
def wrong_shape_assigned(lib):
    x = plain(lib, 1.0, 2.0)
    x[0:2] = plain(lib, 1.0, 2.0, 3.0)


@situation
def comparison_in_place(lib):
    x = plain(lib, 1.0, 2.0)
    x.gt_(1.5)
    return [x]


# Twice, and freed


@situation
def in_place_between_two_backwards(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * x
    loss = h.sum()
    loss.backward(retain_graph=True)
    with lib.no_grad():
        x += 1
    loss.backward()


@situation
def detach_(lib):
    x = leaf(lib, 1.0, 2.0)
    h = x * 3
    h.detach_()
    h += 1
    (h * x).sum().backward()
    return [h, x.grad]


@situation
def requires_grad_on_a_written_constant(lib):
    c = plain(lib, 1.0, 2.0)
    c *= 2
    c.requires_grad_()
    (c * c).sum().backward()
    return [c, c.grad]
