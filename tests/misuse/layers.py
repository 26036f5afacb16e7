"""Misuses of nn: the call, the kind of error, a part of its sentence."""

CASES = {
    "nn": [
        (
            "nn.Linear()",
            "TypeError",
            "Linear: in_features, out_features are missing. It takes in_features, "
            "out_features, bias, device, dtype",
        ),
        (
            "nn.Linear(4)",
            "TypeError",
            "Linear: out_features is missing. It takes in_features, out_features, bias, "
            "device, dtype",
        ),
        (
            'nn.Linear(4, "8")',
            "TypeError",
            "Linear: an argument is of the wrong kind; got in_features=4, "
            "out_features='8' ('<' not supported between instances of 'str' and 'int')",
        ),
        (
            "nn.Linear(4, -8)",
            "ValueError",
            "Linear: in_features and out_features must be at least 1, got 4 and -8",
        ),
        (
            "nn.Linear(4, 0)",
            "ValueError",
            "Linear: in_features and out_features must be at least 1, got 4 and 0",
        ),
        (
            "nn.Linear(4.0, 8)",
            "TypeError",
            "Linear: an argument is of the wrong kind; got in_features=4.0, "
            "out_features=8 ('float' object cannot be interpreted as an integer)",
        ),
        (
            'nn.Linear(4, 8, activation="relu")',
            "TypeError",
            "Linear: there is no argument 'activation'. It takes in_features, "
            "out_features, bias, device, dtype",
        ),
        (
            "nn.Linear(in_feature=4, out_features=8)",
            "TypeError",
            "Linear: there is no argument 'in_feature'; did you mean in_features? It "
            "takes in_features, out_features, bias, device, dtype",
        ),
        (
            'nn.Linear(4, 8)("abc")',
            "TypeError",
            "linear: expected a tensor; got str: use minidnn.tensor(…)",
        ),
        (
            "nn.Linear(4, 8)(tX, tX)",
            "TypeError",
            "Linear.forward() takes 2 positional arguments but 3 were given",
        ),
        (
            "nn.Linear(4, 8)(None)",
            "TypeError",
            "linear: expected a tensor; got NoneType: use minidnn.tensor(…)",
        ),
        (
            "nn.Conv2d(3, 8)",
            "TypeError",
            "Conv2d: kernel_size is missing. It takes in_channels, out_channels, "
            "kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, "
            "dtype",
        ),
        (
            "nn.Conv2d(3, 8, 0)",
            "ValueError",
            "Conv2d: kernel_size must be at least 1; got (0, 0)",
        ),
        (
            "nn.Conv2d(3, 8, 3, stride=0)",
            "ValueError",
            "Conv2d: stride must be at least 1; got (0, 0)",
        ),
        (
            'nn.Conv2d(3, 8, 3, padding="big")',
            "ValueError",
            "Conv2d: padding must be numbers, 'same' or 'valid', got 'big'",
        ),
        (
            "nn.Conv2d(3, 8, 3, groups=2)",
            "ValueError",
            "Conv2d: in_channels 3 and out_channels 8 must be multiples of groups 2",
        ),
        (
            'nn.Conv2d(3, 8, "3")',
            "ValueError",
            "Conv2d: kernel_size: expected an int or a pair of ints, got ('3',)",
        ),
        (
            "nn.Conv2d(3, 8, 3, kernel=3)",
            "TypeError",
            "Conv2d: there is no argument 'kernel'; did you mean kernel_size? It takes "
            "in_channels, out_channels, kernel_size, stride, padding, dilation, groups, "
            "bias, padding_mode, device, dtype",
        ),
        (
            "nn.Conv2d(3, 8, 3)(minidnn.zeros(1, 3, 2, 2))",
            "ShapeError",
            "conv2d: a kernel of 3 (dilation 1) is larger than the padded image of 2 "
            "pixels; use larger images, a smaller kernel or more padding (inputs: (1, 3, "
            "2, 2) float32, (8, 3, 3, 3) float32, (8,)",
        ),
        (
            "nn.Conv2d(3, 8, 3)(tX)",
            "ShapeError",
            "conv2d: x must be (N,C,H,W) and weight (O,C/groups,KH,KW); got (60, 4) and "
            "(8, 3, 3, 3) (inputs: (60, 4) float32, (8, 3, 3, 3) float32, (8,) float32)",
        ),
        (
            "nn.MaxPool2d()",
            "TypeError",
            "MaxPool2d: kernel_size is missing. It takes kernel_size, stride, padding, "
            "dilation, return_indices, ceil_mode",
        ),
        (
            "nn.MaxPool2d(2)(minidnn.zeros(1, 3, 1, 1))",
            "ShapeError",
            "max_pool2d: a kernel of 2 (dilation 1) is larger than the padded image of 1 "
            "pixels; use larger images, a smaller kernel or more padding (inputs: (1, 3, "
            "1, 1) float32)",
        ),
        (
            "nn.Dropout(2)",
            "ValueError",
            "Dropout: p must be in [0, 1], got 2",
        ),
        (
            'nn.Dropout("half")',
            "TypeError",
            "Dropout: an argument is of the wrong kind; got p='half' ('<=' not supported "
            "between instances of 'int' and 'str')",
        ),
        (
            "nn.BatchNorm2d()",
            "TypeError",
            "BatchNorm2d: num_features is missing. It takes num_features, eps, momentum, "
            "affine, track_running_stats, device, dtype, bias",
        ),
        (
            "nn.BatchNorm2d(3)(minidnn.zeros(2, 4, 5, 5))",
            "ValueError",
            "BatchNorm2d: expected input (N, 3, H, W), got (2, 4, 5, 5)",
        ),
        (
            "nn.BatchNorm2d(3)(tX)",
            "ValueError",
            "BatchNorm2d: expected input (N, 3, H, W), got (60, 4)",
        ),
        (
            "nn.BatchNorm1d(4)(tX[:1])",
            "ValueError",
            "batch_norm: training needs more than one value per channel, got (1, 4); use "
            "a larger batch (drop_last=True), or .eval()",
        ),
        (
            'nn.BatchNorm2d("3")',
            "TypeError",
            "BatchNorm2d: an argument is of the wrong kind; got num_features='3' ('<' "
            "not supported between instances of 'str' and 'int')",
        ),
        (
            "nn.Embedding(10)",
            "TypeError",
            "Embedding: embedding_dim is missing. It takes num_embeddings, "
            "embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, "
            "sparse, _weight, _freeze, device, dtype",
        ),
        (
            "nn.Embedding(10, 4)(tX)",
            "RuntimeError",
            "embedding: the input must hold integers; got float32: use .long()",
        ),
        (
            "nn.Embedding(10, 4)(minidnn.tensor([99]))",
            "IndexError",
            "embedding: the index holds 99, and dimension 0 takes [0, 10)",
        ),
        (
            "nn.Embedding(-1, 4)",
            "ValueError",
            "Embedding: num_embeddings and embedding_dim must be at least 1, got -1 and 4",
        ),
        (
            "nn.LSTM(4)",
            "TypeError",
            "LSTM: hidden_size is missing. It takes input_size, hidden_size, num_layers, "
            "bias, batch_first, dropout, bidirectional, proj_size, device, dtype",
        ),
        (
            "nn.LSTM(4, 8, num_layers=0)",
            "ValueError",
            "LSTM: input_size, hidden_size and num_layers must be at least 1, got 4, 8 and 0",
        ),
        (
            "nn.LSTM(4, 8)(minidnn.zeros(2, 3, 5))",
            "RuntimeError",
            "LSTM: the last dimension must be input_size 4; got (2, 3, 5)",
        ),
        (
            "nn.LSTM(4, 8)(minidnn.zeros(2, 3, 4), 5)",
            "TypeError",
            "LSTM: expected the pair (h_0, c_0) as state; got int",
        ),
        (
            'nn.LSTM("4", 8)',
            "TypeError",
            "LSTM: an argument is of the wrong kind; got input_size='4', hidden_size=8 "
            "('<' not supported between instances of 'int' and 'str')",
        ),
        (
            "nn.GRU(4, -8)",
            "ValueError",
            "GRU: input_size, hidden_size and num_layers must be at least 1, got 4, -8 and 1",
        ),
        (
            "nn.MultiheadAttention(10, 3)",
            "ValueError",
            "MultiheadAttention: embed_dim must be divisible by num_heads, both from 1; "
            "got 10 and 3",
        ),
        (
            "nn.MultiheadAttention(8, 2)(tX)",
            "TypeError",
            "MultiheadAttention.forward() missing 2 required positional arguments: 'key' "
            "and 'value'",
        ),
        (
            "nn.LayerNorm()",
            "TypeError",
            "LayerNorm: normalized_shape is missing. It takes normalized_shape, eps, "
            "elementwise_affine, bias, device, dtype",
        ),
        (
            "nn.LayerNorm(5)(tX)",
            "RuntimeError",
            "layer_norm: the input must end with the dimensions (5,); got (60, 4)",
        ),
        (
            "nn.Sequential(nn.Linear)",
            "TypeError",
            "Sequential: expected modules, got <class 'type'>",
        ),
        (
            "nn.Sequential([nn.Linear(4, 8)])",
            "TypeError",
            "Sequential: expected modules, got <class 'list'>",
        ),
        (
            'nn.Sequential(nn.Linear(4, 8), "relu")',
            "TypeError",
            "Sequential: expected modules, got <class 'str'>",
        ),
        (
            "nn.Sequential(nn.Linear(4, 8))[5]",
            "IndexError",
            "Sequential: index 5 is out of range for 1 modules",
        ),
        (
            'nn.Sequential(nn.Linear(4, 8))["a"]',
            "TypeError",
            "list indices must be integers or slices, not str",
        ),
        (
            "nn.Sequential(5)",
            "TypeError",
            "Sequential: expected modules, got <class 'int'>",
        ),
        (
            "nn.ModuleList(nn.Linear(4, 8))",
            "TypeError",
            "ModuleList: an argument is of the wrong kind; got modules=a Linear "
            "('Linear' object is not iterable)",
        ),
        (
            "nn.ModuleList([5])",
            "TypeError",
            "ModuleList: expected modules, got <class 'int'>",
        ),
        (
            "nn.ModuleDict([1, 2])",
            "TypeError",
            "ModuleDict: an argument is of the wrong kind; got modules=[1, 2] (cannot "
            "unpack non-iterable int object)",
        ),
        (
            "nn.Softmax(dim=5)(tX)",
            "IndexError",
            "softmax: axis 5 is out of bounds for array of dimension 2 (inputs: (60, 4) float32)",
        ),
        (
            "nn.CrossEntropyLoss()(tX, tX[:5])",
            "TypeError",
            "cross_entropy: labels must be (60,) integers in [0, 4) for scores (60, 4); "
            "got float32 (5, 4): use labels.long(), or give probabilities in the scores' "
            "shape (inputs: (60, 4) float32, (5, 4)",
        ),
        (
            "nn.CrossEntropyLoss(tX, tY)",
            "RuntimeError",
            "the truth of a tensor of shape (60,) is ambiguous; use .any() or .all()",
        ),
        (
            'nn.CrossEntropyLoss(reduction="avg")',
            "ValueError",
            "CrossEntropyLoss: reduction must be 'mean', 'sum' or 'none', got 'avg'",
        ),
        (
            "nn.MSELoss(tX, tX)",
            "RuntimeError",
            "the truth of a tensor of shape (60, 4) is ambiguous; use .any() or .all()",
        ),
        (
            "nn.BCELoss()(tX, tX)",
            "ValueError",
            "binary_cross_entropy: predictions must be in [0, 1], got -3.10634 to "
            "3.06604; end the network with a sigmoid",
        ),
        (
            "nn.BCEWithLogitsLoss()(tX, tY)",
            "ShapeError",
            "binary_cross_entropy_with_logits: prediction (60, 4) and target (60,) must "
            "have the same shape; use target.reshape(60, 4) if they match (inputs: (60, "
            "4) float32, (60,) float32, None, None)",
        ),
        (
            "nn.NLLLoss()(tX, tX)",
            "TypeError",
            "nll_loss: labels must be (60,) integers in [0, 4) for scores (60, 4); got "
            "float32 (60, 4): use labels.long() (inputs: (60, 4) float32, (60, 4) "
            "float32, None)",
        ),
        (
            "nn.Module()(tX)",
            "NotImplementedError",
            "Module has no forward: write one",
        ),
        (
            "nn.init.xavier_uniform_(nn.Linear(4, 8))",
            "TypeError",
            "init: expected a tensor, such as layer.weight; got Linear",
        ),
        (
            "nn.init.normal_(5)",
            "TypeError",
            "init: expected a tensor, such as layer.weight; got int",
        ),
        (
            "nn.utils.clip_grad_norm_(model, 1.0)",
            "TypeError",
            "clip_grad_norm_: parameters is a whole model; give model.parameters()",
        ),
        (
            'model.to("gpu")',
            "NoDevice",
            "Sequential.to: expected a device such as 'cpu' or 'cuda', a dtype such as "
            "minidnn.float64, or a tensor; got 'gpu'",
        ),
        (
            "model.to(5)",
            "NoDevice",
            "Sequential.to: expected a device such as 'cpu' or 'cuda', a dtype such as "
            "minidnn.float64, or a tensor; got 5",
        ),
        (
            'model.register_buffer("a", 5)',
            "TypeError",
            "register_buffer: expected a Tensor or None, got <class 'int'>",
        ),
        (
            'model.add_module("a", 5)',
            "TypeError",
            "add_module: expected a Module or None, got <class 'int'>",
        ),
        (
            "model.weight",
            "NoPart",
            "'Sequential' object has no attribute 'weight'",
        ),
        (
            "model[0].weigth",
            "NoPart",
            "'Linear' object has no attribute 'weigth'; did you mean weight?",
        ),
        (
            "model(photo)",
            "TypeError",
            "linear: expected a tensor; got Image: use minidnn.tensor(…)",
        ),
        (
            "model(tX, tX)",
            "TypeError",
            "Sequential.forward() takes 2 positional arguments but 3 were given",
        ),
        (
            'nn.functional.relu("a")',
            "TypeError",
            "relu: expected a tensor; got str: use minidnn.tensor(…)",
        ),
        (
            "nn.functional.softmax(tX)",
            "UserWarning",
            "softmax: dim is not given and taken as 1; give it",
        ),
        (
            "nn.functional.dropout(tX, 2)",
            "ValueError",
            "dropout: p must be in [0, 1], got 2",
        ),
        (
            "nn.functional.one_hot(tX)",
            "RuntimeError",
            "one_hot: the labels must be integers; got float32: use .long()",
        ),
        (
            "nn.functional.interpolate(minidnn.zeros(1, 1, 4, 4))",
            "ValueError",
            "interpolate: give either size or scale_factor",
        ),
    ],
}
