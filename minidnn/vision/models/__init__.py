"""Networks for images, under torchvision's names; its published weights fit.

Each family is imported when one of its names is first asked for.
"""

import importlib
from typing import Any

from minidnn.missing import NoAttribute

SIZES = {
    "resnet": "resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d "
    "resnext101_64x4d wide_resnet50_2 wide_resnet101_2",
    "vgg": "vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn",
    "densenet": "densenet121 densenet161 densenet169 densenet201",
    "efficientnet": " ".join(f"efficientnet_b{i}" for i in range(8)),
    "shufflenet": " ".join(f"shufflenet_v2_x{size}" for size in ("0_5", "1_0", "1_5", "2_0")),
    "convnext": "convnext_tiny convnext_small convnext_base convnext_large",
    "mobilenetv3": "mobilenet_v3_small mobilenet_v3_large",
    "squeezenet": "squeezenet1_0 squeezenet1_1",
    "mobilenet": "mobilenet_v2",
    "alex": "alexnet",
    "inception": "googlenet",
    "lenet": "lenet5",
}
CLASSES = {
    "lenet": "LeNet5",
    "mobilenet": "MobileNetV2",
    "resnet": "BasicBlock Bottleneck ResNet",
    "vgg": "VGG",
    "alex": "AlexNet",
    "squeezenet": "SqueezeNet",
    "densenet": "DenseNet",
    "shufflenet": "ShuffleNetV2",
    "mobilenetv3": "MobileNetV3",
    "efficientnet": "EfficientNet",
    "convnext": "ConvNeXt",
    "inception": "GoogLeNet GoogLeNetOutputs",
}
WEIGHTS = {
    "weights": "WeightsEnum MobileNet_V2_Weights ResNet18_Weights ResNet34_Weights "
    "ResNet50_Weights ResNet101_Weights ResNet152_Weights VGG11_Weights VGG11_BN_Weights "
    "VGG16_Weights VGG16_BN_Weights",
    "published": "AlexNet_Weights SqueezeNet1_0_Weights SqueezeNet1_1_Weights "
    "DenseNet121_Weights DenseNet161_Weights DenseNet169_Weights DenseNet201_Weights "
    "VGG13_Weights VGG13_BN_Weights VGG19_Weights VGG19_BN_Weights GoogLeNet_Weights "
    "ShuffleNet_V2_X0_5_Weights ShuffleNet_V2_X1_0_Weights ShuffleNet_V2_X1_5_Weights "
    "ShuffleNet_V2_X2_0_Weights MobileNet_V3_Small_Weights MobileNet_V3_Large_Weights "
    "EfficientNet_B0_Weights EfficientNet_B1_Weights EfficientNet_B2_Weights "
    "EfficientNet_B3_Weights EfficientNet_B4_Weights EfficientNet_B5_Weights "
    "EfficientNet_B6_Weights EfficientNet_B7_Weights ResNeXt50_32X4D_Weights "
    "ResNeXt101_32X8D_Weights ResNeXt101_64X4D_Weights Wide_ResNet50_2_Weights "
    "Wide_ResNet101_2_Weights ConvNeXt_Tiny_Weights ConvNeXt_Small_Weights "
    "ConvNeXt_Base_Weights ConvNeXt_Large_Weights",
}
# torchvision's modules that are called otherwise here
MODULES = {"shufflenetv2": "shufflenet", "mobilenetv2": "mobilenet"}
PLACES = {
    name: module
    for table in (SIZES, CLASSES, WEIGHTS)
    for module, names in table.items()
    for name in names.split()
}
__all__ = sorted(PLACES)


def __getattr__(name: str) -> Any:
    if name in PLACES:
        return getattr(importlib.import_module(f"{__name__}.{PLACES[name]}"), name)
    module = MODULES.get(name, name)
    if module in {*SIZES, *WEIGHTS}:
        return importlib.import_module(f"{__name__}.{module}")
    raise NoAttribute(__name__, name, __all__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def list_models() -> list[str]:
    """The names of all networks."""
    return sorted(name for names in SIZES.values() for name in names.split())


def get_model(name: str, **options: Any) -> Any:
    """The network of this name; options: weights, num_classes ... Raises: ValueError if unknown."""
    if name.lower() not in list_models():
        raise ValueError(f"Unknown model {name!r}; the models are: {', '.join(list_models())}")
    return __getattr__(name.lower())(**options)
