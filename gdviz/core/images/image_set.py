"""Labelled grey images, in training and test ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdviz.core.grouped import grouped
from gdviz.core.operations import Array

MAX_SIDE = 256
MAX_CLASSES = 100

Images = NDArray[np.uint8]


class ImageError(ValueError):
    """Images that cannot be used; the message is one sentence for whoever gave them."""


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images (n, h, w) uint8 with 0 for the ground and 255 for ink, and labels (n,) from 0 on.

    The test part may be empty: `split` then takes one off the training part. The arrays are read-only, so that views
    of them can be handed to other threads.

    Raises ImageError where images, labels and names don't fit each other.
    """

    images: Images
    labels: NDArray[np.int64]
    test_images: Images
    test_labels: NDArray[np.int64]
    names: tuple[str, ...]
    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for part, images, labels in (
            ("training", self.images, self.labels),
            ("test", self.test_images, self.test_labels),
        ):
            if images.ndim != 3 or images.dtype != np.uint8:
                raise ImageError(
                    f"The {part} images must be (n, height, width) of bytes; got {images.shape} of {images.dtype}."
                )
            if len(images) != len(labels):
                raise ImageError(f"There are {grouped(len(images))} {part} images, but {grouped(len(labels))} labels.")
            if len(labels) and not 0 <= int(labels.min()) <= int(labels.max()) < len(self.names):
                wrong = labels.min() if labels.min() < 0 else labels.max()
                raise ImageError(f"The {part} labels must be from 0 to {len(self.names) - 1}; one is {wrong}.")
        if len(self.images) == 0:
            raise ImageError("There is no training image.")
        if not 2 <= len(self.names) <= MAX_CLASSES:
            raise ImageError(f"There must be 2 to {MAX_CLASSES} classes; there are {len(self.names)}.")
        if not all(2 <= side <= MAX_SIDE for side in self.shape):
            raise ImageError(
                f"Images must be 2 to {MAX_SIDE} pixels high and wide; these are {self.shape[1]} x {self.shape[0]}."
            )
        if self.test_images.shape[1:] != self.images.shape[1:]:
            height, width = self.test_images.shape[1:]
            raise ImageError(
                f"The test images are {width} x {height}, the training images {self.shape[1]} x {self.shape[0]}."
            )
        for array in (self.images, self.labels, self.test_images, self.test_labels):
            array.setflags(write=False)

    @property
    def n(self) -> int:
        """Number of training images."""
        return len(self.images)

    @property
    def n_test(self) -> int:
        """Number of test images."""
        return len(self.test_images)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of an image, in pixels."""
        return self.images.shape[1], self.images.shape[2]

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.names)

    def first(self, n: int) -> ImageSet:
        """Return the set with its first `n` training images alone, and all test images; raises ImageError for n < 2."""
        if n < 2:
            raise ImageError(f"At least 2 images must be taken to learn from; got {n}.")
        return self if n >= self.n else replace(self, images=self.images[:n], labels=self.labels[:n])

    def split(self, share: float, rng: np.random.Generator) -> ImageSet:
        """Return the set with `share` of the training images, drawn from `rng`, as its test images.

        Raises ValueError if there are test images already, or if share is not in (0, 1).
        """
        if self.n_test:
            raise ValueError(f"there are {self.n_test} test images already")
        if not 0.0 < share < 1.0:
            raise ValueError(f"share must be in (0, 1); got {share}")
        if self.n < 2:
            raise ImageError("One image alone cannot be split into training and test images.")
        order = rng.permutation(self.n)
        count = min(self.n - 1, max(1, round(share * self.n)))
        test, rest = np.sort(order[:count]), np.sort(order[count:])
        return replace(
            self,
            images=self.images[rest],
            labels=self.labels[rest],
            test_images=self.images[test],
            test_labels=self.labels[test],
        )


def unit_rows(images: Array) -> NDArray[np.float32]:
    """Return images (n, h, w) of bytes as rows (n, h w) from 0 to 1, as a network takes them."""
    rows = images.reshape(len(images), -1).astype(np.float32)
    rows *= np.float32(1 / 255)
    return rows
