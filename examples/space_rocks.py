"""Space rocks: a frozen ResNet and a new head tell basalt from highland rocks, without PyTorch."""

# %% [markdown]
# # Space rocks
#
# A network that was trained on a million photographs has learned what edges, textures and shapes
# are. It has never seen a rock from the Moon. We keep all its layers as they are, put a small new
# head on top, and train only that, on about 120 photographs of lunar samples: **transfer
# learning**.
#
# The program was written for PyTorch and torchvision. Here it runs on minidnn: the import lines
# differ, and where a line was put in for a picture, it says so.

# %%
import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

import minidnn as torch
from minidnn import nn, optim, plot
from minidnn.utils.data.sampler import SubsetRandomSampler
from minidnn.utils.download import DownloadError
from minidnn.vision import datasets, models, transforms

# %% [markdown]
# The program takes options: `python examples/space_rocks.py --data FOLDER --model resnet18`. In a
# notebook, write them into the list: `arguments = ["--data", "FOLDER"]`. The folder holds one
# folder of photographs for each kind of rock. Without one, a small set of textures is generated,
# and the program says so.

# %%
arguments = [] if "ipykernel" in sys.modules else sys.argv[1:]
parser = argparse.ArgumentParser(description="Train a new head for a frozen network.")
parser.add_argument("--data", help="a folder with one folder of photographs per class")
parser.add_argument("--model", default="resnet50", help="resnet50 (default), resnet18, ...")
parser.add_argument("--epochs", type=int, default=5, help="how often to go through the photographs")
parser.add_argument("--out", default="runs/space_rocks", help="where pictures and the model go")
parser.add_argument("--seed", type=int, default=0, help="where random numbers start")
parser.add_argument("--no-pretrained", action="store_true", help="do not look for trained weights")
options = parser.parse_args(arguments)

torch.manual_seed(options.seed)
np.random.seed(options.seed)
out = Path(options.out)
out.mkdir(parents=True, exist_ok=True)


# %%
def generated_rocks(folder, count=24, side=160):
    """Two kinds of textures that somewhat resemble the rocks: dark and fine, bright and coarse."""
    from PIL import Image, ImageFilter

    rng = np.random.default_rng(0)
    for kind, mean, grain in (("fine", 85, 1), ("coarse", 165, 6)):
        (folder / kind).mkdir(parents=True)
        for i in range(count):
            noise = Image.fromarray(rng.integers(0, 256, (side, side), dtype=np.uint8))
            noise = np.asarray(noise.filter(ImageFilter.GaussianBlur(grain)), dtype=float)
            noise = (noise - noise.mean()) / noise.std() * 35 + mean + rng.normal(0, 25)
            Image.fromarray(noise.clip(0, 255).astype(np.uint8)).save(folder / kind / f"{i}.png")
    return folder


data_dir = options.data
if data_dir is None:
    print("No --data folder: using GENERATED textures, not photographs of rocks.")
    data_dir = generated_rocks(Path(tempfile.mkdtemp()) / "rocks")


# %% [markdown]
# ## A look at the data
#
# Every photograph is cropped at random, differently each time it is read, and becomes a
# tensor of 3 x 224 x 224 numbers between 0 and 1. One fifth of the photographs is kept aside for
# testing.


# %%
def load_split_train_test(datadir, valid_size=0.2):
    """Loaders of random batches of the training part and of the test part."""
    transform = transforms.Compose(
        [transforms.RandomResizedCrop(224), transforms.Resize(224), transforms.ToTensor()]
    )
    train_data = datasets.ImageFolder(datadir, transform=transform)
    test_data = datasets.ImageFolder(datadir, transform=transform)
    indices = list(range(len(train_data)))
    np.random.shuffle(indices)
    split = int(np.floor(valid_size * len(train_data)))
    train_sampler = SubsetRandomSampler(indices[split:])
    test_sampler = SubsetRandomSampler(indices[:split])
    trainloader = torch.utils.data.DataLoader(train_data, sampler=train_sampler, batch_size=16)
    testloader = torch.utils.data.DataLoader(test_data, sampler=test_sampler, batch_size=16)
    return trainloader, testloader


