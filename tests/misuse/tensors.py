"""Misuses of tensors: the call, the kind of error, a part of its sentence."""

CASES = {
    "tensors": [
        (
            'minidnn.tensor("a")',
            "TypeError",
            "tensor: expected numbers; got 'a'",
        ),
        (
            "minidnn.tensor([[1, 2], [3]])",
            "ValueError",
            "tensor: the lists must be equally long at every level: setting an array "
            "element with a sequence. The requested array has an inhomogeneous shape "
            "after 1 dimensions. The detected shape was",
        ),
        (
            'minidnn.tensor({"a": 1})',
            "TypeError",
            "tensor: expected numbers; got {'a': 1}",
        ),
        (
            "minidnn.tensor(None)",
            "TypeError",
            "tensor: expected numbers; got None",
        ),
        (
            'minidnn.tensor([1, "a"])',
            "TypeError",
            "tensor: expected numbers; got [1, 'a']",
        ),
        (
            "minidnn.zeros(-1)",
            "RuntimeError",
            "zeros: a length must not be negative; got -1",
        ),
        (
            'minidnn.zeros(2, dtype="float33")',
            "TypeError",
            "data type 'float33' not understood",
        ),
        (
            'minidnn.zeros(2, device="gpu")',
            "NoDevice",
            "device: expected one of 'cpu', 'cuda', or 'cuda:1'; got 'gpu'",
        ),
        (
            "minidnn.randint(5, 2, (3,))",
            "RuntimeError",
            "randint: expected low < high; got 5 and 2",
        ),
        (
            "minidnn.cat(tX, tX)",
            "TypeError",
            "cat: only integer tensors can be an index; this one holds float32 (inputs: "
            "(4,) float32, (4,) float32, (4,) float32, (4,) float32, (4,) float32, (4,) "
            "float32, (4,) float32, (4,) float32,",
        ),
        (
            "minidnn.cat([])",
            "ValueError",
            "cat: expected at least one tensor; got an empty list",
        ),
        (
            "minidnn.stack([tX, 5])",
            "TypeError",
            "stack: expected tensors; got int 5",
        ),
        (
            'tX + "a"',
            "TypeError",
            "expected a tensor, array or number; got str 'a'",
        ),
        (
            "tX + None",
            "TypeError",
            "expected a tensor, array or number; got NoneType None",
        ),
        (
            "tX @ 5",
            "TypeError",
            "matmul: expected a tensor; got int: use minidnn.tensor(…)",
        ),
        (
            "tX[99]",
            "IndexError",
            "getitem: index 99 is out of bounds for axis 0 with size 60 (inputs: (60, 4) float32)",
        ),
        (
            'tX["a"]',
            "IndexError",
            "getitem: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis "
            "(`None`) and integer or boolean arrays are valid indices (inputs: (60, 4) "
            "float32)",
        ),
        (
            "tX[1.5]",
            "IndexError",
            "getitem: only integers, slices (`:`), ellipsis (`...`), numpy.newaxis "
            "(`None`) and integer or boolean arrays are valid indices (inputs: (60, 4) "
            "float32)",
        ),
        (
            "tX.view(7, 7)",
            "ShapeError",
            "reshape: (60, 4) has 240 elements, and the lengths asked for, (7, 7), make "
            "49 (inputs: (60, 4) float32)",
        ),
        (
            "tX.reshape(-1, -1)",
            "RuntimeError",
            "reshape: a length must be at least 0, or -1 once; got (-1, -1)",
        ),
        (
            "tX.permute(0)",
            "ValueError",
            "permute: (0,) must name each of the 2 dimensions once",
        ),
        (
            "tX.permute(0, 0)",
            "ValueError",
            "permute: (0, 0) must name each of the 2 dimensions once",
        ),
        (
            "tX.transpose(0, 5)",
            "IndexError",
            "transpose: dimension 5 is out of range for 2 dimensions",
        ),
        (
            "tX.sum(dim=5)",
            "IndexError",
            "sum: axis 5 is out of bounds for array of dimension 2 (inputs: (60, 4) float32)",
        ),
        (
            'tX.sum("rows")',
            "TypeError",
            "sum: not all arguments converted during string formatting (inputs: (60, 4) float32)",
        ),
        (
            "tX.mean(dim=7)",
            "IndexError",
            "mean: axis 7 is out of bounds for array of dimension 2 (inputs: (60, 4) float32)",
        ),
        (
            "tY.mean()",
            "TypeError",
            "mean: expected a floating tensor; got int64: use x.float()",
        ),
        (
            "tX.squeeze(9)",
            "IndexError",
            "squeeze: dimension 9 is out of range for 2 dimensions",
        ),
        (
            "tX.item()",
            "RuntimeError",
            "item: expected one element; this tensor has shape (60, 4)",
        ),
        (
            'tX.to("float33")',
            "NoDevice",
            "device: expected one of 'cpu', 'cuda', or 'cuda:1'; got 'float33'",
        ),
        (
            "tX.argmax(9)",
            "IndexError",
            "argmax: axis 9 is out of bounds for array of dimension 2 (inputs: (60, 4) float32)",
        ),
        (
            "tX.gather(1, tX)",
            "IndexError",
            "gather: the index must hold integers; got float32: use .long()",
        ),
        (
            "tX.masked_fill(tX, 0)",
            "RuntimeError",
            "masked_fill: the mask must be boolean; got float32: use mask.bool() or mask != 0",
        ),
        (
            "tX.expand(2)",
            "ShapeError",
            "expand: input operand has more dimensions than allowed by the axis "
            "remapping (inputs: (60, 4) float32)",
        ),
        (
            "float(tX)",
            "RuntimeError",
            "item: expected one element; this tensor has shape (60, 4)",
        ),
        (
            "int(tX)",
            "RuntimeError",
            "item: expected one element; this tensor has shape (60, 4)",
        ),
        (
            "bool(tX)",
            "RuntimeError",
            "the truth of a tensor of shape (60, 4) is ambiguous; use .any() or .all()",
        ),
        (
            "tX.clamp()",
            "ValueError",
            "clamp: at least one of min and max must be given",
        ),
        (
            "tX.topk(99)",
            "ValueError",
            "topk: k must lie in [0, 4] for shape (60, 4); got 99",
        ),
        (
            "tX.split(0)",
            "ValueError",
            "split: the length of a piece must be positive; got 0",
        ),
        (
            "minidnn.where(tX, 1, 2)",
            "RuntimeError",
            "where: the condition must be boolean; got float32: use condition != 0",
        ),
        (
            'minidnn.einsum("ij,jk", tX)',
            "ShapeError",
            "einsum: 'ij,jk' names 2 operands; got 1 tensors (inputs: (60, 4) float32)",
        ),
        (
            'minidnn.einsum("?", tX)',
            "ShapeError",
            "einsum: '?' in '?' does not fit a tensor of 2 dims (inputs: (60, 4) float32)",
        ),
        (
            'minidnn.manual_seed("a")',
            "TypeError",
            "manual_seed: expected an int; got 'a'",
        ),
        (
            "minidnn.from_numpy([1, 2])",
            "TypeError",
            "from_numpy: expected a NumPy array; got list",
        ),
        (
            'minidnn.save({"a": open}, folder / "x")',
            "TypeError",
            "save: the object['a'] is <built-in function open>: code is not saved; save "
            "what the program needs to make it again (of a model, its state_dict)",
        ),
    ],
}
