"""A user's program: a network of her own, the loop by hand, `fit`."""

import numpy as np

import minidnn
from minidnn import Tensor, nn, optim, training
from minidnn.nn import functional as F
from minidnn.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.first = nn.Linear(4, width)
        self.drop = nn.Dropout(0.1)
        self.last = nn.Linear(width, 2)

    def forward(self, x: Tensor) -> Tensor:
        hidden = F.relu(self.first(x))
        scores: Tensor = self.last(self.drop(hidden))
        return scores


minidnn.manual_seed(0)
x = minidnn.randn(64, 4)
y = (x.sum(dim=1) > 0).long()
model = Net()
optimizer = optim.Adam(model.parameters(), lr=1e-2)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2)
criterion = nn.CrossEntropyLoss()
loader = DataLoader(TensorDataset(x, y), batch_size=16, shuffle=True)
for _ in range(2):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    scheduler.step()

with minidnn.no_grad():
    scores: Tensor = model(x)
    accuracy: float = (scores.argmax(dim=1) == y).float().mean().item()
array: np.ndarray = scores.detach().numpy()
shape: tuple[int, ...] = scores.shape
mixed = (scores * 2 + 1 - scores / 3) @ scores.T
mixed[0, 0] = 1.0
mixed += 1
values, places = scores.max(dim=1)
total: Tensor = minidnn.cat([scores, scores], dim=0).sum()
history = training.fit(
    model, loader, criterion=criterion, optimizer=optimizer, epochs=1, progress=False
)
minidnn.save(model.state_dict(), "net.minidnn")
model.load_state_dict(minidnn.load("net.minidnn"))
print(accuracy, shape, total, values, places, history, minidnn.__version__)
