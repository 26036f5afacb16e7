"""Boxes and pictures of them beside torchvision's, and what they refuse."""

import numpy as np
import pytest

import minidnn
from minidnn.vision import ops, utils

RNG = np.random.default_rng(0)


def boxes(count):
    corner = RNG.uniform(0, 30, (count, 2))
    return np.concatenate([corner, corner + RNG.uniform(1, 20, (count, 2))], 1).astype(np.float32)


A, B = boxes(6), boxes(4)
PICTURE = RNG.integers(0, 255, (3, 60, 60)).astype(np.uint8)
FLOATS = (PICTURE / 255).astype(np.float32)


def test_overlaps_as_torchvision(torchvision):
    import torch

    for name in ("box_iou", "generalized_box_iou"):
        wanted = getattr(torchvision.ops, name)(torch.tensor(A), torch.tensor(B)).numpy()
        got = getattr(ops, name)(minidnn.tensor(A), minidnn.tensor(B)).numpy()
        assert got.dtype == np.float32 and wanted.max() > 0.1
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)
    wanted = torchvision.ops.box_area(torch.tensor(A)).numpy()
    np.testing.assert_allclose(ops.box_area(minidnn.tensor(A)).numpy(), wanted, rtol=1e-6)
    whole = torch.tensor(A).long()
    got = ops.box_iou(minidnn.tensor(whole.numpy()), minidnn.tensor(whole.numpy()))
    np.testing.assert_allclose(got.numpy(), torchvision.ops.box_iou(whole, whole), rtol=1e-6)


@pytest.mark.parametrize("source", ["xyxy", "xywh", "cxcywh"])
@pytest.mark.parametrize("target", ["xyxy", "xywh", "cxcywh"])
def test_formats_as_torchvision(source, target, torchvision):
    import torch

    wanted = torchvision.ops.box_convert(torch.tensor(A), source, target).numpy()
    got = ops.box_convert(minidnn.tensor(A), source, target).numpy()
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5)


def test_nms_is_its_definition():
    for threshold in (0.0, 0.3, 0.9):
        all_boxes, scores = boxes(40), RNG.permutation(40).astype(np.float32)
        overlap = ops.box_iou(minidnn.tensor(all_boxes), minidnn.tensor(all_boxes)).numpy()
        kept: list[int] = []
        for i in np.argsort(-scores):
            if all(overlap[i, j] <= threshold for j in kept):
                kept.append(int(i))
        got = ops.nms(minidnn.tensor(all_boxes), minidnn.tensor(scores), threshold)
        assert got.tolist() == kept and got.dtype == minidnn.int64
    same = minidnn.tensor([[0.0, 0, 1, 1], [0, 0, 1, 1], [5, 5, 6, 6]])
    scores = minidnn.tensor([0.5, 0.9, 0.1])
    assert ops.nms(same, scores, 0.5).tolist() == [1, 2]
    assert ops.batched_nms(same, scores, minidnn.tensor([0, 1, 0]), 0.5).tolist() == [1, 0, 2]
    assert ops.nms(minidnn.zeros(0, 4), minidnn.zeros(0), 0.5).tolist() == []


def test_overlap_has_a_gradient():
    a = minidnn.tensor([[0.0, 0, 2, 2]], requires_grad=True)
    ops.box_iou(a, minidnn.tensor([[1.0, 0, 3, 2]])).sum().backward()
    # shared 2 of 6: d/dx2 = (2·6 - 2·0)/36
    np.testing.assert_allclose(a.grad.numpy()[0, 2], 2 / 6, rtol=1e-6)


