"""The published weights of the networks, one line for each: file, accuracy, image sizes."""

from typing import Any

from minidnn.vision.models.weights import WeightsEnum, imagenet
from minidnn.vision.transforms.functional import InterpolationMode

CUBIC = InterpolationMode.BICUBIC


def published(name: str, *files: Any) -> Any:
    """The enum `name`_Weights: members IMAGENET1K_V1, V2 ..., DEFAULT is the last."""
    members = {f"IMAGENET1K_V{i}": weights for i, weights in enumerate(files, start=1)}
    members["DEFAULT"] = files[-1]
    enum: Any = WeightsEnum(f"{name}_Weights", members, module=__name__)  # type: ignore[call-arg]
    enum.__doc__ = f"The published weights of {name}: file, checksum, accuracy, preparation."
    return enum


AlexNet_Weights = published("AlexNet", imagenet("alexnet-owt-7be5be79.pth", 56.522))
SqueezeNet1_0_Weights = published("SqueezeNet1_0", imagenet("squeezenet1_0-b66bff10.pth", 58.092))
SqueezeNet1_1_Weights = published("SqueezeNet1_1", imagenet("squeezenet1_1-b8a52dc0.pth", 58.178))
DenseNet121_Weights = published("DenseNet121", imagenet("densenet121-a639ec97.pth", 74.434))
DenseNet161_Weights = published("DenseNet161", imagenet("densenet161-8d451a50.pth", 77.138))
DenseNet169_Weights = published("DenseNet169", imagenet("densenet169-b2777c0a.pth", 75.6))
DenseNet201_Weights = published("DenseNet201", imagenet("densenet201-c1103571.pth", 76.896))
VGG13_Weights = published("VGG13", imagenet("vgg13-19584684.pth", 69.928))
VGG13_BN_Weights = published("VGG13_BN", imagenet("vgg13_bn-abd245e5.pth", 71.586))
VGG19_Weights = published("VGG19", imagenet("vgg19-dcbb9e9d.pth", 72.376))
VGG19_BN_Weights = published("VGG19_BN", imagenet("vgg19_bn-c79401a0.pth", 74.218))
GoogLeNet_Weights = published("GoogLeNet", imagenet("googlenet-1378be20.pth", 69.778))
ShuffleNet_V2_X0_5_Weights = published(
    "ShuffleNet_V2_X0_5", imagenet("shufflenetv2_x0.5-f707e7126e.pth", 60.552)
)
ShuffleNet_V2_X1_0_Weights = published(
    "ShuffleNet_V2_X1_0", imagenet("shufflenetv2_x1-5666bf0f80.pth", 69.362)
)
ShuffleNet_V2_X1_5_Weights = published(
    "ShuffleNet_V2_X1_5", imagenet("shufflenetv2_x1_5-3c479a10.pth", 72.996, 232)
)
ShuffleNet_V2_X2_0_Weights = published(
    "ShuffleNet_V2_X2_0", imagenet("shufflenetv2_x2_0-8be3c8ee.pth", 76.23, 232)
)
MobileNet_V3_Small_Weights = published(
    "MobileNet_V3_Small", imagenet("mobilenet_v3_small-047dcff4.pth", 67.668)
)
MobileNet_V3_Large_Weights = published(
    "MobileNet_V3_Large",
    imagenet("mobilenet_v3_large-8738ca79.pth", 74.042),
    imagenet("mobilenet_v3_large-5c1a4163.pth", 75.274, 232),
)
EfficientNet_B0_Weights = published(
    "EfficientNet_B0", imagenet("efficientnet_b0_rwightman-7f5810bc.pth", 77.692, 256, 224, CUBIC)
)
EfficientNet_B1_Weights = published(
    "EfficientNet_B1",
    imagenet("efficientnet_b1_rwightman-bac287d4.pth", 78.642, 256, 240, CUBIC),
    imagenet("efficientnet_b1-c27df63c.pth", 79.838, 255, 240),
)
EfficientNet_B2_Weights = published(
    "EfficientNet_B2", imagenet("efficientnet_b2_rwightman-c35c1473.pth", 80.608, 288, 288, CUBIC)
)
EfficientNet_B3_Weights = published(
    "EfficientNet_B3", imagenet("efficientnet_b3_rwightman-b3899882.pth", 82.008, 320, 300, CUBIC)
)
EfficientNet_B4_Weights = published(
    "EfficientNet_B4", imagenet("efficientnet_b4_rwightman-23ab8bcd.pth", 83.384, 384, 380, CUBIC)
)
EfficientNet_B5_Weights = published(
    "EfficientNet_B5", imagenet("efficientnet_b5_lukemelas-1a07897c.pth", 83.444, 456, 456, CUBIC)
)
EfficientNet_B6_Weights = published(
    "EfficientNet_B6", imagenet("efficientnet_b6_lukemelas-24a108a5.pth", 84.008, 528, 528, CUBIC)
)
EfficientNet_B7_Weights = published(
    "EfficientNet_B7", imagenet("efficientnet_b7_lukemelas-c5b4e57e.pth", 84.122, 600, 600, CUBIC)
)
ResNeXt50_32X4D_Weights = published(
    "ResNeXt50_32X4D",
    imagenet("resnext50_32x4d-7cdf4587.pth", 77.618),
    imagenet("resnext50_32x4d-1a0047aa.pth", 81.198, 232),
)
ResNeXt101_32X8D_Weights = published(
    "ResNeXt101_32X8D",
    imagenet("resnext101_32x8d-8ba56ff5.pth", 79.312),
    imagenet("resnext101_32x8d-110c445d.pth", 82.834, 232),
)
ResNeXt101_64X4D_Weights = published(
    "ResNeXt101_64X4D", imagenet("resnext101_64x4d-173b62eb.pth", 83.246, 232)
)
Wide_ResNet50_2_Weights = published(
    "Wide_ResNet50_2",
    imagenet("wide_resnet50_2-95faca4d.pth", 78.468),
    imagenet("wide_resnet50_2-9ba9bcbe.pth", 81.602, 232),
)
Wide_ResNet101_2_Weights = published(
    "Wide_ResNet101_2",
    imagenet("wide_resnet101_2-32ee1156.pth", 78.848),
    imagenet("wide_resnet101_2-d733dc28.pth", 82.51, 232),
)
ConvNeXt_Tiny_Weights = published(
    "ConvNeXt_Tiny", imagenet("convnext_tiny-983f1562.pth", 82.52, 236)
)
ConvNeXt_Small_Weights = published(
    "ConvNeXt_Small", imagenet("convnext_small-0c510722.pth", 83.616, 230)
)
ConvNeXt_Base_Weights = published(
    "ConvNeXt_Base", imagenet("convnext_base-6075fbad.pth", 84.062, 232)
)
ConvNeXt_Large_Weights = published(
    "ConvNeXt_Large", imagenet("convnext_large-ea097f82.pth", 84.414, 232)
)
