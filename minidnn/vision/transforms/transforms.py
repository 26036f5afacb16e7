"""The transforms under the path that some programs take to them: transforms.transforms."""

from minidnn.vision.transforms import *  # noqa: F403
