"""The tiles of a network, painted once for each new picture and then copied: most frames change only edges."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from gdviz.plots.network_layout import Layout
from gdviz.plots.network_painting import Column, paint_tiles

FRAME = 2.0  # pixels around the tiles for their frames


class Faces:
    """A picture of each column's tiles, as it stands on the screen."""

    def __init__(self) -> None:
        self._pictures: dict[int, tuple[QRectF, QImage]] = {}  # with where they stand

    def forget(self, column: int | None = None) -> None:
        """Paint a column anew, or all."""
        if column is None:
            self._pictures.clear()
        else:
            self._pictures.pop(column, None)

    def paint(
        self,
        painter: QPainter,
        layout: Layout,
        columns: Sequence[Column],
        images: Sequence[QImage | None],
        ratio: float,
    ) -> None:
        """Copy all columns to the screen, with `ratio` device pixels a pixel."""
        for place, (column, image) in enumerate(zip(columns, images, strict=True)):
            known = self._pictures.get(place)
            if known is None or known[1].devicePixelRatio() != ratio:
                area = _area(layout, place)
                known = self._pictures[place] = area, _painted(layout, place, column, image, area, ratio)
            area, picture = known
            painter.drawImage(area.topLeft(), picture)


def _area(layout: Layout, place: int) -> QRectF:
    tiles = layout.tiles[place]
    area = QRectF(tiles[0].topLeft(), tiles[-1].bottomRight())
    for tile in tiles:
        area |= tile
    return QRectF(area.adjusted(-FRAME, -FRAME, FRAME, FRAME).toAlignedRect())


def _painted(
    layout: Layout, place: int, column: Column, image: QImage | None, area: QRectF, ratio: float
) -> QImage:  # fmt: skip
    picture = QImage((area.size() * ratio).toSize() + QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(-area.topLeft())
    paint_tiles(painter, layout, place, column, image)
    painter.end()
    return picture
