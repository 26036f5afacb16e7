"""Space rocks: a frozen ResNet and a new head tell basalt from highland rocks, without PyTorch."""

# %% [markdown]
# # Space rocks
#
# A network that was trained on a million photographs has learned what edges, textures and shapes
# are. It has never seen a rock from the Moon. We keep all its layers as they are, put a small new
# layer on top, and train only that, on about 150 photographs of lunar samples: **transfer
# learning**.
#
# The program is written for PyTorch. Here it runs on minidnn; only the import lines differ.

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
# As a script it takes options: `python examples/space_rocks.py --data FOLDER --model resnet18`.
# The folder holds one folder of photographs for each kind of rock. Without one, a small set of
# textures is generated, and the program says so.

# %%
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--data", help="a folder with one folder of photographs per class")
parser.add_argument("--model", default="resnet50", help="resnet50 (default), resnet18, ...")
parser.add_argument("--epochs", type=int, default=5, help="how often to go through the photographs")
parser.add_argument("--out", default="runs/space_rocks", help="where pictures and the model go")
parser.add_argument("--seed", type=int, default=0, help="where random numbers start")
parser.add_argument("--no-pretrained", action="store_true", help="do not look for trained weights")
options = parser.parse_args([] if "ipykernel" in sys.modules else None)

torch.manual_seed(options.seed)
np.random.seed(options.seed)
out = Path(options.out)
out.mkdir(parents=True, exist_ok=True)


# %%
def generated_rocks(folder, count=24, side=160):
    """Two kinds of textures that somewhat resemble the rocks: dark and rough, bright and blotchy."""
    from PIL import Image, ImageFilter

    rng = np.random.default_rng(0)
    for kind, mean, grain in (("dark_rough", 85, 1), ("bright_blotchy", 165, 6)):
        (folder / kind).mkdir(parents=True)
        for i in range(count):
            noise = Image.fromarray(rng.integers(0, 256, (side, side), dtype=np.uint8))
            noise = np.asarray(noise.filter(ImageFilter.GaussianBlur(grain)), dtype=float)
            noise = (noise - noise.mean()) / noise.std() * 35 + mean + rng.normal(0, 25)
            Image.fromarray(noise.clip(0, 255).astype(np.uint8)).save(folder / kind / f"{i}.png")
    return folder


if options.data is None:
    print("No --data folder: using generated textures, not photographs of rocks.")
    data_dir = generated_rocks(Path(tempfile.mkdtemp()) / "rocks")
else:
    data_dir = options.data


# %% [markdown]
# ## A look at the data
#
# Every photograph is cropped at random, a little differently each time it is read, and becomes a
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
figure = plot.images(images[:8], labels[:8], classes=classes, columns=8)
plot.save(figure, out / "data.png")
figure

# %% [markdown]
# ## The network
#
# `pretrained=True` looks for the published weights in minidnn's cache, then in PyTorch's, then on
# the network. Without them the program goes on with random weights. It still runs, but then the
# frozen layers have learned nothing.

# %%
# Determine if you're using a CPU or a GPU device to build the deep learning network
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
try:
    model = getattr(models, options.model)(pretrained=not options.no_pretrained)
    print("random weights" if options.no_pretrained else "pretrained weights")
except DownloadError as error:
    print(f"{error}\nGoing on with RANDOM weights: the frozen layers have learned nothing.")
    model = getattr(models, options.model)()

# %%
# Build all the neurons
for param in model.parameters():
    param.requires_grad = False

# Wire the neurons together to create the neural network
features = model.fc.in_features  # 2048 for ResNet-50, 512 for ResNet-18
model.fc = nn.Sequential(
    nn.Linear(features, 512),
    nn.ReLU(),
    nn.Dropout(0.2),
    nn.Linear(512, len(classes)),
    nn.LogSoftmax(dim=1),
)

criterion = nn.NLLLoss()
optimizer = optim.Adam(model.fc.parameters(), lr=0.003)

# Add the neural network to the device
model.to(device)

print("done")

# %% [markdown]
# ## Training
#
# The backbone is frozen: its parameters want no gradient, so nothing of it is recorded and nothing
# is kept for a backward pass. Only the two linear layers of the head learn.

# %%
# Set the initial number of iterations to search for associations
epochs = options.epochs

# Steps tracks the current training step
steps = 0

running_loss = 0
print_every = 5
train_losses, test_losses, accuracies, losses = [], [], [], []

