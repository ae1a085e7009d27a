"""What is dropped or pasted on the digits page: a picture to read, or images to learn from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage

from gdviz.export.drawing import png_of
from gdviz.session.digits import DigitsSession

SETS = (".npz", ".csv", ".gz", ".idx")  # how files of many images end


def is_welcome(data: QMimeData) -> bool:
    """Return whether it is a picture, or one file or folder."""
    return data.hasImage() or bool(_file_of(data))


def take(session: DigitsSession, data: QMimeData) -> bool:
    """Read the picture, or the images; return False if there are none."""
    path = _file_of(data)
    if path:
        if _is_set(Path(path)):
            session.choose_images("own", path)
        else:
            session.open_picture(path)
        return True
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return False
    session.take_picture(png_of(image), QCoreApplication.translate("DigitCanvas", "The picture"))
    return True


def _file_of(data: QMimeData) -> str:
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


def _is_set(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() in SETS or "ubyte" in path.name
