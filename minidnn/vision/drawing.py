"""Boxes, masks and points drawn over an image, under torchvision's names."""

import warnings
from typing import Any

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from minidnn.tape import no_grad
from minidnn.tensor import Tensor, tensor
from minidnn.vision.transforms.functional import convert_image_dtype

Colour = tuple[int, int, int]


def check(image: Any, what: str, channels: tuple[int, ...] = (3,)) -> None:
    """Refuse what is no single image of uint8 or floats."""
    if not isinstance(image, Tensor):
        raise TypeError(f"{what}: Tensor expected, got {type(image)}")
    if not (image.dtype == np.uint8 or image.is_floating_point()):
        raise ValueError(f"{what}: The image dtype must be uint8 or float, got {image.dtype}")
    if image.ndim != 3:
        raise ValueError(f"{what}: Pass individual images, not batches; got {tuple(image.shape)}")
    if image.shape[0] not in channels:
        kinds = "grayscale and RGB images are" if 1 in channels else "RGB images are"
        raise ValueError(f"{what}: Only {kinds} supported; got {image.shape[0]} channels")


def colours(given: Any, count: int) -> list[Colour]:
    """One RGB triple of 0 to 255 for each of `count` objects, from a name, a triple, or a list."""
    if given is None:
        return [(i * 33554431 % 255, i * 32767 % 255, i * 2097151 % 255) for i in range(count)]
    if isinstance(given, list):
        if len(given) < count:
            raise ValueError(
                "Number of colors must be equal or larger than the number of objects, but got "
                f"{len(given)} < {count}."
            )
    elif not isinstance(given, tuple | str):
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, got {given!r}")
    elif isinstance(given, tuple) and len(given) != 3:
        raise ValueError(f"If passed as tuple, colors should be an RGB triplet, but got {given}.")
    else:
        given = [given] * count
    return [ImageColor.getrgb(c)[:3] if isinstance(c, str) else tuple(c) for c in given]


def canvas(image: Tensor) -> Image.Image:
    """The image as a picture to draw on; one channel becomes three."""
    pixels = convert_image_dtype(image.detach(), np.uint8).cpu().numpy().transpose(1, 2, 0)
    return Image.fromarray(np.repeat(pixels, 3, 2) if pixels.shape[2] == 1 else pixels.copy())


def back(picture: Image.Image, image: Tensor) -> Tensor:
    """The picture as a tensor of the image's dtype and device."""
    drawn = tensor(np.asarray(picture).transpose(2, 0, 1).copy(), device=image.device)
    return drawn if image.dtype == np.uint8 else convert_image_dtype(drawn, image.dtype)


@no_grad()
def draw_bounding_boxes(
    image: Tensor, boxes: Tensor, labels: list[str] | None = None, colors: Any = None,
    fill: bool | None = False, width: int = 1, font: str | None = None,
    font_size: int | None = None, label_colors: Any = None, label_background_colors: Any = None,
    fill_labels: bool = False,
) -> Tensor:  # fmt: skip
    """The image (1 or 3,H,W) with boxes (N,4) of (x1, y1, x2, y2) and their labels, as (3,H,W).

    colors: a name, an RGB triple, or a list of either. Raises: ValueError for boxes whose corners
    are in another order, or another number of labels.
    """
    check(image, "draw_bounding_boxes", (1, 3))
    corners = boxes.detach().cpu().numpy()
    count = len(corners)
    if count and (corners[:, :2] > corners[:, 2:]).any():
        raise ValueError(
            "Boxes need to be in (xmin, ymin, xmax, ymax) format. Use vision.ops.box_convert to "
            "convert them"
        )
    if count == 0:
        warnings.warn("boxes doesn't contain any box. No box was drawn", stacklevel=2)
        return image
    if labels is not None and len(labels) != count:
        raise ValueError(
            f"Number of boxes ({count}) and labels ({len(labels)}) mismatch. Please specify labels "
            "for each box."
        )
    lines = colours(colors, count)
    text = colours(label_colors or "black", count) if label_colors or fill_labels else lines
    behind = colours(label_background_colors, count) if label_background_colors else lines
    if font is None and font_size is not None:
        warnings.warn("Argument 'font_size' is ignored since 'font' is not set.", stacklevel=2)
    letters = ImageFont.truetype(font, font_size or 10) if font else ImageFont.load_default()
    picture = canvas(image)
    draw = ImageDraw.Draw(picture, "RGBA" if fill else None)
    for i, box in enumerate(corners.astype(np.int64).tolist()):
        inside = (*lines[i], 100) if fill else None
        draw.rectangle(box, width=width, outline=lines[i], fill=inside)
        if labels is None or labels[i] is None:
            continue
        place = (box[0] + width + 1, box[1] + width + 1)
        if fill_labels:
            left, top, right, bottom = draw.textbbox(place, labels[i], font=letters)
            draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=behind[i])
        draw.text(place, labels[i], fill=text[i], font=letters)
    return back(picture, image)