trainloader, testloader = load_split_train_test(data_dir, 0.2)
classes = trainloader.dataset.classes
print(classes, len(trainloader.sampler), "for training,", len(testloader.sampler), "for testing")

# %%
images, labels = next(iter(trainloader))
figure = plot.images(images, labels, classes=classes, columns=8)
plot.save(figure, out / "data.png")
figure

# %% [markdown]
# ## The network
#
# `pretrained=True` looks for the published weights in minidnn's cache, then in PyTorch's, then on
# the network. Without them the program goes on with random weights. It still runs, but then the
# frozen layers have learned nothing.

# %%
# CPU or GPU
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
make = getattr(models, options.model)
try:
    model = make(pretrained=not options.no_pretrained)
    print(options.model, "with", "RANDOM" if options.no_pretrained else "pretrained", "weights")
except DownloadError as error:
    model = make()
    print(f"{error}\n{options.model} with RANDOM weights: its frozen layers have learned nothing.")

features = model.fc.in_features  # 2048 for ResNet-50, 512 for ResNet-18

# %%
# Freeze every layer
for param in model.parameters():
    param.requires_grad = False

# Put a new head in place of the last layer
model.fc = nn.Sequential(
    nn.Linear(features, 512),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(512, len(classes)),
    nn.LogSoftmax(dim=1),
)

criterion = nn.NLLLoss()
optimizer = optim.Adam(model.fc.parameters(), lr=0.003)

# The optimizer already holds the head's parameters; it keeps them when they move
model.to(device)

print("done")

# %%
head = {id(param) for param in model.fc.parameters()}
frozen = {name: p.clone() for name, p in model.named_parameters() if id(p) not in head}
print(f"{sum(p.numel() for p in frozen.values()):,} numbers are frozen,")
print(f"{sum(p.numel() for p in model.fc.parameters()):,} are trained")

# %% [markdown]
# ## Training
#
# The frozen parameters want no gradient. So nothing of these layers is recorded, and none of what
# they compute is kept for a backward pass. Only the two linear layers of the head learn.

# %%
losses, accuracies = [], []  # for the picture

# %%
epochs = options.epochs

# Counts training steps: one batch, one update
steps = 0

running_loss = 0
print_every = 5
train_losses, test_losses = [], []

for epoch in range(epochs):
    # All training photographs, in a new random order
    for inputs, labels in trainloader:
        steps += 1
        print("Training step ", steps)

        inputs, labels = inputs.to(device), labels.to(device)

        # Gradients add up until they are set to zero
        optimizer.zero_grad()

        # Logarithms of probabilities, a row for each photograph
        logps = model.forward(inputs)

        # One number: how far off they are
        loss = criterion(logps, labels)

        # Its gradient with respect to every parameter of the head
        loss.backward()

        # A small step against the gradient
        optimizer.step()

        # .item() makes a plain number of a tensor
        running_loss += loss.item()
        losses.append(loss.item())  # for the picture

        # Every 5 steps: how good is it on photographs that it does not learn from?
        if steps % print_every == 0:
            test_loss = 0
            accuracy = 0
            # Dropout off; batch norm with the statistics it has gathered
            model.eval()

            # Nothing is recorded in here
            with torch.no_grad():
                for inputs, labels in testloader:
                    inputs, labels = inputs.to(device), labels.to(device)
                    logps = model.forward(inputs)
                    batch_loss = criterion(logps, labels)
                    test_loss += batch_loss.item()

                    # From logarithms to probabilities
                    ps = torch.exp(logps)

                    # The largest probability of each row, and its place
                    top_p, top_class = ps.topk(1, dim=1)

                    # True where the place is the label
                    equals = top_class == labels.view(*top_class.shape)

                    # The share of True: True counts 1.0, False 0.0
                    accuracy += torch.mean(equals.type(torch.FloatTensor)).item()

            train_losses.append(running_loss / len(trainloader))
            test_losses.append(test_loss / len(testloader))
            accuracies.append(accuracy / len(testloader))  # for the picture

            print(
                f"Epoch {epoch + 1}/{epochs}.. "
                f"Train loss: {running_loss / print_every:.3f}.. "
                f"Test loss: {test_loss / len(testloader):.3f}.. "
                f"Test accuracy: {accuracy / len(testloader):.3f}"
            )

            running_loss = 0
            # Back to training: dropout on, batch norm with the statistics of each batch
            model.train()

