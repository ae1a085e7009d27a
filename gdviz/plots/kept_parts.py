"""Parts of a view that seldom change: each is painted once and then copied to the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

Part: TypeAlias = tuple[QRectF, Callable[[QPainter], None]]


class KeptParts:
    """Pictures of rectangles of a view, each with whoever draws it."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._pictures: list[QImage | None] = []

    def arrange(self, parts: Sequence[Part]) -> None:
        """Keep these parts from now on; their rectangles in pixels may not cut off what is drawn."""
        self._parts = [(QRectF(area.toAlignedRect()), draw) for area, draw in parts]  # or letters would be blurred
        self._pictures = [None] * len(parts)

    def forget(self, place: int) -> None:
        """Paint a part anew: it looks different."""
        self._pictures[place] = None

    def paint(self, painter: QPainter, ratio: float) -> None:
        """Copy all parts to the screen, with `ratio` device pixels a pixel."""
        for place, ((area, draw), picture) in enumerate(zip(self._parts, self._pictures, strict=True)):
            if picture is None or picture.devicePixelRatio() != ratio:
                picture = self._pictures[place] = _painted(area, draw, ratio)
            painter.drawImage(area.topLeft(), picture)

    def draw(self, painter: QPainter) -> None:
        """Draw all parts anew, in strokes and letters."""
        for _, draw in self._parts:
            draw(painter)


def _painted(area: QRectF, draw: Callable[[QPainter], None], ratio: float) -> QImage:
    picture = QImage((area.size() * ratio).toSize() + QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(-area.topLeft())
    draw(painter)
    painter.end()
    return picture
