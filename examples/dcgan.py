"""Two networks against each other: one draws digits, the other tells drawings from true ones."""

# %% [markdown]
# # A forger and a detective
#
# The forger (generator) makes an image of noise; the detective (discriminator) says how sure it is
# that an image is true. Each learns from the other. Nobody ever tells the forger what a digit is.
#
# Source: Radford et al., Unsupervised representation learning with deep convolutional generative
# adversarial networks (2015).

# %%
import os

import numpy as np

import minidnn
from minidnn import datasets, nn, optim, plot

EPOCHS = int(os.environ.get("EPOCHS", "60"))
NOISE = 16
minidnn.manual_seed(0)
images = (datasets.load_digits().images[:, None] / 8 - 1).astype(np.float32)  # -1 to 1

# %%
generator = nn.Sequential(
    nn.ConvTranspose2d(NOISE, 64, 2, bias=False),  # (N,16,1,1) -> (N,64,2,2)
    nn.BatchNorm2d(64),
    nn.ReLU(),
    nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(32),
    nn.ReLU(),
    nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1),
    nn.Tanh(),
)
discriminator = nn.Sequential(
    nn.Conv2d(1, 32, 4, stride=2, padding=1),
    nn.LeakyReLU(0.2),
    nn.Conv2d(32, 64, 4, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(64),
    nn.LeakyReLU(0.2),
    nn.Conv2d(64, 1, 2),
    nn.Flatten(0),
)
for part in (*generator, *discriminator):
    if isinstance(part, nn.Conv2d | nn.ConvTranspose2d):
        nn.init.normal_(part.weight, 0.0, 0.05)
betas = (0.5, 0.999)
generator_steps = optim.Adam(generator.parameters(), lr=5e-4, betas=betas)
discriminator_steps = optim.Adam(discriminator.parameters(), lr=5e-4, betas=betas)
criterion = nn.BCEWithLogitsLoss()

# %%
for epoch in range(1, EPOCHS + 1):
    sums = np.zeros(2)
    rows = np.random.default_rng(epoch).permutation(len(images))[: 28 * 64].reshape(28, 64)
    for batch in rows:
        true = minidnn.tensor(images[batch])
        ones, zeros = minidnn.ones(64), minidnn.zeros(64)
        forged = generator(minidnn.randn(64, NOISE, 1, 1))
        loss = criterion(discriminator(true), 0.9 * ones)
        loss = loss + criterion(discriminator(forged.detach()), zeros)
        discriminator_steps.zero_grad()
        loss.backward()
        discriminator_steps.step()
        fooled = criterion(discriminator(forged), ones)
        generator_steps.zero_grad()
        fooled.backward()
        generator_steps.step()
        sums += loss.item(), fooled.item()
    if epoch % max(1, EPOCHS // 5) == 0:
        print(f"epoch {epoch}  detective {sums[0] / 28:.3f}  forger {sums[1] / 28:.3f}")

# %% [markdown]
# ## What it draws

# %%
generator.eval()
with minidnn.no_grad():
    drawn = generator(minidnn.randn(48, NOISE, 1, 1)).numpy()
plot.images((drawn + 1) / 2, columns=12)
