"""Misuses of transforms: the call, the kind of error, a part of its sentence."""

CASES = {
    "transforms": [
        (
            "T.Compose(T.ToTensor())",
            "TypeError",
            "Compose: give the transforms as one list: Compose([ToTensor()])",
        ),
        (
            "T.Compose([T.ToTensor])(photo)",
            "TypeError",
            "Compose: ToTensor is a class; give an object of it: ToTensor(...)",
        ),
        (
            'T.Compose(["resize"])(photo)',
            "TypeError",
            "Compose: 'resize' is no transform; it cannot be called",
        ),
        (
            'T.Resize("224")',
            "TypeError",
            "Resize: size must be one or two numbers; got '224'",
        ),
        (
            "T.Resize(0)",
            "ValueError",
            "Resize: size must be at least 1; got 0",
        ),
        (
            "T.Resize(-5)",
            "ValueError",
            "Resize: size must be at least 1; got -5",
        ),
        (
            "T.Resize(2.5)",
            "TypeError",
            "Resize: size must be one or two numbers; got 2.5",
        ),
        (
            "T.Resize((1, 2, 3))",
            "ValueError",
            "Resize: size must be one or two numbers; got (1, 2, 3)",
        ),
        (
            "T.CenterCrop(None)",
            "TypeError",
            "CenterCrop: size must be one number or (height, width); got None",
        ),
        (
            "T.CenterCrop(-1)",
            "ValueError",
            "CenterCrop: size must be at least 1; got -1",
        ),
        (
            "T.RandomCrop(500)(photo)",
            "ValueError",
            "RandomCrop: required crop size (500, 500) is larger than input image size "
            "(30, 40); use padding or pad_if_needed=True",
        ),
        (
            "T.RandomHorizontalFlip(2)",
            "ValueError",
            "RandomHorizontalFlip: p must be a probability in [0, 1]; got 2",
        ),
        (
            'T.RandomHorizontalFlip("often")',
            "ValueError",
            "RandomHorizontalFlip: p must be a probability in [0, 1]; got 'often'",
        ),
        (
            "T.RandomRotation(-10)",
            "ValueError",
            "RandomRotation: one number of degrees must be positive; got -10",
        ),
        (
            'T.RandomRotation("left")',
            "ValueError",
            "RandomRotation: degrees must be one or two numbers; got 'left'",
        ),
        (
            "T.Normalize([0.5, 0.5], [0.5, 0.5])(T.ToTensor()(photo))",
            "ValueError",
            "normalize: mean has 2 and std 2 numbers for 3 channels",
        ),
        (
            "T.Normalize(0.5, 0.5)(photo)",
            "TypeError",
            "normalize: img should be a Tensor or an array; got Image; put ToTensor() before",
        ),
        (
            "T.Normalize([0.5])",
            "TypeError",
            "Normalize: std is missing. It takes mean, std, inplace",
        ),
        (
            "T.ColorJitter(brightness=-1)",
            "ValueError",
            "ColorJitter: brightness, a single number, must be non negative; got -1",
        ),
        (
            "T.ColorJitter(hue=3)",
            "ValueError",
            "ColorJitter: hue values should be between (-0.5, 0.5); got (-3.0, 3.0)",
        ),
        (
            "T.Grayscale(2)",
            "ValueError",
            "Grayscale: num_output_channels should be 1 or 3; got 2",
        ),
        (
            'T.ToTensor()("photo.jpg")',
            "TypeError",
            "to_tensor: pic should be PIL Image or ndarray; got str",
        ),
        (
            "T.ToTensor()(None)",
            "TypeError",
            "to_tensor: pic should be PIL Image or ndarray; got NoneType",
        ),
        (
            "T.ToTensor()(np.zeros(4))",
            "ValueError",
            "to_tensor: pic should be (H, W) or (H, W, C); got shape (4,)",
        ),
        (
            "T.ToTensor()(T.ToTensor()(photo))",
            "TypeError",
            "to_tensor: pic should be PIL Image or ndarray; got Tensor",
        ),
        (
            "T.ToTensor(photo)",
            "TypeError",
            "ToTensor() takes no arguments",
        ),
        (
            'T.Pad("thick")',
            "TypeError",
            "pad: padding must be a number, or 1, 2 or 4 numbers; got 'thick'",
        ),
        (
            "T.RandomResizedCrop(32, scale=(2, 1))",
            "UserWarning",
            "RandomResizedCrop: scale should be of kind (min, max); got (2, 1)",
        ),
        (
            "T.RandomErasing()(photo)",
            "TypeError",
            "RandomErasing: got a PIL Image; put ToTensor() before RandomErasing",
        ),
        (
            "T.Lambda(3)",
            "TypeError",
            "Lambda: expected a function; got int",
        ),
        (
            "T.Normalize(0.5, 0)(T.ToTensor()(photo))",
            "ValueError",
            "normalize: std 0 has a zero; it would divide by it",
        ),
    ],
}
