"""Operations on images and boxes, under torchvision's names."""

from minidnn.vision.ops.blocks import (
    Conv2dNormActivation,
    Permute,
    SqueezeExcitation,
    StochasticDepth,
    stochastic_depth,
)
from minidnn.vision.ops.boxes import (
    batched_nms,
    box_area,
    box_convert,
    box_iou,
    generalized_box_iou,
    nms,
)

__all__ = [
    "Conv2dNormActivation",
    "Permute",
    "SqueezeExcitation",
    "StochasticDepth",
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "generalized_box_iou",
    "nms",
    "stochastic_depth",
]
