"""Image sets in one npz file, under the names that Keras uses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.bounded import open_bytes, read_npz
from gdviz.core.images.image_set import ImageError, Images, ImageSet
from gdviz.core.operations import Array

KEYS = ("x_train", "y_train", "x_test", "y_test")


def read_npz_set(path: str | Path, title: str = "", names: tuple[str, ...] | None = None, note: str = "") -> ImageSet:
    """Return the set of an npz file: x_train (n, h, w), y_train (n,), and x_test and y_test where there are any.

    Images may be (n, h, w, 1) too; numbers that are no bytes must be from 0 to 255, or from 0 to 1.

    Raises ImageError, one sentence, where the file is damaged or holds something else.
    """
    file = Path(path)
    with open_bytes(file) as opened:
        arrays = read_npz(opened, KEYS, file.name)
    for key in KEYS[:2]:
        if key not in arrays:
            raise ImageError(f"{file.name} must hold {', '.join(KEYS[:2])} (and x_test, y_test); {key} is missing.")
    if ("x_test" in arrays) != ("y_test" in arrays):
        raise ImageError(f"{file.name} must hold both of x_test and y_test, or neither.")
    images, labels = as_images(arrays["x_train"], "x_train"), as_labels(arrays["y_train"], "y_train")
    if "x_test" in arrays:
        test_images, test_labels = as_images(arrays["x_test"], "x_test"), as_labels(arrays["y_test"], "y_test")
    else:
        test_images, test_labels = images[:0], labels[:0]
    if names is None:
        most = max(int(labels.max(initial=0)), int(test_labels.max(initial=0)))
        names = tuple(str(k) for k in range(max(min(most, 1000) + 1, 2)))
    return ImageSet(images, labels, test_images, test_labels, names, title or file.stem, note)


def as_images(array: Array, what: str) -> Images:
    """Return numbers (n, h, w) or (n, h, w, 1) as bytes.

    Raises ImageError where they are none.
    """
    if array.ndim == 4 and array.shape[3] == 1:
        array = array[..., 0]
    if array.ndim != 3:
        raise ImageError(f"{what} must be grey images (n, height, width); its shape is {array.shape}.")
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    low, high = (float(array.min()), float(array.max())) if array.size else (0.0, 0.0)
    if not (low >= 0.0 and high <= 255.0):  # false for NaN, too
        raise ImageError(f"{what} must hold grey values from 0 to 255; it has {low:g} to {high:g}.")
    scale = 255.0 if array.dtype.kind == "f" and high <= 1.0 else 1.0
    return np.rint(array * scale).astype(np.uint8)


def as_labels(array: Array, what: str) -> NDArray[np.int64]:
    """Return whole numbers (n,) or (n, 1), from 0 to a million, as labels.

    Raises ImageError where they are none.
    """
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ImageError(f"{what} must be one label an image, (n,); its shape is {array.shape}.")
    if array.size and (not np.isfinite(array).all() or array.min() < 0 or array.max() > 1e6):
        raise ImageError(
            f"{what} must hold whole numbers from 0 to 1000000; it has {array.min():g} to {array.max():g}."
        )
    labels: NDArray[np.int64] = array.astype(np.int64)
    if array.dtype.kind == "f" and (labels != array).any():
        raise ImageError(f"{what} must hold whole numbers; one is {array[labels != array][0]:g}.")
    return labels
