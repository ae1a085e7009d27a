"""How wide the user has made the columns at the sides: they stay so, and the middle has what a larger window adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from gdviz.session.preferences import Preferences
from gdviz.ui.arrangement import Arrangement, Room


class ColumnWidths(QObject):
    """Remembers both widths by layout, which Qt would stretch with the window; `present` names the one that is shown.

    `present` is "" where nothing is to be kept: a page, or a layout that is shared anew. `dragged` tells of a grip.
    """

    dragged = Signal()

    def __init__(
        self, window: QMainWindow, arrangement: Arrangement, preferences: Preferences, present: Callable[[], str]
    ) -> None:
        super().__init__(window)
        self._window, self._arrangement, self._preferences, self._present = window, arrangement, preferences, present
        self._known: dict[str, tuple[int, int]] = {}
        self._before: list[QSize] = []
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
                # What a child lets pass comes here too; a grip lies between all children.
                on_grip = self._window.childAt(event.position().toPoint()) is None
                self._before = self._sizes() if on_grip else []
            elif event.type() == QEvent.Type.MouseButtonRelease:
                QTimer.singleShot(0, self, self._look)
        return super().eventFilter(watched, event)

    def _sizes(self) -> list[QSize]:
        return [dock.size() for dock in self._arrangement.everything]

    @Slot()
    def _look(self) -> None:
        """See whether a grip between panels was dragged: Qt tells nobody, and the window gets no event of its own."""
        if self._before and self._before != self._sizes():
            self.dragged.emit()
            self.note()
        self._before = []

    @Slot()
    def note(self) -> None:
        """Remember the widths as they are."""
        name = self._present()
        if name:
            self._known[name] = (self._arrangement.left.width(), self._arrangement.right.width())

    def hold(self) -> None:
        """Give the columns the widths that they had."""
        name = self._present()
        if not name or QGuiApplication.mouseButtons():
            return
        if name not in self._known:
            self.note()
            return
        sides = (self._arrangement.left, self._arrangement.right)
        widths = list(zip(sides, self._known[name], strict=True))
        if self._arrangement.room is not Room.WIDE:
            widths = widths[:1]  # both stand in one place
        shown: list[tuple[QDockWidget, int]] = [
            (side, width) for side, width in widths if side.isVisible() and not side.isFloating()
        ]
        if not shown or all(side.width() == width for side, width in shown):
            return
        # Qt keeps to widths only where all of a row have one
        middle = [dock for dock in self._arrangement.docks.values() if dock.isVisible() and not dock.isFloating()]
        if middle:
            widest = max(middle, key=lambda dock: dock.width())
            gained = sum(side.width() - width for side, width in shown)
            shown.append((widest, max(1, widest.width() + gained)))
        self._window.resizeDocks([dock for dock, _ in shown], [width for _, width in shown], Qt.Orientation.Horizontal)

    def restore(self, names: Iterable[str]) -> None:
        """Take over what was remembered of these layouts at the last end."""
        for name in names:
            saved = self._preferences.columns(name)
            if saved is not None:
                self._known[name] = saved

    def save(self) -> None:
        """Remember them for the next start."""
        for name, widths in self._known.items():
            self._preferences.save_columns(name, widths)

    def forget(self) -> None:
        self._known.clear()
