"""A VQ-VAE: codes from a book, a straight-through gradient, commitment loss."""

import numpy as np
import torch
import torch.nn.functional as F
from same import fill
from torch import nn

rng = np.random.default_rng(70)
images = torch.from_numpy(rng.random((6, 1, 8, 8)).astype(np.float32))


class VectorQuantizer(nn.Module):
    def __init__(self, codes, dim, commitment=0.25):
        super().__init__()
        self.embedding = nn.Embedding(codes, dim)
        self.commitment = commitment

    def forward(self, z):
        z = z.permute(0, 2, 3, 1).contiguous()
        flat = z.view(-1, z.size(-1))
        distances = (
            flat.pow(2).sum(1, keepdim=True)
            + self.embedding.weight.pow(2).sum(1)
            - 2 * torch.matmul(flat, self.embedding.weight.t())
        )
        indices = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(indices.shape[0], self.embedding.num_embeddings)
        encodings.scatter_(1, indices, 1)
        quantized = torch.matmul(encodings, self.embedding.weight).view(z.shape)
        loss = F.mse_loss(quantized.detach(), z) * self.commitment
        loss = loss + F.mse_loss(quantized, z.detach())
        quantized = z + (quantized - z).detach()
        average = encodings.mean(dim=0)
        perplexity = torch.exp(-torch.sum(average * torch.log(average + 1e-10)))
        return loss, quantized.permute(0, 3, 1, 2).contiguous(), perplexity


class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 4, 4, stride=2, padding=1), nn.ReLU(inplace=True), nn.Conv2d(4, 3, 1)
        )
        self.quantizer = VectorQuantizer(5, 3)
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(3, 4, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(4, 1, 3, padding=1),
        )

    def forward(self, x):
        loss, quantized, perplexity = self.quantizer(self.encoder(x))
        return loss, self.decoder(quantized), perplexity


model = fill(VQVAE())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, amsgrad=False)
for step in range(4):
    vq_loss, reconstruction, perplexity = model(images)
    error = F.mse_loss(reconstruction, images) / images.var()
    optimizer.zero_grad(set_to_none=True)
    (error + vq_loss).backward()
    optimizer.step()
    print(f"{step} {error.item():.4f} {vq_loss.item():.4f} {perplexity.item():.3f}")
