"""The menu of a plot or a relief: fit the view, copy or save the picture, and what else its owner offers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, SignalInstance, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gdviz.plots.icons import icon
from gdviz.plots.theme import ThemeManager


class PictureMenu(QObject):
    """Makes a new menu each time it is opened."""

    def __init__(
        self,
        picture: QWidget,
        fit: Callable[[], object],
        copy: Callable[[], object],
        save: Callable[[], object] | SignalInstance,
    ) -> None:
        super().__init__(picture)
        self._picture = picture
        self._extra: list[QAction] = []
        self._usual: list[QAction] = []
        for text, sign, slot in (
            (self.tr("&Fit view"), "fit", fit),
            (self.tr("&Copy picture"), "copy", copy),
            (self.tr("&Save picture…"), "save", save),
        ):
            action = QAction(text, self)
            action.setData(sign)
            action.triggered.connect(slot)
            self._usual.append(action)
        self._usual[0].setShortcut(QKeySequence(Qt.Key.Key_Home))
        self._usual[0].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        ThemeManager.instance().changed.connect(self._dress)
        self._dress()

    def add(self, action: QAction) -> None:
        """Offer `action` too, above the usual ones."""
        self._extra.append(action)

    def make(self) -> QMenu:
        """Return a new menu of what can be done."""
        menu = QMenu(self._picture)
        menu.addActions(self._extra)
        if self._extra:
            menu.addSeparator()
        menu.addActions(self._usual)
        return menu

    def open(self, at: QPoint) -> None:
        """Open it at a pixel of the screen."""
        menu = self.make()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    @Slot()
    def _dress(self) -> None:
        for action in self._usual:
            action.setIcon(icon(action.data()))
