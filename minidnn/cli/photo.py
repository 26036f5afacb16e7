"""Images, prepared as the training images were; digits on paper: bright on black, centred."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from ..vision import transforms
from ..vision.datasets.folder import eight_bits

LARGEST_SIDE = 500  # pixels worked on; a photograph has more than a digit needs
MOST_PIXELS = 100_000_000  # larger files are refused before they are unpacked


def read(path: str, side: int = LARGEST_SIDE) -> Image.Image:
    """An image file, turned as the camera was held, transparent parts on white.

    side: a large JPEG may be shrunk while it is read, not below this.

    Raises: ValueError where the file is no image or far too large.
    """
    if not Path(path).is_file():
        raise ValueError(
            f"{path} is not there" if not Path(path).exists() else f"{path} is no file"
        )
    if not Path(path).stat().st_size:
        raise ValueError(f"{path} is empty")
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"{path} has {image.width}x{image.height} pixels; make it smaller")
            image.draft("RGB", (side, side))
            image.load()
            picture = ImageOps.exif_transpose(image)
    except UnidentifiedImageError as error:
        kind = Path(path).suffix or "no ending"
        raise ValueError(
            f"{path} cannot be read as an image ({kind}); convert it to JPEG or PNG"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError(f"{path} has far too many pixels; make it smaller") from error
    except (OSError, SyntaxError) as error:
        raise ValueError(f"{path} cannot be read as an image ({error})") from error
    picture = eight_bits(picture, path)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")


def prepared(image: Image.Image, shape: tuple[int, ...], prepare: dict[str, Any]) -> np.ndarray:
    """An image as the network's input (C,H,W), float32."""
    if prepare.get("kind") == "photo":
        return steady(prepare)(image).array
    channels, height, width = shape
    if prepare.get("kind") == "digit":
        pixels = as_digit(image, height)[..., None]
    else:
        resized = ImageOps.fit(image, (width, height), Image.Resampling.BILINEAR)
        pixels = np.asarray(resized.convert("L" if channels == 1 else "RGB"))
        pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    mean, std = (np.array(prepare[name], dtype=np.float32) for name in ("mean", "std"))
    return ((pixels.astype(np.float32) / 255 - mean) / std).transpose(2, 0, 1)


def steady(prepare: dict[str, Any]) -> transforms.Compose:
    """The middle of a photograph, an eighth of each side cut off, its colours normalised."""
    size = prepare["size"]
    return transforms.Compose(
        [
            transforms.Resize(round(size * 8 / 7)),
            transforms.CenterCrop(size),
            transforms.ToTensor(),
            transforms.Normalize(prepare["mean"], prepare["std"]),
        ]
    )


def side_for(size: int) -> int:
    """The side to which a photograph may be shrunk on reading if the network takes this size."""
    return max(LARGEST_SIDE, 2 * size)


def as_digit(image: Image.Image, side: int) -> np.ndarray:
    """uint8 (side, side): the digit as in MNIST (28) or in the shipped 8x8 digits.

    MNIST's digits fill 20 of 28 pixels and lie with their centre of mass in the middle. The 8x8
    digits fill the height, and a pixel counts the ink of 4x4 finer ones.
    """
    grey = np.asarray(image.convert("L"))
    if grey.shape == (side, side) and np.median(border(grey)) < 64:
        return grey  # it is one of the data set's own
    ink = ink_of(image)
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.35) for axis in (1, 0))
    if not rows.size:
        raise ValueError("there is nothing to see on it: no mark that differs from the background")
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if side == 8:
        fine = placed(thickened(cut, 32, 0.115), 32, 32)
        return np.rint(np.clip(fine, 0, 1).reshape(8, 4, 8, 4).mean(axis=(1, 3)) * 255).astype(
            np.uint8
        )
    digit = thickened(cut, round(side * 20 / 28), 0.115)
    return np.rint(centred(digit, side) * 255).astype(np.uint8)


def ink_of(image: Image.Image) -> np.ndarray:
    """Where the pen was, in [0, 1]: the difference to the paper, whichever of both is brighter.

    The paper is a plane of brightness fitted to the image, so that a shadow across it does no harm.
    """
    image = image.convert("L")
    scale = min(1.0, LARGEST_SIDE / max(image.size))
    size = [max(1, round(length * scale)) for length in image.size]
    grey = np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float64)
    if scale * max(image.size) > 200:  # the grain of paper and sensor
        grey = np.asarray(
            image.resize(size).filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float64
        )
    difference = np.abs(grey - paper(grey))
    if difference.max() < 20:
        return np.zeros_like(difference)
    threshold = otsu(difference)
    full = np.percentile(difference[difference > threshold], 75)
    ink = np.clip((difference - threshold * 0.6) / max(full - threshold * 0.6, 1e-9), 0, 1)
    return without_specks(ink)


