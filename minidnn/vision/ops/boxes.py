"""Boxes of detectors: areas, overlaps, formats, and keeping the best of those that overlap.

Boxes are (N,4) with rows (x1, y1, x2, y2), x1 <= x2 and y1 <= y2, unless a format says otherwise.
"""

from typing import Any

import numpy as np

from minidnn.functional import maximum, minimum, stack
from minidnn.tensor import Tensor, tensor

FORMATS = ("xyxy", "xywh", "cxcywh")


def box_area(boxes: Tensor) -> Tensor:
    """(N,4) -> (N,)."""
    check(boxes, "box_area")
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """Intersection over union of every pair: (N,4), (M,4) -> (N,M), each from 0 to 1."""
    shared, union = overlaps(boxes1, boxes2, "box_iou")
    return shared / union


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """box_iou less the empty part of the smallest box around both: (N,M), each from -1 to 1.

    Source: Rezatofighi et al. 2019, "Generalized Intersection over Union".
    """
    shared, union = overlaps(boxes1, boxes2, "generalized_box_iou")
    low = minimum(boxes1[:, None, :2], boxes2[None, :, :2])
    high = maximum(boxes1[:, None, 2:], boxes2[None, :, 2:])
    sides = (high - low).clamp(min=0)
    around = sides[..., 0] * sides[..., 1]
    return shared / union - (around - union) / around


def overlaps(boxes1: Tensor, boxes2: Tensor, what: str) -> tuple[Tensor, Tensor]:
    """Areas of the intersection and of the union of every pair, each (N,M)."""
    check(boxes1, what)
    check(boxes2, what)
    low = maximum(boxes1[:, None, :2], boxes2[None, :, :2])
    high = minimum(boxes1[:, None, 2:], boxes2[None, :, 2:])
    sides = (high - low).clamp(min=0)
    shared = sides[..., 0] * sides[..., 1]
    return shared, box_area(boxes1)[:, None] + box_area(boxes2)[None] - shared


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Boxes in another format: "xyxy", "xywh" (corner, size) or "cxcywh" (centre, size).

    Raises: ValueError for another format.
    """
    check(boxes, "box_convert")
    if in_fmt not in FORMATS or out_fmt not in FORMATS:
        raise ValueError(
            f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt};"
            f" known are {', '.join(FORMATS)}"
        )
    if in_fmt == out_fmt:
        return boxes.clone()
    a, b, c, d = (boxes[:, i] for i in range(4))
    if in_fmt == "xywh":
        c, d = a + c, b + d
    elif in_fmt == "cxcywh":
        a, b, c, d = a - 0.5 * c, b - 0.5 * d, a + 0.5 * c, b + 0.5 * d
    if out_fmt == "xywh":
        c, d = c - a, d - b
    elif out_fmt == "cxcywh":
        a, b, c, d = (a + c) / 2, (b + d) / 2, c - a, d - b
    return stack([a, b, c, d], 1)


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Indices (int64) of the boxes to keep, best first.

    A box falls when a better one that is kept overlaps it by more than iou_threshold. Raises:
    ValueError where there is not one score for each box.
    """
    check(boxes, "nms")
    if tuple(scores.shape) != (len(boxes),):
        raise ValueError(
            f"nms: expected {len(boxes)} scores, one for each box; got {tuple(scores.shape)}"
        )
    x1, y1, x2, y2 = boxes.detach().cpu().numpy().T
    areas = (x2 - x1) * (y2 - y1)
    order = np.argsort(-scores.detach().cpu().numpy(), kind="stable")
    keep = []
    while len(order):
        best, order = order[0], order[1:]
        keep.append(int(best))
        width = (np.minimum(x2[order], x2[best]) - np.maximum(x1[order], x1[best])).clip(0)
        height = (np.minimum(y2[order], y2[best]) - np.maximum(y1[order], y1[best])).clip(0)
        shared = width * height
        union = areas[order] + areas[best] - shared
        # not shared / union: an empty box over an empty box is no overlap
        order = order[~(shared > iou_threshold * union)]
    return tensor(np.array(keep, dtype=np.int64), device=boxes.device)


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """`nms` for every class by itself; idxs (N,): the class of each box."""
    check(boxes, "batched_nms")
    classes = idxs.detach().cpu().numpy()
    values = scores.detach().cpu().numpy()
    kept: list[int] = []
    for number in np.unique(classes):
        here = np.nonzero(classes == number)[0]
        part = nms(boxes.detach()[here], scores.detach()[here], iou_threshold)
        kept += here[part.cpu().numpy()].tolist()
    indices = np.sort(np.array(kept, dtype=np.int64))
    order = np.argsort(-values[indices], kind="stable")
    return tensor(indices[order], device=boxes.device)


def check(boxes: Any, what: str) -> None:
    """Refuse what is not (N,4)."""
    if not isinstance(boxes, Tensor) or boxes.ndim != 2 or boxes.shape[1] != 4:
        shape = tuple(boxes.shape) if isinstance(boxes, Tensor) else type(boxes).__name__
        raise ValueError(f"{what}: expected boxes (N, 4), got {shape}")