# Search for associations in the features
for epoch in range(epochs):
    # load in all of the image inputs and labels from the trainloader
    for inputs, labels in trainloader:
        # Count each training step
        steps += 1
        print("Training step ", steps)

        # Load the inputs and labels to the already selected device
        inputs, labels = inputs.to(device), labels.to(device)

        # Zero out gradients to avoid accumulations of gradients across training iterations
        optimizer.zero_grad()

        # Calling forward passes the images through the model, returning the log probabilities
        logps = model.forward(inputs)

        # Run the log probabilities through the criterion to get the output graph
        loss = criterion(logps, labels)

        # Use the loss graph to compute gradients
        loss.backward()

        # Update the parameters based on the current gradient
        optimizer.step()

        # Add the actual loss number to our `running_loss` variable
        running_loss += loss.item()
        losses.append(loss.item())

        # Every 5 steps, evaluate the model
        if steps % print_every == 0:
            test_loss = 0
            accuracy = 0
            model.eval()

            # Measure the accuracy of the prediction without updating the gradients
            with torch.no_grad():
                for inputs, labels in testloader:
                    inputs, labels = inputs.to(device), labels.to(device)
                    logps = model.forward(inputs)
                    batch_loss = criterion(logps, labels)
                    test_loss += batch_loss.item()

                    # Return a new tensor with the true probabilities
                    ps = torch.exp(logps)

                    # Return the largest probability and class along a given dimension
                    top_p, top_class = ps.topk(1, dim=1)

                    # Reshape the tensor to match the same shape as the top class
                    equals = top_class == labels.view(*top_class.shape)

                    # Compute the accuracy and add it to the running count
                    accuracy += torch.mean(equals.type(torch.FloatTensor)).item()

            # Append the training and testing losses
            train_losses.append(running_loss / print_every)
            test_losses.append(test_loss / len(testloader))
            accuracies.append(accuracy / len(testloader))

            # Display the accuracy of the prediction with 3 digits
            print(
                f"Epoch {epoch + 1}/{epochs}.. "
                f"Train loss: {running_loss / print_every:.3f}.. "
                f"Test loss: {test_loss / len(testloader):.3f}.. "
                f"Test accuracy: {accuracy / len(testloader):.3f}"
            )

            # Train the model
            running_loss = 0
            model.train()

# %% [markdown]
# ## What the numbers mean
#
# **The two losses.** The model gives the logarithm of a probability for each class. `NLLLoss` takes
# minus that logarithm for the true class, averaged over the batch: 0 for a model that is sure and
# right, ln 2 = 0.693 for one that gives both classes one half, and much more for one that is sure
# and wrong. The *training loss* is the mean over the five batches since the last line, each measured
# just *before* the step that learned from it and with dropout switched on. The *test loss* is
# measured on photographs the model never learned from, without dropout. Early on the training loss
# is the higher one for that reason: it still contains the steps in which the model knew nothing.
#
# **The accuracy** is the share of test photographs whose most probable class is the true one. It
# counts 0.51 and 0.99 alike; the loss does not.
#
# **Why does the accuracy go up and down?** The test part has about 31 photographs: one photograph
# more or less is 3 percentage points. The two batches (16 and 15) are averaged with equal weight.
# Every evaluation crops the test photographs anew at random, so even an unchanged model would get a
# different number each time. And with `lr=0.003` a few steps of Adam really do move the head. A true
# accuracy of 0.85 measured on 31 photographs has a standard deviation of
# $\sqrt{0.85 \cdot 0.15 / 31} = 0.064$: values between 0.72 and 0.98 are to be expected from chance
# alone. Resize and centre crop for the test part, and more photographs, would make it steadier.
#
# **Why does an epoch appear twice?** The program evaluates every 5 steps. About 124 training
# photographs in batches of 16 make 8 steps an epoch: step 5 lies in epoch 1, step 10 in epoch 2,
# step 15 in epoch 2 again (it ends with step 16), step 20 in epoch 3, and so on. Five epochs of 8
# steps give 40 / 5 = 8 lines for 5 epochs, so three epochs must appear twice.

# %%
figure, axes = plot.new_figure(9.6, 3.6, 1, 2)
at = print_every * np.arange(1, len(train_losses) + 1)
left = plot.tidy(axes[0, 0], "Negative log-likelihood", "training step", "loss")
left.plot(np.arange(1, len(losses) + 1), losses, color=plot.SKY, alpha=0.6, label="each batch")
left.plot(at, train_losses, color=plot.BLUE, marker="o", label="training")
left.plot(at, test_losses, color=plot.VERMILLION, marker="o", label="test")
left.axhline(np.log(len(classes)), color=plot.GREY, linestyle=":", label="guessing")
left.set_ylim(bottom=0)
left.legend(frameon=False, fontsize=9)
right = plot.tidy(axes[0, 1], "Accuracy on the test photographs", "training step", "accuracy")
right.plot(at, accuracies, color=plot.VERMILLION, marker="o")
right.set_ylim(0, 1.02)
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
chosen = [test_photos[i] for i in testloader.sampler]
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

# %%
figure = plot.extremes(photos, true, probabilities, classes=classes)
plot.save(figure, out / "best_and_worst.png")
figure

# %% [markdown]
# Where does it look? Grad-CAM colours the parts of a photograph that speak for the answer.

# %%
figure = plot.grad_cam(model, photos[:4].to(device), true[:4], classes=classes)
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
for image, label in chosen[:3]:
    picture = to_pil(image)
    answer = predict_image(image)
    print(f"{picture.size} photograph of {classes[label]}: the model says {classes[answer]}")

print(f"pictures and the model are in {out}")
