"""A backbone is frozen and gets a new last layer; then all is tuned with two learning rates."""

import copy
import time

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from same import fill
from torch.optim import lr_scheduler

rng = np.random.default_rng(18)
images = torch.tensor(rng.normal(size=(12, 3, 8, 8)), dtype=torch.float32)
labels = torch.tensor([0, 1] * 6)
dataloaders = {
    phase: torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(images[part], labels[part]), batch_size=4
    )
    for phase, part in (("train", slice(0, 8)), ("val", slice(8, 12)))
}


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.AdaptiveAvgPool2d(2)
        )
        self.fc = nn.Linear(24, 10)

    def forward(self, x):
        return self.fc(torch.flatten(self.features(x), 1))


def train_model(model, criterion, optimizer, scheduler, num_epochs):
    since = time.time()
    best_wts, best_acc = copy.deepcopy(model.state_dict()), 0.0
    for epoch in range(num_epochs):
        for phase in ["train", "val"]:
            model.train() if phase == "train" else model.eval()
            running_loss, running_corrects = 0.0, 0
            for inputs, targets in dataloaders[phase]:
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    _, preds = torch.max(outputs, 1)
                    loss = criterion(outputs, targets)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                running_corrects += torch.sum(preds == targets.data)
            if phase == "train":
                scheduler.step()
            size = len(dataloaders[phase].dataset)
            epoch_acc = running_corrects.double() / size
            print(f"{phase} Loss: {running_loss / size:.4f} Acc: {epoch_acc:.4f}")
            if phase == "val" and epoch_acc > best_acc:
                best_acc, best_wts = epoch_acc, copy.deepcopy(model.state_dict())
    assert time.time() >= since
    model.load_state_dict(best_wts)
    return model


model = fill(Backbone())
for param in model.parameters():
    param.requires_grad = False
model.fc = fill(nn.Linear(model.fc.in_features, 2), 1)
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.fc.parameters(), lr=0.05, momentum=0.9)
scheduler = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
model = train_model(model, criterion, optimizer, scheduler, 3)

for param in model.parameters():
    param.requires_grad_(True)
optimizer = optim.SGD(
    [{"params": model.features.parameters(), "lr": 1e-3}, {"params": model.fc.parameters()}],
    lr=1e-2,
)
scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
model = train_model(model, criterion, optimizer, scheduler, 2)
print([group["lr"] for group in optimizer.param_groups])