@no_grad()
def draw_segmentation_masks(
    image: Tensor, masks: Tensor, alpha: float = 0.8, colors: Any = None
) -> Tensor:
    """The image (3,H,W) with masks (N,H,W) or (H,W) of bool over it; alpha 1 hides the image.

    Where masks overlap the colour is black. Raises: ValueError for masks of another dtype or size.
    """
    check(image, "draw_segmentation_masks")
    if masks.ndim == 2:
        masks = masks[None]
    if masks.ndim != 3:
        raise ValueError(f"masks must be of shape (H, W) or (N, H, W), got {tuple(masks.shape)}")
    if masks.dtype != np.bool_:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if masks.shape[-2:] != image.shape[-2:]:
        raise ValueError(
            "The image and the masks must have the same height and width; got "
            f"{tuple(image.shape[-2:])} and {tuple(masks.shape[-2:])}"
        )
    if len(masks) == 0:
        warnings.warn("masks doesn't contain any mask. No mask was drawn", stacklevel=2)
        return image
    whole = 1 if image.dtype == np.uint8 else 255
    pixels = image.detach().cpu().numpy()
    painted = pixels.copy()
    areas = masks.detach().cpu().numpy()
    for area, colour in zip(areas, colours(colors, len(areas)), strict=False):
        painted[:, area] = (np.array(colour) / whole).astype(pixels.dtype)[:, None]
    painted[:, areas.sum(0) > 1] = 0
    kind = np.dtype(np.float32 if pixels.dtype == np.uint8 else pixels.dtype)
    mixed = pixels.astype(kind) * (1 - alpha) + painted.astype(kind) * alpha
    return tensor(mixed.astype(pixels.dtype), device=image.device)


@no_grad()
def draw_keypoints(
    image: Tensor, keypoints: Tensor, connectivity: list[tuple[int, int]] | None = None,
    colors: Any = None, radius: int = 2, width: int = 3, visibility: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """The image (3,H,W) with points (N,K,2) of (x, y), joined where connectivity says so.

    visibility (N,K): which of them to draw. Raises: ValueError for other shapes.
    """
    check(image, "draw_keypoints")
    if keypoints.ndim != 3:
        raise ValueError(f"keypoints must be of shape (N, K, 2), got {tuple(keypoints.shape)}")
    points = keypoints.detach().cpu().numpy().astype(np.int64)
    seen = np.ones(points.shape[:2], bool)
    if visibility is not None:
        seen = visibility.detach().cpu().numpy().astype(bool)
        seen = seen[..., 0] if seen.ndim == 3 else seen
    if seen.shape != points.shape[:2]:
        raise ValueError(
            f"visibility must be of shape {points.shape[:2]}, as keypoints; got {seen.shape}"
        )
    picture = canvas(image)
    draw = ImageDraw.Draw(picture)
    for person, drawn in zip(points.tolist(), seen.tolist(), strict=True):
        for (x, y), visible in zip(person, drawn, strict=True):
            if visible:
                corners = [x - radius, y - radius, x + radius, y + radius]
                draw.ellipse(corners, fill=colors, outline=None, width=0)
        for a, b in connectivity or ():
            if drawn[a] and drawn[b]:
                draw.line((tuple(person[a]), tuple(person[b])), width=width)
    return back(picture, image)
