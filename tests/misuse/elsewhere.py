"""Misuses of ONNX, scikit-learn, published networks: the call, the kind of error, a part of its sentence."""

CASES = {
    "ONNX, scikit-learn, published networks": [
        (
            "onnx.export(model)",
            "TypeError",
            "export: example, path are missing. It takes model, example, path, "
            "input_names, output_names, batch_axis, external_data, verify",
        ),
        (
            'onnx.export(model, X, folder / "m.onnx")',
            "TypeError",
            "onnx.export: example must be a tensor or a tuple of tensors; got ndarray: "
            "use minidnn.tensor(...)",
        ),
        (
            'onnx.export(model, tX, nowhere / "m.onnx")',
            "ValueError",
            "nowhere/m.onnx cannot be written: the folder nowhere does not exist; make it first",
        ),
        (
            "onnx.export(model, tX, folder)",
            "ValueError",
            " is a folder; give the name of a file in it",
        ),
        (
            'onnx.export(X, model, folder / "m.onnx")',
            "TypeError",
            "onnx.export: example must be a tensor or a tuple of tensors; got "
            "Sequential: use minidnn.tensor(...)",
        ),
        (
            'onnx.export(nn.Linear, tX, folder / "m.onnx")',
            "TypeError",
            "Linear: out_features is missing. It takes in_features, out_features, bias, "
            "device, dtype",
        ),
        (
            'onnx.export(model, minidnn.zeros(2, 3), folder / "m.onnx")',
            "ShapeError",
            "linear: weight (8, 4) takes 4 features in x's last dimension; got x (2, 3) "
            "(inputs: (2, 3) float32, (8, 4) float32, (8,) float32)",
        ),
        (
            'onnx.export(model, (tX, tX), folder / "m.onnx")',
            "TypeError",
            "Sequential.forward() takes 2 positional arguments but 3 were given",
        ),
        (
            'onnx.export(model, None, folder / "m.onnx")',
            "TypeError",
            "onnx.export: example must be a tensor or a tuple of tensors; got NoneType: "
            "use minidnn.tensor(...)",
        ),
        (
            "sklearn.NetClassifier(epochs=0).fit(X, Y)",
            "ValueError",
            "NetClassifier: epochs must be a whole number from 1; got 0",
        ),
        (
            "sklearn.NetClassifier().predict(X)",
            "NotFittedError",
            "This NetClassifier instance is not fitted yet. Call 'fit' with appropriate "
            "arguments before using this estimator.",
        ),
        (
            "sklearn.NetClassifier().fit(X, Y[:5])",
            "ValueError",
            "Found input variables with inconsistent numbers of samples: [60, 5]",
        ),
        (
            "sklearn.NetClassifier(lr=-1).fit(X, Y)",
            "ValueError",
            "NetClassifier: lr must be positive; got -1",
        ),
        (
            "vision.models.resnet18(num_classes=0)",
            "ValueError",
            "Linear: in_features and out_features must be at least 1, got 512 and 0",
        ),
        (
            'vision.models.resnet18(num_classes="10")',
            "TypeError",
            "Linear: an argument is of the wrong kind; got in_features=512, "
            "out_features='10' ('<' not supported between instances of 'str' and 'int')",
        ),
        (
            "vision.models.resnet18(classes=10)",
            "TypeError",
            "ResNet: there is no argument 'classes'; did you mean num_classes? It takes "
            "block, layers, num_classes, zero_init_residual, groups, width_per_group",
        ),
        (
            'vision.models.resnet18(weights="best")',
            "ValueError",
            "weights: expected None or one of 'IMAGENET1K_V1', 'DEFAULT'; got 'best'",
        ),
        (
            'vision.models.resnet18(pretrained="yes")',
            "DownloadError",
            "download: could not fetch the file (URLError: <urlopen error [Errno -2] "
            "Name or service not known>). Without a network, put it there by hand:",
        ),
        (
            "vision.models.resnet19()",
            "NoAttribute",
            "minidnn.vision.models has no resnet19; did you mean resnet18?",
        ),
        (
            "vision.models.resnet18()(X)",
            "ShapeError",
            "conv2d: x must be (N,C,H,W) and weight (O,C/groups,KH,KW); got (60, 4) and "
            "(64, 3, 7, 7) (inputs: (60, 4) float32, (64, 3, 7, 7) float32, None)",
        ),
        (
            "vision.models.resnet18()(minidnn.zeros(3, 32, 32))",
            "ValueError",
            "BatchNorm2d: expected input (N, 64, H, W), got (64, 16, 16)",
        ),
        (
            "vision.models.resnet18()(minidnn.zeros(1, 1, 32, 32))",
            "ShapeError",
            "conv2d: weight (64, 3, 7, 7) with groups=1 expects 3 input channels, but x "
            "(1, 1, 32, 32) has 1 (inputs: (1, 1, 32, 32) float32, (64, 3, 7, 7) "
            "float32, None)",
        ),
        (
            "vision.models.resnet18()(photo)",
            "TypeError",
            "conv2d: expected a tensor; got Image: use minidnn.tensor(…)",
        ),
        (
            'vision.models.get_model("resnet19")',
            "ValueError",
            "Unknown model 'resnet19'; the models are: alexnet, convnext_base, "
            "convnext_large, convnext_small, convnext_tiny, densenet121, densenet161, "
            "densenet169, densenet201, efficientnet_b0,",
        ),
        (
            "vision.models.vgg11()(minidnn.zeros(1, 3, 8, 8))",
            "ShapeError",
            "max_pool2d: a kernel of 2 (dilation 1) is larger than the padded image of 1 "
            "pixels; use larger images, a smaller kernel or more padding (inputs: (1, "
            "512, 1, 1) float32)",
        ),
    ],
}
