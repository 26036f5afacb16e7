"""torchvision's transforms without chance: blur, affine, perspective, tones; MixUp by hand."""

import numpy as np
import torch
from torchvision import transforms
from torchvision.transforms import functional as TF

rng = np.random.default_rng(78)
images = torch.tensor(rng.random((4, 3, 16, 16)), dtype=torch.float32)
blurred = TF.gaussian_blur(images, kernel_size=[5, 5], sigma=[1.0, 1.0])
turned = TF.affine(images[0], angle=15, translate=[2, 1], scale=1.1, shear=[5.0], fill=0.5)
corners = [[0, 0], [15, 0], [15, 15], [0, 15]]
bent = TF.perspective(images[1], corners, [[1, 2], [14, 0], [15, 13], [2, 15]])
sharp = TF.adjust_sharpness(images[2], 2.0)
solar = TF.solarize(images[3], 0.5)
inverted, stretched = TF.invert(images[0]), TF.autocontrast(images[1])
chain = transforms.Compose(
    [
        transforms.CenterCrop(12),
        transforms.GaussianBlur(3, sigma=0.8),
        transforms.RandomInvert(p=1.0),
        transforms.Normalize([0.5] * 3, [0.25] * 3),
    ]
)
print(chain)
whole = torch.stack([chain(image) for image in images])
crops = torch.stack(transforms.FiveCrop(8)(images[0]))
print(tuple(whole.shape), tuple(crops.shape), f"{whole.mean():.4f}")
labels = torch.nn.functional.one_hot(torch.tensor([0, 2, 1, 2]), 3).float()
lam = 0.3
mixed = lam * images + (1 - lam) * images.roll(1, 0)
mixed_labels = lam * labels + (1 - lam) * labels.roll(1, 0)
print(mixed_labels)
