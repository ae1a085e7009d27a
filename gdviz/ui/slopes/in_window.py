"""The page on slopes as one of the window's: it is made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gdviz.lessons import SlopeLesson
from gdviz.ui.workspaces import Workspace, Workspaces

if TYPE_CHECKING:
    from gdviz.session.slopes import Slopes
    from gdviz.ui.main_window import MainWindow
    from gdviz.ui.slopes.page import SlopesPage

SLOPES = "slopes"


class SlopesInWindow(QObject):
    """Offers the workspace; while it is shown, undo and redo are the page's."""

    def __init__(self, window: MainWindow, workspaces: Workspaces) -> None:
        super().__init__(window)
        self._window, self._workspaces = window, workspaces
        self.slopes: Slopes | None = None
        self.page: SlopesPage | None = None
        help_ = self.tr("From the secant to the tangent, and downhill in the plane: functions that are typed")
        workspaces.add(Workspace(SLOPES, self.tr("Slopes"), help_, self._make, in_switch=False, toggle=lambda: None))

    @property
    def shown(self) -> bool:
        """Whether the page is what the window shows."""
        return self._workspaces.current == SLOPES and self.slopes is not None

    def _make(self) -> QWidget:
        from gdviz.session.slopes import Slopes  # the window opens faster without them
        from gdviz.ui.slopes.page import SlopesPage

        self.slopes = Slopes(parent=self)
        self.page = SlopesPage(self.slopes)
        self.slopes.changed.connect(self._window.show_undo)
        return self.page

    @Slot(object)
    def open(self, lesson: SlopeLesson) -> None:
        """Go to the page, and set it as the lesson says."""
        self._workspaces.show(SLOPES)
        assert self.slopes is not None
        assert self.page is not None
        title = lesson.text(self._window.preferences.language or "en").title
        if len(lesson.place) == 2:
            self.slopes.set(title, plane=True, surface=lesson.function, place=lesson.place)
        else:
            (at,) = lesson.place
            self.slopes.set(title, plane=False, function=lesson.function, at=at, delta=lesson.delta)
        self.page.words.tell(lesson.text(self._window.preferences.language or "en").what_to_see)
