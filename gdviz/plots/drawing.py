"""A widget whose picture can be taken: it paints itself on any device, with lines and letters as they are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from gdviz.plots.theme import Theme

_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Drawing(QWidget):
    """What a plot, a relief and a network have in common."""

    def paint_on(self, painter: QPainter, area: QRectF) -> None:
        """Draw it into `area` of any paint device."""
        raise NotImplementedError(f"{type(self).__name__} must draw itself")

    def pictured(self, scale: float = 2.0) -> QImage:
        """Return it as it is, `scale` times as large, lines and letters too."""
        image = QImage(self.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(scale)
        image.fill(QColor(Theme.current().card))
        painter = QPainter(image)
        self.paint_on(painter, QRectF(self.rect()))
        painter.end()
        return image

    @Slot()
    def copy_picture(self) -> None:
        """Put a picture of it on the clipboard."""
        QGuiApplication.clipboard().setImage(self.pictured(2.0))


def came_by_key(event: QFocusEvent) -> bool:
    """Return whether a key brought the focus, so that it must be seen where it is."""
    return event.reason() in _BY_KEY
