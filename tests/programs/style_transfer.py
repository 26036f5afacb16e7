"""An image is changed until its features and Gram matrices match: LBFGS with a closure."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(19)
content_img = torch.tensor(rng.random((1, 3, 10, 10)), dtype=torch.float32)
style_img = torch.tensor(rng.random((1, 3, 10, 10)), dtype=torch.float32)
cnn = fill(nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU(), nn.Conv2d(6, 6, 3)))
for p in cnn.parameters():
    p.requires_grad_(False)


def gram_matrix(input):
    a, b, c, d = input.size()
    features = input.view(a * b, c * d)
    return torch.mm(features, features.t()).div(a * b * c * d)


class ContentLoss(nn.Module):
    def __init__(self, target):
        super().__init__()
        self.target = target.detach()

    def forward(self, input):
        self.loss = F.mse_loss(input, self.target)
        return input


class StyleLoss(nn.Module):
    def __init__(self, target_feature):
        super().__init__()
        self.target = gram_matrix(target_feature).detach()

    def forward(self, input):
        self.loss = F.mse_loss(gram_matrix(input), self.target)
        return input


content_loss, style_loss = ContentLoss(cnn(content_img)), StyleLoss(cnn(style_img))
model = nn.Sequential(cnn, content_loss, style_loss)
input_img = content_img.clone()
input_img.requires_grad_(True)
model.eval()
optimizer = torch.optim.LBFGS([input_img])
run = [0]
scores = []
while run[0] <= 20:

    def closure():
        with torch.no_grad():
            input_img.clamp_(0, 1)
        optimizer.zero_grad()
        model(input_img)
        style_score = style_loss.loss * 1e4
        content_score = content_loss.loss
        loss = style_score + content_score
        loss.backward()
        run[0] += 1
        scores.append(loss.item())
        return style_score + content_score

    optimizer.step(closure)

with torch.no_grad():
    input_img.clamp_(0, 1)
print(run, f"{scores[0]:.4f} {scores[10]:.4f}")
del input_img, scores  # after twenty steps rounding shows
