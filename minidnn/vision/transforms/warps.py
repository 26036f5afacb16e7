"""Images turned, sheared and bent: affine, perspective and elastic changes, chosen or random."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

from minidnn.backend import host_rng
from minidnn.tensor import Tensor
from minidnn.vision.transforms import arrays
from minidnn.vision.transforms import functional as F
from minidnn.vision.transforms.compose import Transform, chance, check_probability, uniform, whole
from minidnn.vision.transforms.functional import InterpolationMode, interpolation_mode
from minidnn.vision.transforms.pixels import on_array
from minidnn.vision.transforms.tones import gaussian_blur

Points = Sequence[Sequence[int]]


def affine(
    img: Any,
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: float | Sequence[float],
    interpolation: Any = InterpolationMode.NEAREST,
    fill: Any = None,
    center: Sequence[float] | None = None,
) -> Any:
    """Sheared (degrees in x and y), turned clockwise by angle, scaled, and moved by (x, y) pixels.

    The middle stays, or `center` (x, y). fill: the colour of what comes from outside.
    """
    if not isinstance(translate, tuple | list) or len(translate) != 2:
        raise ValueError(f"affine: translate should be two numbers of pixels; got {translate!r}")
    if scale <= 0:
        raise ValueError(f"affine: scale should be positive; got {scale}")
    sides = [shear, 0.0] if isinstance(shear, int | float) else list(shear)
    sides = sides * 2 if len(sides) == 1 else sides
    if len(sides) != 2:
        raise ValueError(f"affine: shear should be one or two angles; got {shear!r}")
    mode, (_, height, width) = interpolation_mode(interpolation), F.get_dimensions(img)
    middle = [width * 0.5, height * 0.5]
    if isinstance(img, Image.Image):
        matrix = looking_back(middle if center is None else center, angle, translate, scale, sides)
        return img.transform(
            img.size, Image.Transform.AFFINE, matrix, F.PIL_MODES[mode],
            fillcolor=F.fill_of(fill, img),
        )  # fmt: skip
    about = [0.0, 0.0] if center is None else [c - m for c, m in zip(center, middle)]
    matrix = looking_back(about, angle, translate, scale, sides)

    def warped(x: np.ndarray) -> np.ndarray:
        v, u = np.mgrid[0:height, 0:width] + 0.5
        u, v = u - middle[0], v - middle[1]
        columns = matrix[0] * u + matrix[1] * v + matrix[2] + middle[0] - 0.5
        rows = matrix[3] * u + matrix[4] * v + matrix[5] + middle[1] - 0.5
        return arrays.sampled(x, rows, columns, mode.value, fill)

    return on_array(warped, img, "affine")


def looking_back(
    center: Sequence[float],
    angle: float,
    translate: Sequence[float],
    scale: float,
    shear: Sequence[float],
) -> list[float]:
    """The six numbers that lead from a new pixel (x, y) to the old place.

    Forward a place is taken to the middle, sheared, turned, scaled, and taken back and moved.
    Turning and shearing do not change areas, so their inverse is the matrix of cofactors.
    """
    turn, sx, sy = (math.radians(v) for v in (angle, *shear))
    cos, sin = math.cos(turn - sy) / math.cos(sy), math.sin(turn - sy) / math.cos(sy)
    a, b = cos, -cos * math.tan(sx) - math.sin(turn)
    c, d = sin, -sin * math.tan(sx) + math.cos(turn)
    matrix = [value / scale for value in (d, -b, 0.0, -c, a, 0.0)]
    x, y = (-place - move for place, move in zip(center, translate))
    matrix[2] += matrix[0] * x + matrix[1] * y
    matrix[5] += matrix[3] * x + matrix[4] * y
    matrix[2] += center[0]
    matrix[5] += center[1]
    return matrix


def perspective(
    img: Any,
    startpoints: Points,
    endpoints: Points,
    interpolation: Any = InterpolationMode.BILINEAR,
    fill: Any = None,
) -> Any:
    """Bent so that four points (x, y) of the image move from startpoints to endpoints."""
    mode = interpolation_mode(interpolation)
    a, b, c, d, e, f, g, h = numbers = coefficients(startpoints, endpoints)
    if isinstance(img, Image.Image):
        return img.transform(
            img.size, Image.Transform.PERSPECTIVE, numbers, F.PIL_MODES[mode],
            fillcolor=F.fill_of(fill, img),
        )  # fmt: skip
    _, height, width = F.get_dimensions(img)

    def warped(x: np.ndarray) -> np.ndarray:
        v, u = np.mgrid[0:height, 0:width] + 0.5
        below = g * u + h * v + 1
        columns, rows = (a * u + b * v + c) / below - 0.5, (d * u + e * v + f) / below - 0.5
        return arrays.sampled(x, rows, columns, mode.value, fill)

    return on_array(warped, img, "perspective")


def coefficients(startpoints: Points, endpoints: Points) -> list[float]:
    """(a … h) with old x = (a·x + b·y + c)/(g·x + h·y + 1), old y = (d·x + e·y + f)/(…)."""
    if len(startpoints) != 4 or len(endpoints) != 4:
        raise ValueError(
            f"perspective: expected four corners each; got {len(startpoints)} startpoints and "
            f"{len(endpoints)} endpoints"
        )
    equations = []
    for (x, y), (u, v) in zip(endpoints, startpoints):
        equations.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        equations.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    wanted = np.asarray(startpoints, np.float64).reshape(8)
    found = np.linalg.lstsq(np.asarray(equations, np.float64), wanted, rcond=None)[0]
    return found.astype(np.float32).tolist()


def elastic_transform(
    img: Any,
    displacement: Tensor,
    interpolation: Any = InterpolationMode.BILINEAR,
    fill: Any = None,
) -> Any:
    """Every pixel from beside its place: displacement (1,H,W,2) in x and y; 2 is the whole size."""
    mode, (_, height, width) = interpolation_mode(interpolation), F.get_dimensions(img)
    if not isinstance(displacement, Tensor):
        raise TypeError("elastic_transform: displacement should be a Tensor")
    if tuple(displacement.shape) != (1, height, width, 2):
        raise ValueError(
            f"elastic_transform: displacement should be {(1, height, width, 2)}; got "
            f"{tuple(displacement.shape)}"
        )
    shift = displacement.detach().cpu().numpy()[0].astype(np.float64)

    def warped(x: np.ndarray) -> np.ndarray:
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
        rows, columns = rows + shift[..., 1] * height / 2, columns + shift[..., 0] * width / 2
        return arrays.sampled(x, rows, columns, mode.value, fill)

    if isinstance(img, Image.Image):
        bent = on_array(warped, F.pil_to_tensor(img), "elastic_transform")
        return F.to_pil_image(bent, img.mode)
    return on_array(warped, img, "elastic_transform")


class RandomAffine(Transform):
    """Turned, moved, scaled and sheared at random.

    degrees: of turning, (-d, d) or (low, high); translate: the largest shares (x, y) of the size;
    scale: (low, high); shear: degrees in x, (-s, s) or (low, high), or four numbers for x and y.
    """

    def __init__(
        self,
        degrees: float | Sequence[float],
        translate: Sequence[float] | None = None,
        scale: Sequence[float] | None = None,
        shear: float | Sequence[float] | None = None,
        interpolation: Any = InterpolationMode.NEAREST,
        fill: Any = 0,
        center: Sequence[float] | None = None,
    ) -> None:
        self.degrees = span(degrees, "degrees")
        if translate is not None and (
            len(translate) != 2 or any(not 0 <= t <= 1 for t in translate)
        ):
            raise ValueError(
                f"RandomAffine: translate should be two shares between 0 and 1; got {translate!r}"
            )
        if scale is not None and (len(scale) != 2 or min(scale) <= 0):
            raise ValueError(f"RandomAffine: scale should be (low, high) above 0; got {scale!r}")
        self.translate, self.scale, self.center = translate, scale, center
        self.shear = None if shear is None else span(shear, "shear", (2, 4))
        self.interpolation = interpolation_mode(interpolation)
        if fill is not None and not isinstance(fill, int | float | tuple | list):
            raise TypeError(f"RandomAffine: fill must be a number or one per channel; got {fill!r}")
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(
        degrees: Sequence[float],
        translate: Sequence[float] | None,
        scale_ranges: Sequence[float] | None,
        shears: Sequence[float] | None,
        img_size: Sequence[int],
    ) -> tuple[float, tuple[int, int], float, tuple[float, float]]:
        """The angle, (x, y) pixels to move, the scale, and the shear in x and y."""
        angle = uniform(degrees[0], degrees[1])
        move, shear = (0, 0), (0.0, 0.0)
        if translate is not None:
            x, y = (float(share * size) for share, size in zip(translate, img_size))
            move = round(uniform(-x, x)), round(uniform(-y, y))
        scale = 1.0 if scale_ranges is None else uniform(scale_ranges[0], scale_ranges[1])
        if shears is not None:
            across = uniform(shears[0], shears[1])
            shear = across, uniform(shears[2], shears[3]) if len(shears) == 4 else 0.0
        return angle, move, scale, shear

    def forward(self, img: Any) -> Any:
        _, height, width = F.get_dimensions(img)
        size = [width, height]
        chosen = self.get_params(self.degrees, self.translate, self.scale, self.shear, size)
        return affine(img, *chosen, self.interpolation, self.fill, self.center)

    def __repr__(self) -> str:
        parts = [f"degrees={self.degrees}"]
        given = [(name, getattr(self, name)) for name in ("translate", "scale", "shear")]
        parts += [f"{name}={value}" for name, value in given if value is not None]
        if self.interpolation != InterpolationMode.NEAREST:
            parts.append(f"interpolation={self.interpolation.value}")
        parts += [f"fill={self.fill}"] if self.fill != 0 else []
        parts += [f"center={self.center}"] if self.center is not None else []
        return f"RandomAffine({', '.join(parts)})"


class RandomPerspective(Transform):
    """Seen from an angle, with probability p; the corners move by up to distortion_scale/2."""

    def __init__(
        self,
        distortion_scale: float = 0.5,
        p: float = 0.5,
        interpolation: Any = InterpolationMode.BILINEAR,
        fill: Any = 0,
    ) -> None:
        self.p = check_probability("RandomPerspective", p)
        self.interpolation = interpolation_mode(interpolation)
        if not 0 <= distortion_scale <= 1:
            raise ValueError(
                f"RandomPerspective: distortion_scale should be in [0, 1]; got {distortion_scale}"
            )
        self.distortion_scale = distortion_scale
        self.fill = 0 if fill is None else fill

    @staticmethod
    def get_params(width: int, height: int, distortion_scale: float) -> tuple[Points, Points]:
        """The corners before and after: top left, top right, bottom right, bottom left."""
        x, y = (int(distortion_scale * (size // 2)) for size in (width, height))
        right, bottom = width - 1, height - 1
        start = [[0, 0], [right, 0], [right, bottom], [0, bottom]]
        end = [
            [whole(0, x + 1) if not u else right - whole(0, x + 1),
             whole(0, y + 1) if not v else bottom - whole(0, y + 1)]
            for u, v in start
        ]  # fmt: skip
        return start, end

    def forward(self, img: Any) -> Any:
        if not chance(self.p):
            return img
        _, height, width = F.get_dimensions(img)
        points = self.get_params(width, height, self.distortion_scale)
        return perspective(img, *points, self.interpolation, self.fill)

    def __repr__(self) -> str:
        return f"RandomPerspective(p={self.p})"


class ElasticTransform(Transform):
    """Every pixel moved by smooth random distances: alpha says how far, sigma how smoothly."""

    def __init__(
        self,
        alpha: float | Sequence[float] = 50.0,
        sigma: float | Sequence[float] = 5.0,
        interpolation: Any = InterpolationMode.BILINEAR,
        fill: Any = 0,
    ) -> None:
        both = lambda v: [float(x) for x in (v if isinstance(v, tuple | list) else (v, v))]
        self.alpha, self.sigma = both(alpha), both(sigma)
        self.interpolation, self.fill = interpolation_mode(interpolation), fill

    @staticmethod
    def get_params(alpha: Sequence[float], sigma: Sequence[float], size: Sequence[int]) -> Tensor:
        """The displacements (1,H,W,2)."""
        moves = []
        for a, s, n in zip(alpha, sigma, size):
            noise = host_rng().uniform(-1, 1, (1, 1, *size)).astype(np.float32)
            if s > 0:
                kernel = int(8 * s + 1) | 1  # an odd number
                noise = gaussian_blur(noise, [kernel, kernel], list(sigma))
            moves.append(noise * (a / n))
        return Tensor(np.concatenate(moves, axis=1).transpose(0, 2, 3, 1).copy())

    def forward(self, img: Any) -> Any:
        _, height, width = F.get_dimensions(img)
        shift = self.get_params(self.alpha, self.sigma, [height, width])
        return elastic_transform(img, shift, self.interpolation, self.fill)

    def __repr__(self) -> str:
        return (
            f"ElasticTransform(alpha={self.alpha}, sigma={self.sigma}, "
            f"interpolation={self.interpolation}, fill={self.fill})"
        )


def span(value: Any, name: str, lengths: tuple[int, ...] = (2,)) -> list[float]:
    """(-v, v) of one number, or the numbers as they are."""
    if isinstance(value, int | float):
        if value < 0:
            raise ValueError(f"RandomAffine: one number of {name} must be positive; got {value}")
        value = (-value, value)
    if len(value) not in lengths:
        raise ValueError(f"RandomAffine: {name} must be one or {lengths} numbers; got {value!r}")
    return [float(v) for v in value]
