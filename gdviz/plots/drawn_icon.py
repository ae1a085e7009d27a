"""Icons that are drawn: sharp on every screen, and strokes in a file that wants strokes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from gdviz.plots.layer import onto_screen

Draw = Callable[[QPainter, QRectF], None]

FADED = 0.4  # opacity of what is disabled, unless it has a drawing of its own
MOST_KNOWN = 1000
_known: OrderedDict[int, Draw] = OrderedDict()  # by the number that Qt gives a pixmap


class DrawnIcon(QIconEngine):
    """Calls `draw` with a painter and a rectangle; `faded` instead where it is disabled.

    Styles want pixmaps, which are made once for each size; `drawing_of` tells what they were made of.
    """

    def __init__(self, draw: Draw, faded: Draw | None = None) -> None:
        super().__init__()
        self._draw = draw
        self._faded = faded or partial(_faintly, draw)
        self._made: dict[tuple[int, int, float, bool], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if onto_screen(painter):
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(rect.topLeft(), self.scaledPixmap(rect.size(), mode, state, ratio))
        else:
            self._drawing(mode)(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        if size.isEmpty():  # a button that the layout leaves no room asks for it all the same
            return QPixmap()
        key = (size.width(), size.height(), scale, mode == QIcon.Mode.Disabled)
        if key not in self._made:
            self._made[key] = _pixmap(size * scale, scale, self._drawing(mode))
        return self._made[key]

    def clone(self) -> QIconEngine:
        return DrawnIcon(self._draw, self._faded)

    def _drawing(self, mode: QIcon.Mode) -> Draw:
        return partial(_drawn_apart, self._faded if mode == QIcon.Mode.Disabled else self._draw)


def drawing_of(pixmap: QPixmap) -> Draw | None:
    """Return what the pixmap of an icon was drawn by; None for any other."""
    return _known.get(_number(pixmap))


def _pixmap(size: QSize, ratio: float, draw: Draw) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, QRectF(0.0, 0.0, size.width() / ratio, size.height() / ratio))
    painter.end()
    _known[_number(pixmap)] = draw
    if len(_known) > MOST_KNOWN:
        _known.popitem(last=False)
    return pixmap


def _number(pixmap: QPixmap) -> int:
    return pixmap.cacheKey() >> 32  # the lower half counts changes


def _faintly(draw: Draw, painter: QPainter, area: QRectF) -> None:
    painter.setOpacity(FADED * painter.opacity())
    draw(painter, area)


def _drawn_apart(draw: Draw, painter: QPainter, area: QRectF) -> None:
    painter.save()
    draw(painter, area)
    painter.restore()
