"""Picture files to arrays.

Pillow decodes them rather than Qt: it needs no display libraries, so that a server without a screen can classify
pictures, and so that this may be done in any thread; it is there for animations anyway.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gdviz.core.grouped import grouped
from gdviz.core.images.bounded import brief, open_bytes
from gdviz.core.images.image_set import ImageError

FORMATS = ("PNG", "JPEG", "BMP")
MAX_PIXELS = 150_000_000  # as many are unpacked at most, of a JPEG after it is made smaller
_MAX_FILE = 64 * 1024 * 1024
_ENOUGH = 1024  # pixels along a side: more say nothing about a digit


def read_picture(path: str | Path) -> NDArray[np.float32]:
    """Return the picture of a PNG, JPEG or BMP file as (h, w, 3) or (h, w, 4) from 0 to 1, at most 1024 a side.

    Raises ImageError, one sentence, if it is none, is damaged or has more than 150 million pixels.
    """
    file = Path(path)
    with open_bytes(file, _MAX_FILE) as opened:
        data = opened.read()
    return decode_picture(data, file.name)


def decode_picture(data: bytes, name: str) -> NDArray[np.float32]:
    """Return the picture that these bytes are; as `read_picture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # MAX_PIXELS are let through
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        image.draft(None, (_ENOUGH, _ENOUGH))  # a JPEG need not be unpacked larger than it is used
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise ImageError(
                f"{name} has {grouped(width)} x {grouped(height)} pixels; "
                f"at most {MAX_PIXELS // 10**6} million are read."
            )
        ImageOps.exif_transpose(image, in_place=True)  # else it copies each
        return _as_array(image)
    except ImageError:
        raise
    except Image.DecompressionBombError:
        raise ImageError(f"{name} has more than {MAX_PIXELS // 10**6} million pixels.") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, MemoryError) as error:
        raise ImageError(f"{name} is not a PNG, JPEG or BMP picture, or is damaged: {_reason(error)}.") from None


def _as_array(image: Image.Image) -> NDArray[np.float32]:
    step = max(1, -(-max(image.size) // _ENOUGH))
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits a pixel
        deep = np.asarray(image, np.float32)
        if step > 1:
            deep = deep[::step, ::step]
        return np.repeat(np.clip(deep / 65535.0, 0.0, 1.0)[..., None], 3, axis=2).astype(np.float32)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    wanted = "RGBA" if has_alpha else "RGB"
    if image.mode != wanted and (image.mode != "L" or has_alpha):
        image = image.convert(wanted)
    if step > 1:
        image = image.reduce(step)  # before the last copy, which a large one would feel
    image = image.convert(wanted)
    array: NDArray[np.float32] = np.asarray(image, np.float32)
    return array / np.float32(255.0)


def _reason(error: Exception) -> str:
    text = brief(error)
    return "it cannot be recognised" if "cannot identify" in text else text