@pytest.mark.parametrize("picture", [PICTURE, FLOATS, PICTURE[:1]])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"colors": "red", "width": 3, "labels": list("abcdef")},
        {"colors": [(1, 2, 3)] * 6, "fill": True},
        {"labels": list("abcdef"), "fill_labels": True, "label_colors": "white"},
    ],
)
def test_drawn_boxes_as_torchvision(picture, options, torchvision):
    import torch

    draw = torchvision.utils.draw_bounding_boxes
    wanted = draw(torch.tensor(picture), torch.tensor(A), **options).numpy()
    got = utils.draw_bounding_boxes(minidnn.tensor(picture), minidnn.tensor(A), **options).numpy()
    assert got.dtype == wanted.dtype
    np.testing.assert_allclose(got, wanted, atol=1e-6)


@pytest.mark.parametrize("picture", [PICTURE, FLOATS])
@pytest.mark.parametrize("options", [{}, {"alpha": 0.3, "colors": "blue"}])
def test_drawn_masks_and_points_as_torchvision(picture, options, torchvision):
    import torch

    masks = RNG.random((3, 60, 60)) > 0.6
    draw = torchvision.utils.draw_segmentation_masks
    wanted = draw(torch.tensor(picture), torch.tensor(masks), **options).numpy()
    got = utils.draw_segmentation_masks(minidnn.tensor(picture), minidnn.tensor(masks), **options)
    assert got.numpy().dtype == wanted.dtype
    np.testing.assert_allclose(got.numpy(), wanted, atol=1 if picture.dtype == np.uint8 else 1e-6)
    points = RNG.uniform(5, 50, (2, 3, 2)).astype(np.float32)
    seen = np.array([[True, True, False], [True, True, True]])
    more = {"connectivity": [(0, 1), (1, 2)], "colors": "red", "radius": 3}
    draw = torchvision.utils.draw_keypoints
    wanted = draw(
        torch.tensor(picture), torch.tensor(points), visibility=torch.tensor(seen), **more
    )
    got = utils.draw_keypoints(
        minidnn.tensor(picture), minidnn.tensor(points), visibility=minidnn.tensor(seen), **more
    )
    np.testing.assert_allclose(got.numpy(), wanted.numpy(), atol=1e-6)


def test_what_is_refused():
    image, box = minidnn.tensor(PICTURE), minidnn.tensor(A)
    with pytest.raises(ValueError, match=r"nms: expected 6 scores, one for each box; got \(2,\)"):
        ops.nms(box, minidnn.zeros(2), 0.5)
    with pytest.raises(ValueError, match=r"box_area: expected boxes \(N, 4\), got \(3,\)"):
        ops.box_area(minidnn.zeros(3))
    with pytest.raises(ValueError, match="in_fmt abcd and out_fmt xyxy"):
        ops.box_convert(box, "abcd", "xyxy")
    with pytest.raises(ValueError, match="Boxes need to be in"):
        utils.draw_bounding_boxes(image, minidnn.tensor([[5.0, 0, 1, 1]]))
    with pytest.raises(ValueError, match=r"boxes \(6\) and labels \(1\) mismatch"):
        utils.draw_bounding_boxes(image, box, labels=["a"])
    with pytest.raises(ValueError, match="2 < 6"):
        utils.draw_bounding_boxes(image, box, colors=["red", "blue"])
    with pytest.raises(TypeError, match="Tensor expected"):
        utils.draw_bounding_boxes(PICTURE, box)
    with pytest.raises(ValueError, match="not batches"):
        utils.draw_bounding_boxes(image[None], box)
    with pytest.raises(ValueError, match="dtype bool"):
        utils.draw_segmentation_masks(image, minidnn.zeros(60, 60))
    with pytest.raises(ValueError, match=r"same height and width; got \(60, 60\) and \(2, 2\)"):
        utils.draw_segmentation_masks(image, minidnn.zeros(2, 2) > 0)
    with pytest.raises(ValueError, match=r"shape \(N, K, 2\), got \(2,\)"):
        utils.draw_keypoints(image, minidnn.zeros(2))
    with pytest.warns(UserWarning, match="No box was drawn"):
        assert utils.draw_bounding_boxes(image, minidnn.zeros(0, 4)) is image
