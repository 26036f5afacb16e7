"""The sign of the gradient, added to an input, changes what a classifier sees."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from same import fill

rng = np.random.default_rng(21)
model = fill(nn.Sequential(nn.Flatten(), nn.Linear(36, 20), nn.ReLU(), nn.Linear(20, 4)))
model.eval()
data = torch.tensor(rng.random((10, 1, 6, 6)), dtype=torch.float32)
target = model(data).argmax(1)


def fgsm_attack(image, epsilon, data_grad):
    perturbed_image = image + epsilon * data_grad.sign()
    return torch.clamp(perturbed_image, 0, 1)


accuracies = []
for epsilon in [0, 0.05, 0.1, 0.2, 0.3]:
    correct = 0
    for image, label in zip(data, target):
        image = image.unsqueeze(0).clone()
        image.requires_grad = True
        loss = F.nll_loss(F.log_softmax(model(image), dim=1), label.unsqueeze(0))
        model.zero_grad()
        loss.backward()
        perturbed = fgsm_attack(image, epsilon, image.grad.data)
        final_pred = model(perturbed).max(1, keepdim=True)[1]
        if final_pred.item() == label.item():
            correct += 1
    accuracies.append(correct / len(data))
    print(f"Epsilon: {epsilon}\tAccuracy = {correct} / {len(data)}")
