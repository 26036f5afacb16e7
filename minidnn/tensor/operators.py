"""Tensor's arithmetic: every method and operator is the function of the same name."""

from .. import functional as F


def swapped(function):
    """The operator for a number or array on the left: 1 - tensor."""

    def operator(self, other):
        return function(other, self)

    return operator


class Operators:
    """The methods of Tensor that are functions of `minidnn.functional`."""

    __slots__ = ()

    abs = F.abs
    add = F.add
    sub = F.sub
    mul = F.mul
    div = F.div
    pow = F.pow
    neg = F.neg
    square = F.square
    maximum = F.maximum
    minimum = F.minimum
    clamp = F.clamp
    exp = F.exp
    log = F.log
    sqrt = F.sqrt
    rsqrt = F.rsqrt
    sin = F.sin
    cos = F.cos
    sigmoid = F.sigmoid
    tanh = F.tanh
    relu = F.relu
    softmax = F.softmax
    log_softmax = F.log_softmax
    logsumexp = F.logsumexp
    clone = F.clone
    matmul = F.matmul
    mm = F.mm
    bmm = F.bmm
    dot = F.dot
    outer = F.outer
    addmm = F.addmm
    sum = F.sum
    mean = F.mean
    var = F.var
    std = F.std
    prod = F.prod
    norm = F.norm
    amax = F.amax
    amin = F.amin
    max = F.max
    min = F.min
    cumsum = F.cumsum
    argmax = F.argmax
    argmin = F.argmin
    argsort = F.argsort
    sort = F.sort
    topk = F.topk
    eq = F.eq
    ne = F.ne
    lt = F.lt
    le = F.le
    gt = F.gt
    ge = F.ge
    logical_and = F.logical_and
    logical_or = F.logical_or
    logical_xor = F.logical_xor
    logical_not = F.logical_not
    all = F.all
    any = F.any
    isnan = F.isnan
    isfinite = F.isfinite
    sign = F.sign
    floor = F.floor
    ceil = F.ceil
    round = F.round
    gather = F.gather
    index_select = F.index_select
    masked_select = F.masked_select
    masked_fill = F.masked_fill
    nonzero = F.nonzero
    reshape = F.reshape
    view = F.view
    view_as = F.view_as
    permute = F.permute
    transpose = F.transpose
    t = F.t
    movedim = F.movedim
    squeeze = F.squeeze
    unsqueeze = F.unsqueeze
    expand = F.expand
    expand_as = F.expand_as
    broadcast_to = F.broadcast_to
    flatten = F.flatten
    unflatten = F.unflatten
    split = F.split
    chunk = F.chunk
    unbind = F.unbind
    flip = F.flip
    roll = F.roll
    repeat = F.repeat
    clamp_min = F.clamp_min
    clamp_max = F.clamp_max
    remainder = F.remainder
    fmod = F.fmod
    floor_divide = F.floor_divide
    trunc = F.trunc
    bitwise_and = F.bitwise_and
    bitwise_or = F.bitwise_or
    bitwise_xor = F.bitwise_xor
    bitwise_not = F.bitwise_not
    addcmul = F.addcmul
    addcdiv = F.addcdiv
    lerp = F.lerp
    index_add = F.index_add
    index_copy = F.index_copy
    index_fill = F.index_fill
    index_put = F.index_put
    scatter = F.scatter
    scatter_add = F.scatter_add
    tril = F.tril
    triu = F.triu
    multiply, subtract, divide, true_divide = F.mul, F.sub, F.div, F.div
    absolute, negative, clip = F.abs, F.neg, F.clamp

    __add__, __radd__ = F.add, swapped(F.add)
    __sub__, __rsub__ = F.sub, swapped(F.sub)
    __mul__, __rmul__ = F.mul, swapped(F.mul)
    __truediv__, __rtruediv__ = F.div, swapped(F.div)
    __floordiv__, __rfloordiv__ = F.floor_divide, swapped(F.floor_divide)
    __mod__, __rmod__ = F.remainder, swapped(F.remainder)
    __pow__, __rpow__ = F.pow, swapped(F.pow)
    __matmul__, __rmatmul__ = F.matmul, swapped(F.matmul)
    __neg__, __abs__ = F.neg, F.abs
    __eq__, __ne__ = F.eq, F.ne
    __lt__, __le__ = F.lt, F.le
    __gt__, __ge__ = F.gt, F.ge
    __and__, __rand__ = F.bitwise_and, swapped(F.bitwise_and)
    __or__, __ror__ = F.bitwise_or, swapped(F.bitwise_or)
    __xor__, __rxor__ = F.bitwise_xor, swapped(F.bitwise_xor)
    __lshift__, __rshift__ = F.bitwise_left_shift, F.bitwise_right_shift
    __invert__ = F.bitwise_not
    __getitem__ = F.getitem
    __hash__ = object.__hash__

    def where(self, condition, other):
        """self where the condition holds, other elsewhere."""
        return F.where(condition, self, other)
