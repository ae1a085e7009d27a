"""The idx files that MNIST is published in: magic number, sizes, bytes; plain or packed with gzip."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.core.images.bounded import GZIP_MAGIC, Gunzip, Readable, open_bytes, read_array
from gdviz.core.images.image_set import ImageError, Images, ImageSet

_UNSIGNED_BYTES = 0x08
_PARTS = (("train-images", "train-labels"), ("t10k-images", "t10k-labels"))


def read_idx(path: str | Path, dimensions: int) -> NDArray[np.uint8]:
    """Return the array of an idx file of bytes: 3 dimensions for images (n, h, w), 1 for labels (n,).

    0 0 type d, then d sizes as 32-bit numbers, the most significant byte first, then the bytes (LeCun, Cortes and
    Burges, "The MNIST database").

    Raises ImageError, one sentence, if it is not such a file, or damaged.
    """
    file = Path(path)
    with open_bytes(file) as opened:
        packed = opened.read(2) == GZIP_MAGIC
        opened.seek(0)
        stream: Readable = Gunzip(opened) if packed else opened
        head = stream.read(4)
        if len(head) < 4 or head[:2] != b"\0\0":
            raise ImageError(f"{file.name} is not an idx file: it does not begin with its magic number.")
        if head[2] != _UNSIGNED_BYTES:
            raise ImageError(f"{file.name} must be an idx file of bytes (type 8); its type is {head[2]}.")
        if head[3] != dimensions:
            wanted = "images (3 dimensions)" if dimensions == 3 else "labels (1 dimension)"
            raise ImageError(f"{file.name} must be an idx file of {wanted}; it has {head[3]}.")
        sizes = stream.read(4 * dimensions)
        if len(sizes) < 4 * dimensions:
            raise ImageError(f"{file.name} ends before its sizes.")
        shape = struct.unpack(f">{dimensions}I", sizes)
        return read_array(stream, shape, np.dtype(np.uint8), file.name)


def idx_images_in(folder: Path) -> Path | None:
    """Return the idx file of the training images in a folder, or None."""
    found = [path for path in sorted(folder.glob("train-images*")) if path.is_file()]
    return found[0] if found else None


def read_idx_set(path: str | Path, title: str = "", names: tuple[str, ...] | None = None) -> ImageSet:
    """Return the set that an idx file of images belongs to: its labels, and test images, lie beside it.

    Names are those of MNIST: train-images-idx3-ubyte beside train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
    t10k-labels-idx1-ubyte, with or without ".gz"; for other names, the labels' is found by putting "labels" for
    "images". A folder that holds them will do, too.

    Raises ImageError, one sentence, where a file is missing or damaged.
    """
    file = Path(path)
    if file.is_dir():
        images_file = idx_images_in(file)
        if images_file is None:
            raise ImageError(f"There is no train-images-idx3-ubyte in {file.name}.")
        file = images_file
    file = _beside(file, "labels", "images") if "labels" in file.name else file
    file = _beside(file, "t10k", "train", must=False) or file
    images, labels = _pair(file)
    test = _beside(file, "train", "t10k", must=False)
    test_images, test_labels = _pair(test) if test is not None else (images[:0], labels[:0])
    if names is None:
        most = max(int(labels.max(initial=0)), int(test_labels.max(initial=0)))
        names = tuple(str(k) for k in range(max(most + 1, 2)))
    return ImageSet(
        images,
        labels.astype(np.int64),
        test_images,
        test_labels.astype(np.int64),
        names,
        title or file.parent.name,
    )


def _pair(file: Path) -> tuple[Images, NDArray[np.uint8]]:
    labels = _beside(file, "images", "labels")
    return read_idx(file, 3), read_idx(labels, 1)


def _beside(file: Path, old: str, new: str, *, must: bool = True) -> Path:
    """Return the file whose name has `new` for `old`, packed or not; None if there is none and none must be."""
    name = file.name
    if old in name:
        name = name.replace(old, new)
        if {old, new} == {"images", "labels"}:
            name = re.sub(r"idx[13]", "idx1" if new == "labels" else "idx3", name)
        plain = name.removesuffix(".gz")
        for candidate in (name, plain, plain + ".gz"):
            if (file.parent / candidate).is_file():
                return file.parent / candidate
    if must:
        raise ImageError(f"{file.name} needs {name if name != file.name else f'a file of {new}'} beside it.")
    return None  # type: ignore[return-value]
