"""What people drew, with what they meant: a small set that a network is taught with, and its file."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.core.grouped import grouped
from gdviz.core.images.bounded import open_bytes, read_npz
from gdviz.core.images.image_set import ImageError, Images, ImageSet
from gdviz.core.operations import Array
from gdviz.system.files import write_whole

MOST = 10_000  # drawings
MAX_FILE = 32 * 2**20
IMAGES, LABELS = "x_train", "y_train"  # as in an npz file of images: it can be learned from like any other


def _no_images() -> Images:
    return np.zeros((0, 28, 28), np.uint8)


def _no_labels() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Drawings:
    """Images (n, h, w) of bytes as a network sees them, and labels (n,), in the order in which they were drawn."""

    images: Images = field(default_factory=_no_images)
    labels: NDArray[np.int64] = field(default_factory=_no_labels)

    def __len__(self) -> int:
        return len(self.labels)

    def with_one(self, seen: Array, label: int) -> Drawings:
        """Return these and one more, `seen` (h, w) from 0 to 1; raises ImageError where they do not go together."""
        image = np.rint(255.0 * np.clip(seen, 0.0, 1.0)).astype(np.uint8)
        return self.with_all(Drawings(image[None], np.array([label], np.int64)))

    def with_all(self, others: Drawings) -> Drawings:
        """Return these and others; raises ImageError if there are too many, or if they differ in size."""
        if not len(self):
            return others
        if len(self) + len(others) > MOST:
            raise ImageError(
                f"There would be {grouped(len(self) + len(others))} drawings; at most {grouped(MOST)} are kept."
            )
        (height, width), other = self.images.shape[1:], others.images.shape[1:]
        if (height, width) != other:
            raise ImageError(f"The drawings are {width} x {height} in size, the others {other[1]} x {other[0]}.")
        return Drawings(np.concatenate([self.images, others.images]), np.concatenate([self.labels, others.labels]))

    def fit(self, images: ImageSet) -> bool:
        """Return whether there are any, and they are as large as these images."""
        return len(self) > 0 and self.images.shape[1:] == images.shape

    def joined_to(self, images: ImageSet) -> ImageSet:
        """Return a set that has the drawings among its training images, before the others.

        Before them, since the last ones are held out for the validation.
        """
        if not self.fit(images):
            return images
        return ImageSet(
            np.concatenate([self.images, images.images]), np.concatenate([self.labels, images.labels]),
            images.test_images, images.test_labels, images.names, images.title, images.note,
        )  # fmt: skip


def save_drawings(drawings: Drawings, path: str | Path) -> None:
    """Write an npz file, whole or not at all; raises OSError where that is not possible."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x_train=drawings.images, y_train=drawings.labels.astype(np.int32))
    write_whole(Path(path), buffer.getvalue())


def load_drawings(path: str | Path, n_classes: int = 10, shape: tuple[int, int] = (28, 28)) -> Drawings:
    """Return the drawings of a file that `save_drawings` wrote.

    Raises ImageError, one sentence, if it is none, damaged, or of another kind of image.
    """
    file = Path(path)
    with open_bytes(file, MAX_FILE) as opened:
        arrays = read_npz(opened, (IMAGES, LABELS), file.name)
    if set(arrays) != {IMAGES, LABELS}:
        raise ImageError(f"{file.name} holds no drawings: it needs {IMAGES} and {LABELS}.")
    images, labels = arrays[IMAGES], arrays[LABELS]
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != shape:
        raise ImageError(f"{file.name} must hold images of {shape[1]} x {shape[0]} bytes; it holds {images.shape}.")
    if labels.dtype.kind not in "iu" or labels.shape != (len(images),):
        raise ImageError(f"{file.name} must hold a whole number for each of {grouped(len(images))} images.")
    if not 1 <= len(images) <= MOST:
        raise ImageError(f"{file.name} must hold 1 to {grouped(MOST)} drawings; it holds {grouped(len(images))}.")
    if labels.min() < 0 or labels.max() >= n_classes:
        raise ImageError(f"The labels in {file.name} must be from 0 to {n_classes - 1}; they go up to {labels.max()}.")
    return Drawings(np.ascontiguousarray(images), labels.astype(np.int64))