# %%
same = all(
    bool((param == frozen[name]).all())
    for name, param in model.named_parameters()
    if name in frozen
)
print("every frozen number is bit for bit what it was:", same)

# %% [markdown]
# ## What the numbers mean
#
# **The two losses.** The model gives the logarithm of a probability for each class. `NLLLoss` takes
# minus that logarithm for the true class, averaged over the batch: 0 for a model that is sure and
# right, $\ln 2 = 0.693$ for one that gives each of two classes one half, and much more for one that
# is sure and wrong. The *training loss* that is printed is the mean over the five batches since the
# last line, each measured just *before* the step that learned from it, with dropout on. The *test
# loss* is measured on photographs that the model does not learn from, without dropout. The first
# training loss is often far above 0.693, though a new head starts near it: the first steps with
# `lr=0.003` are too large, make the model sure and wrong for some batches, and are corrected by the
# next ones. (The list `train_losses` holds the same five losses divided by the number of batches in
# an epoch, so its values are smaller than those printed. The picture shows the printed ones.)
#
# **The accuracy** is the share of test photographs whose most probable class is the true one. It
# counts 0.51 and 0.99 alike; the loss does not. So the two can move apart: a few photographs that
# are wrong and sure make the loss large, and cost the accuracy no more than any other mistake.
#
# **Why does the accuracy go up and down from one evaluation to the next?**
#
# - There are few test photographs. With the 155 photographs of rocks they are 31, so one more or
#   less is 3 percentage points. They come in batches of 16 and 15, whose accuracies count the
#   same.
# - Every evaluation crops the test photographs anew, at random, to between 8 % and 100 % of their
#   area: even an unchanged model would get another number each time. If each of 31 random crops is
#   right with probability 0.85, the standard deviation of the accuracy is
#   $\sqrt{0.85 \cdot 0.15 / 31} = 0.064$, so values from 0.72 to 0.98 are nothing special.
# - The model does change: at `lr=0.003` five steps of Adam move the head a good deal.
# - Batch norm uses the batch's statistics in training, and running ones in evaluation. The running
#   ones start as those of ImageNet (with random weights: as mean 0, variance 1), and each training
#   step moves them a tenth of the way to the batch's, although the layers are frozen. At the first
#   evaluation $0.9^5 = 59\,\%$ of the old ones is left.
#
# Resize and centre crop for the test part, a smaller learning rate and more photographs make it
# steadier.
#
# **Why does an epoch appear twice in the printout?** A line is printed every 5 steps, not once per
# epoch. 124 training photographs in batches of 16 make 8 steps an epoch: step 5 lies in epoch 1
# (steps 1 to 8), steps 10 and 15 both lie in epoch 2 (9 to 16), step 20 in epoch 3, steps 25 and 30
# in epoch 4, steps 35 and 40 in epoch 5. Five epochs are 40 steps and print 8 lines, so some epochs
# must appear twice: 2, 4 and 5.

