"""torchvision's helpers: make_grid, save_image, transforms, and pictures through PIL."""

import os
import tempfile

import numpy as np
import torch
import torchvision
import torchvision.transforms as transforms
from PIL import Image

rng = np.random.default_rng(49)
images = torch.tensor(rng.random((5, 3, 6, 6)), dtype=torch.float32)
grid = torchvision.utils.make_grid(images, nrow=3, padding=1, normalize=True)
print(grid.shape, f"{grid.mean().item():.5f}")
folder = tempfile.mkdtemp()
name = os.path.join(folder, "grid.png")
torchvision.utils.save_image(images, name, nrow=2)
picture = Image.open(name)
size = picture.size
print(size, picture.mode)

transform = transforms.Compose(
    [
        transforms.Resize(8),
        transforms.CenterCrop(6),
        transforms.Grayscale(),
        transforms.ToTensor(),
        transforms.Normalize((0.5,), (0.5,)),
    ]
)
tensor = transform(picture)
print(tensor.shape, f"{tensor.mean().item():.3f}")
back = transforms.ToPILImage()(images[0])
again = transforms.functional.to_tensor(back)
print(back.size, (again - images[0]).abs().max().item() < 1 / 255)
flipped = transforms.RandomHorizontalFlip(p=1.0)(images[0])
print(torch.equal(flipped, images[0].flip(-1)), transforms.Pad(2)(images[0]).shape)
del folder, name, picture, back
