"""torchvision as an oracle, where it is installed; its compiled part is not needed."""

import pytest


@pytest.fixture(scope="session")
def torchvision():
    torch = pytest.importorskip("torch")
    try:
        import torchvision
    except ImportError:
        pytest.skip("torchvision is not installed")
    except RuntimeError:  # its compiled part does not fit this torch: declare what it would have
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision
    import torchvision.transforms._presets

    return torchvision