# %%
every = 1 + np.arange(len(losses))
at = every[print_every - 1 :: print_every]
figure, axes = plot.new_figure(9.6, 3.6, 1, 2, sharex=True)
left = plot.tidy(axes[0, 0], "Negative log-likelihood", "training step", "loss")
left.plot(every, losses, color=plot.SKY, label="training, each batch")
left.plot(
    at,
    np.reshape(losses[: print_every * len(at)], (-1, print_every)).mean(axis=1),
    color=plot.BLUE,
    marker="o",
    label="training, mean of 5",
)
left.plot(at, test_losses, color=plot.VERMILLION, marker="o", label="test")
left.axhline(np.log(len(classes)), color=plot.GREY, linestyle=":", label="guessing")
left.set_ylim(bottom=0)
left.legend(frameon=False, fontsize=9)
right = plot.tidy(axes[0, 1], "Accuracy on the test photographs", "training step", "accuracy")
right.plot(at, accuracies, color=plot.VERMILLION, marker="o")
right.axhline(1 / len(classes), color=plot.GREY, linestyle=":", label="guessing")
right.legend(frameon=False, fontsize=9, loc="lower right")
right.set_ylim(0, 1.02)
right.xaxis.get_major_locator().set_params(integer=True)
plot.save(figure, out / "training.png")
figure

# %% [markdown]
# ## What it gets right and wrong
#
# For looking at it, each test photograph is resized and its middle cut out: the same every time.

# %%
steady = transforms.Compose(
    [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]
)
test_photos = datasets.ImageFolder(data_dir, transform=steady)
chosen = [test_photos[i] for i in sorted(testloader.sampler)]
photos = torch.stack([image for image, _ in chosen])
true = torch.tensor([label for _, label in chosen])
model.eval()
with torch.no_grad():
    probabilities = torch.cat([torch.exp(model(p.to(device))).cpu() for p in photos.split(16)])
accuracy = (probabilities.argmax(dim=1) == true).float().mean().item()
print(f"accuracy on {len(chosen)} test photographs {accuracy:.1%}")
figure = plot.confusion_matrix(true, probabilities, classes=classes)
plot.save(figure, out / "confusion.png")
figure

# %% [markdown]
# The best and the worst predictions, by the probability that the true class was given:

# %%
figure = plot.extremes(photos, true, probabilities, classes=classes)
plot.save(figure, out / "best_and_worst.png")
figure

# %% [markdown]
# Where does it look? Grad-CAM colours the parts of a photograph that speak for the answer. A model
# that has learned looks at the rock. One that looks at the counter above it, or at the edges of the
# photograph, has found a short cut, or has learned nothing.

# %%
looked_at = np.linspace(0, len(chosen) - 1, 4).astype(int)
figure = plot.grad_cam(model, photos[looked_at].to(device), true[looked_at], classes=classes)
plot.save(figure, out / "grad_cam.png")
figure

# %% [markdown]
# ## Saving, loading, one photograph
#
# A checkpoint is written whole or not at all, and loading it runs no code from the file.

# %%
torch.save(model, out / "rocks.ckpt")
loaded = torch.load(out / "rocks.ckpt")
loaded.eval()


# %%
def predict_image(image):
    """The class number of one photograph, a tensor (3,H,W)."""
    image_tensor = image.float()
    image_tensor = image_tensor.unsqueeze_(0)
    output = loaded(image_tensor.to(device))
    return output.data.cpu().numpy().argmax()


to_pil = transforms.ToPILImage()
image, label = chosen[0]
picture = to_pil(image)
answer = predict_image(image)
print(f"{picture.size[0]} x {picture.size[1]} photograph of {classes[label]}: ", end="")
print(f"the model says {classes[answer]}")

figure, axes = plot.new_figure(3, 3.3)
axes[0, 0].imshow(picture)
axes[0, 0].set_axis_off()
axes[0, 0].set_title(f"the model says {classes[answer]}\n(it is {classes[label]})", fontsize=10)
plot.save(figure, out / "one_photograph.png")
figure

# %%
print(f"pictures and the model are in {out}")
