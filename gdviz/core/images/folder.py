"""A folder of pictures, with a folder a class."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.core.grouped import grouped
from gdviz.core.images.centring import resized
from gdviz.core.images.decoding import read_picture
from gdviz.core.images.image_set import MAX_CLASSES, ImageError, Images, ImageSet
from gdviz.core.images.pictures import grey, ground_of

MAX_FILES = 200_000
SIDE = 28
_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")


def read_folder_set(path: str | Path, title: str = "") -> ImageSet:
    """Return the set of a folder that has a folder of PNG (or JPEG, BMP) files for each class, named like the class.

    If it has folders "train" and "test" instead, each of them is read so. Pictures that are not 28 x 28 are scaled;
    if most of them have a light ground all are inverted, as MNIST's ground is black.

    Raises ImageError, one sentence, where there are no such folders, or a file is damaged.
    """
    folder = Path(path)
    train, test = folder / "train", folder / "test"
    if train.is_dir():
        names = tuple(place.name for place in _class_folders(train))
        images, labels = _read(train, names)
        if test.is_dir():
            test_images, test_labels = _read(test, names)
        else:
            test_images, test_labels = images[:0], labels[:0]
    else:
        names = tuple(place.name for place in _class_folders(folder))
        images, labels = _read(folder, names)
        test_images, test_labels = images[:0], labels[:0]
    note = ""
    if _mostly_light(images):
        images, test_images, note = 255 - images, 255 - test_images, "inverted, as their ground was light"
    return ImageSet(images, labels, test_images, test_labels, names, title or folder.name, note)


def _class_folders(folder: Path) -> list[Path]:
    try:
        found = [place for place in folder.iterdir() if place.is_dir() and not place.name.startswith(".")]
    except OSError as error:
        raise ImageError(f"{folder.name} cannot be opened: {error.strerror or error}.") from None
    # "class 10" comes after "class 9": every second part of the name is a number
    found.sort(key=lambda place: [int(p) if i % 2 else p for i, p in enumerate(re.split(r"(\d+)", place.name))])
    if not 2 <= len(found) <= MAX_CLASSES:
        raise ImageError(
            f"{folder.name} must have a folder for each of 2 to {MAX_CLASSES} classes; it has {len(found)}."
        )
    return found


def _read(folder: Path, names: tuple[str, ...]) -> tuple[Images, NDArray[np.int64]]:
    images: list[Images] = []
    labels: list[int] = []
    places = _class_folders(folder)
    unknown = [place.name for place in places if place.name not in names]
    if unknown:
        raise ImageError(f"The class {unknown[0]!r} has test pictures, but none to train with.")
    for place in places:
        for file in sorted(place.iterdir()):
            if file.suffix.lower() not in _SUFFIXES:
                continue
            if len(images) >= MAX_FILES:
                raise ImageError(f"{folder.name} has more than {grouped(MAX_FILES)} pictures.")
            picture = grey(read_picture(file))
            if picture.shape != (SIDE, SIDE):
                picture = resized(picture, SIDE, SIDE)
            images.append(np.rint(255.0 * picture).astype(np.uint8))
            labels.append(names.index(place.name))
    if not images:
        raise ImageError(f"There is no PNG, JPEG or BMP file in the folders of {folder.name}.")
    return np.stack(images), np.array(labels, np.int64)


def _mostly_light(images: Images) -> bool:
    return float(np.median([ground_of(image) / 255.0 for image in images[:1000]])) > 0.5
