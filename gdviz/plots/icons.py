"""The app's few drawn signs, tinted in a colour of the theme and sharp on every screen."""

from __future__ import annotations

from functools import cache, lru_cache, partial

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gdviz.plots.drawn_icon import Draw, DrawnIcon, drawing_of
from gdviz.plots.memory_files import in_memory
from gdviz.plots.theme import Theme
from gdviz.resources import resource_path

_PLACEHOLDER = "currentColor"
_LARGEST_GLYPH = 64  # pixels
_glyphs: dict[str, bytes] = {}  # what lies in the files that stylesheets take


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


def strokes_of(pixmap: QPixmap) -> Draw | None:
    """Return what draws the same as a pixmap that was made of an icon or a glyph; None for any other."""
    drawing = drawing_of(pixmap)
    if drawing is not None or pixmap.width() > _LARGEST_GLYPH:
        return drawing
    # Of a glyph Qt itself makes the pixmap: it is known by its dots.
    return _glyph_pictures(pixmap.width(), pixmap.height(), tuple(_glyphs)).get(_dots(pixmap.toImage()))


@lru_cache(maxsize=256)
def _icon(name: str, tint: str, faded: str) -> QIcon:
    source = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(DrawnIcon(*(_drawing(source.replace(_PLACEHOLDER, color).encode()) for color in (tint, faded))))


@cache
def _glyph(name: str, color: str) -> str:
    source = resource_path("themes", "glyphs", f"{name}.svg").read_text(encoding="utf-8")
    data = source.replace(_PLACEHOLDER, color).encode()
    path = in_memory(f"{name}-{color[1:]}.svg", data)
    _glyphs[path] = data
    return path


def _drawing(data: bytes) -> Draw:
    return partial(_draw, data)


def _draw(data: bytes, painter: QPainter, area: QRectF) -> None:
    side = min(area.width(), area.height())
    corner = area.center() - QPointF(side / 2, side / 2)
    QSvgRenderer(QByteArray(data)).render(painter, QRectF(corner, QSizeF(side, side)))


@lru_cache(maxsize=64)
def _glyph_pictures(width: int, height: int, paths: tuple[str, ...]) -> dict[bytes, Draw]:
    """Return what draws each glyph, by the dots that Qt makes of it."""
    size = QSize(width, height)
    return {_dots(QIcon(path).pixmap(size, 1.0).toImage()): _drawing(_glyphs[path]) for path in paths}


def _dots(image: QImage) -> bytes:
    return bytes(image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).constBits())
