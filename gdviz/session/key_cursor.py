"""A cross in the data plot that the arrow keys move: points are added without a mouse."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal

from gdviz.session import edits
from gdviz.session.pointer import WAYS, PointEditor, Scale, pixel
from gdviz.session.session import Session

PIXELS = 4.0
FAR_PIXELS = 32.0
ADD = (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))


class View(Scale, Protocol):
    """The plot that the cross stands in."""

    @property
    def shown(self) -> QRectF: ...


class KeyCursor(QObject):
    """Enter brings the cross; the arrows move it (Shift: far), Enter adds a point there, Escape takes it away."""

    changed = Signal()

    def __init__(self, session: Session, editor: PointEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._editor = session, editor
        self.place: tuple[float, float] | None = None

    def takes(self, key: int) -> bool:
        """True if a key means something to it."""
        if not edits.is_drawable(self._session.dataset):
            return False
        return key in ADD or (self.place is not None and (key in WAYS or key == Qt.Key.Key_Escape))

    def key(self, key: int, far: bool, view: View) -> None:
        """Do what a key asks for."""
        shown = view.shown
        if key == Qt.Key.Key_Escape:
            self.place = None
        elif self.place is None:
            self.place = (shown.center().x(), shown.center().y())
        elif key in WAYS:
            across, up = pixel(view) * (FAR_PIXELS if far else PIXELS)
            x, y = self.place[0] + WAYS[key][0] * across, self.place[1] + WAYS[key][1] * up
            self.place = (min(max(x, shown.left()), shown.right()), min(max(y, shown.top()), shown.bottom()))
        else:
            self._editor.add_at(*self.place)
        self.changed.emit()

    def hide(self) -> None:
        """Take the cross away."""
        if self.place is not None:
            self.place = None
            self.changed.emit()
