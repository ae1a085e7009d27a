"""What is drawn into a plot: a layer that paints pixels, given where the data lie on them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gdviz.plots.mapping import Mapping


class Layer(QGraphicsItem):
    """One kind of drawing in a plot.

    Layers paint in pixels: pens, markers and letters keep their size, and an infinite value upsets no transform.
    A layer whose `kept` is true is copied from its second painting on, until it or the view changes: for what stands
    still while others move. What changes each time is never copied, as that costs a picture of the size of the view.
    """

    kept = False

    def __init__(self, z: float = 0.0) -> None:
        super().__init__()
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.mapping = Mapping()
        self._picture: QPixmap | None = None
        self._pictured: tuple[int, int, float] | None = None
        self._painted_last: tuple[int, int, float] | None = None
        self._version = 0

    def draw(self, painter: QPainter, mapping: Mapping) -> None:
        """Paint; the origin is the view's top left corner."""
        raise NotImplementedError

    def bounds(self) -> QRectF | None:
        """Return the rectangle of data that a view should show to hold this layer; None if it does not care."""
        return None

    def redraw(self) -> None:
        """Paint again before long: what is drawn has changed."""
        self._version += 1
        self.update()

    def refit(self) -> None:
        """Take over a new size of the view."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        return QRectF(0.0, 0.0, self.mapping.width, self.mapping.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem | None = None, widget: QWidget | None = None
    ) -> None:
        if not self.kept or not onto_screen(painter):
            self.draw(painter, self.mapping)
            return
        ratio = painter.device().devicePixelRatio()
        state = (self.mapping.version, self._version, ratio)
        if self._painted_last != state:
            self._painted_last = state
            self.draw(painter, self.mapping)
            return
        if self._picture is None or self._pictured != state:
            self._picture = self._painted(ratio)
            self._pictured = state
        painter.drawPixmap(0, 0, self._picture)

    def _painted(self, ratio: float) -> QPixmap:
        picture = self.empty_picture(ratio, self._picture)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self.mapping)
        painter.end()
        return picture

    def empty_picture(self, ratio: float, old: QPixmap | None = None) -> QPixmap:
        """Return a transparent picture of the size of the view for `ratio` device pixels a pixel, `old` if it fits."""
        width, height = (max(1, round(side * ratio)) for side in (self.mapping.width, self.mapping.height))
        picture = old if old is not None and (old.width(), old.height()) == (width, height) else QPixmap(width, height)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        return picture


def onto_screen(painter: QPainter) -> bool:
    """Return whether `painter` paints pixels one to one: then a picture kept before may be copied."""
    # A drawing program's file, or a print at another scale, wants the strokes themselves.
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        return False
    unscaled = (QTransform.TransformationType.TxNone, QTransform.TransformationType.TxTranslate)
    return painter.worldTransform().type() in unscaled


def draw_part(painter: QPainter, where: QRectF, image: QImage, part: QRectF) -> None:
    """Draw `part` of an image, in its pixels, into `where`."""
    if painter.paintEngine().type() != QPaintEngine.Type.SVG:
        painter.drawImage(where, image, part)
        return
    # Qt's SVG files take no parts of images: so it is cut out before, with whole pixels at its edges
    cut = part.toAlignedRect().intersected(image.rect())
    x, y = where.width() / part.width(), where.height() / part.height()
    left, top = where.left() + (cut.left() - part.left()) * x, where.top() + (cut.top() - part.top()) * y
    painter.drawImage(QRectF(left, top, cut.width() * x, cut.height() * y), image.copy(cut))
