"""The app's few drawn signs, tinted in a colour of the theme and sharp on every screen."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gdviz.plots.memory_files import in_memory
from gdviz.plots.theme import Theme
from gdviz.resources import resource_path

_PLACEHOLDER = "currentColor"


class _TintedIcon(QIconEngine):
    """Draws one SVG at whatever size and pixel ratio a widget asks for."""

    def __init__(self, data: bytes, faded: bytes) -> None:
        super().__init__()
        self._data = data
        self._faded = faded

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        data = self._faded if mode == QIcon.Mode.Disabled else self._data
        side = min(rect.width(), rect.height())
        square = QRectF(rect.center().x() - (side - 1) / 2, rect.center().y() - (side - 1) / 2, side, side)
        QSvgRenderer(QByteArray(data)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        if size.isEmpty():  # a button that the layout leaves no room asks for it all the same
            return QPixmap()
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return _TintedIcon(self._data, self._faded)


def icon(name: str, color: QColor | str | None = None) -> QIcon:
    """Return the sign `name` in `color` (default: the theme's text); it is paler when disabled.

    Raises FileNotFoundError if there is no such sign.
    """
    theme = Theme.current()
    tint = QColor(color if color is not None else theme.text).name()
    return _icon(name, tint, QColor(theme.disabled).name())


def app_icon() -> QIcon:
    """Return gdviz's own icon."""
    return QIcon(str(resource_path("icons", "gdviz.svg")))


def glyph(name: str, color: str) -> str:
    """Return the path of a file in memory with a small sign in `color`: stylesheets take no other picture.

    Raises FileNotFoundError if there is no such sign.
    """
    return _glyph(name, QColor(color).name())


@lru_cache(maxsize=256)
def _icon(name: str, tint: str, faded: str) -> QIcon:
    source = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_TintedIcon(*(source.replace(_PLACEHOLDER, color).encode() for color in (tint, faded))))


@cache
def _glyph(name: str, color: str) -> str:
    source = resource_path("themes", "glyphs", f"{name}.svg").read_text(encoding="utf-8")
    return in_memory(f"{name}-{color[1:]}.svg", source.replace(_PLACEHOLDER, color).encode())
