"""A set of images from whatever it lies in."""

from __future__ import annotations

from pathlib import Path

from gdviz.core.images.bounded import GZIP_MAGIC, open_bytes
from gdviz.core.images.folder import read_folder_set
from gdviz.core.images.idx import idx_images_in, read_idx_set
from gdviz.core.images.image_set import ImageError, ImageSet
from gdviz.core.images.npz import read_npz_set
from gdviz.core.images.table import read_csv_set


def read_image_set(path: str | Path) -> ImageSet:
    """Return the images of an idx file or folder, an npz file, a CSV file, or a folder with a folder a class.

    What it is is told from its content, not from its name.

    Raises ImageError, one sentence, if it is none of these, or damaged.
    """
    place = Path(path)
    try:
        is_folder = place.is_dir()
    except (OSError, ValueError):
        raise ImageError(f"{str(path)!r} is not the name of a file or folder.") from None
    if is_folder:
        return read_idx_set(place) if idx_images_in(place) is not None else read_folder_set(place)
    with open_bytes(place) as opened:
        head = opened.read(4)
    if head[:2] == b"PK":
        return read_npz_set(place)
    if head[:2] in (b"\0\0", GZIP_MAGIC):
        return read_idx_set(place)
    return read_csv_set(place)