def paper(grey: np.ndarray) -> np.ndarray:
    """The brightness of the background: a plane through the pixels that lie near their median."""
    h, w = grey.shape
    y, x = np.mgrid[0:h, 0:w]
    terms = np.stack([np.ones(grey.size), x.ravel() / w, y.ravel() / h], axis=1)
    values = grey.ravel()
    edge = np.zeros(grey.shape, dtype=bool)
    frame = max(1, min(h, w) // 20)
    edge[:frame], edge[-frame:], edge[:, :frame], edge[:, -frame:] = True, True, True, True
    used = edge.ravel() & (np.abs(values - np.median(border(grey))) < 60)
    plane = np.full(grey.size, np.median(border(grey)))
    for _ in range(3):
        if used.sum() < 10:
            break
        step = max(1, int(used.sum()) // 5000)
        chosen = np.flatnonzero(used)[::step]
        weights, *_ = np.linalg.lstsq(terms[chosen], values[chosen], rcond=None)
        plane = terms @ weights
        used = np.abs(values - plane) < 25
    return plane.reshape(grey.shape)


def border(grey: np.ndarray) -> np.ndarray:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def otsu(values: np.ndarray) -> float:
    """The threshold that parts values best into two groups. Source: Otsu (1979)."""
    counts, edges = np.histogram(values, bins=128)
    middle = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    total = np.cumsum(counts * middle)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (total / below - (total[-1] - total) / above) ** 2
    return float(middle[np.nanargmax(between[:-1])])


def without_specks(ink: np.ndarray) -> np.ndarray:
    """Without marks that are much smaller than the largest connected one."""
    label = connected(ink > 0.35)
    sizes = np.bincount(label.ravel())
    sizes[0] = 0
    keep = sizes >= max(0.1 * sizes.max(), 1)
    return np.where(keep[label], ink, 0.0) if sizes.size > 1 else ink


def connected(mask: np.ndarray) -> np.ndarray:
    """Numbers of connected parts (diagonals count): small numbers spread until all is quiet."""
    label = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    far = mask.size + 1
    while True:
        padded = np.pad(np.where(mask, label, far), 1, constant_values=far)
        near = label
        for dy in range(3):
            for dx in range(3):
                near = np.minimum(near, padded[dy : dy + label.shape[0], dx : dx + label.shape[1]])
        near = np.where(mask, near, 0)
        near = np.where(mask, near.ravel()[np.maximum(near - 1, 0)], 0)  # jump to the neighbour's
        if np.array_equal(near, label):
            break
        label = near
    _, compact = np.unique(label, return_inverse=True)
    compact = compact.reshape(mask.shape)
    return compact if (label == 0).any() else compact + 1


def thickened(ink: np.ndarray, side: int, stroke: float) -> np.ndarray:
    """The digit scaled so that its longer side is `side`; thin strokes made as wide as the data's.

    stroke: the width wanted, as a share of the longer side.
    """
    longest = max(ink.shape)
    area = ink.sum()
    outline = (np.abs(np.diff(ink, axis=0)).sum() + np.abs(np.diff(ink, axis=1)).sum()) / 1.27
    width = 2 * area / max(outline, 1e-9)  # of a long stroke: its area over half of its outline
    missing = stroke * longest - width
    picture = Image.fromarray(np.rint(ink * 255).astype(np.uint8))
    if missing > 0.2 * stroke * longest:
        grown = int(np.ceil(missing / 2))
        picture = ImageOps.expand(picture, grown)
        for _ in range(min(grown, 60)):
            picture = picture.filter(ImageFilter.MaxFilter(3))
        longest += 2 * grown
    scale = side / longest
    size = [max(1, round(length * scale)) for length in picture.size]
    small = np.asarray(picture.resize(size, Image.Resampling.BOX), dtype=np.float64) / 255
    return np.clip(small / max(np.percentile(small[small > 0.1], 85), 0.4), 0, 1)


def centred(digit: np.ndarray, side: int) -> np.ndarray:
    """In a square of zeros, with the centre of mass in its middle."""
    total = digit.sum()
    y = (digit.sum(axis=1) * np.arange(digit.shape[0])).sum() / total
    x = (digit.sum(axis=0) * np.arange(digit.shape[1])).sum() / total
    top = int(np.clip(round(side / 2 - y), 0, side - digit.shape[0]))
    left = int(np.clip(round(side / 2 - x), 0, side - digit.shape[1]))
    return np.pad(digit, ((top, side - digit.shape[0] - top), (left, side - digit.shape[1] - left)))


def placed(digit: np.ndarray, height: int, width: int) -> np.ndarray:
    """In the middle of zeros."""
    top, left = (height - digit.shape[0]) // 2, (width - digit.shape[1]) // 2
    rest = ((top, height - digit.shape[0] - top), (left, width - digit.shape[1] - left))
    return np.pad(digit, rest)
