"""The page on slopes as one of the window's: it is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gdviz.lessons import SlopeLesson
from gdviz.session.view_state import is_number
from gdviz.training.pages_saved import SlopeChoice
from gdviz.ui.workspaces import Workspace, Workspaces

if TYPE_CHECKING:
    from gdviz.session.slopes import Slopes
    from gdviz.ui.main_window import MainWindow
    from gdviz.ui.slopes.page import SlopesPage

SLOPES = "slopes"
MOST_WORDS = 20_000
MOST_SHOWN = 1e9


class SlopesInWindow(QObject):
    """Offers the workspace; while it is shown, undo and redo are the page's.

    changed     what a session file keeps of it is another
    """

    changed = Signal()

    def __init__(self, window: MainWindow, workspaces: Workspaces) -> None:
        super().__init__(window)
        self._window, self._workspaces = window, workspaces
        self.slopes: Slopes | None = None
        self.page: SlopesPage | None = None
        self._waiting = SlopeChoice()  # of a file, until the page is made
        help_ = self.tr("From the secant to the tangent, and downhill in the plane: functions that are typed")
        workspaces.add(Workspace(SLOPES, self.tr("Slopes"), help_, self._make, in_switch=False, toggle=lambda: None,
                                 twin=self._twin))  # fmt: skip

    @property
    def shown(self) -> bool:
        """Whether the page is what the window shows."""
        return self._workspaces.current == SLOPES and self.slopes is not None

    def _make(self) -> QWidget:
        from gdviz.session.slopes import Slopes  # the window opens faster without them
        from gdviz.ui.slopes.page import SlopesPage

        self.slopes = Slopes(self._waiting, self)
        self.page = SlopesPage(self.slopes)
        self.slopes.changed.connect(self.changed)
        return self.page

    def _twin(self) -> tuple[QWidget, Callable[[], bool]]:
        from gdviz.ui.slopes.page import SlopesPage

        assert self.slopes is not None
        twin = SlopesPage(self.slopes)
        take_page_view(twin, self.view())
        return twin, lambda: True

    @property
    def saved(self) -> SlopeChoice | None:
        """Return what a file keeps of it; None as long as it is as at first."""
        choice = self._waiting if self.slopes is None else self.slopes.choice
        return None if choice == SlopeChoice() else choice

    def take(self, saved: SlopeChoice | None) -> None:
        """Be as a file says, or as at first."""
        self._waiting = saved or SlopeChoice()
        if self.slopes is not None and self.page is not None:
            self.slopes.begin_with(self._waiting)
            self.page.words.tell("")

    def view(self) -> dict[str, Any]:
        """Return how the page is looked at, as JSON knows it; nothing if it was never made."""
        if self.page is None:
            return {}
        plot = self.page.front
        shown = plot.shown
        zoomed = {} if plot.follow else {"shown": [shown.left(), shown.right(), shown.top(), shown.bottom()]}
        return {"words": self.page.words.text, **zoomed}

    def take_view(self, view: Mapping[str, Any]) -> None:
        """Look at the page as a file says; what makes no sense is passed over."""
        if self.page is not None:
            take_page_view(self.page, view)

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


def take_page_view(page: SlopesPage, view: Mapping[str, Any]) -> None:
    """Look at a page as a file says; what makes no sense is passed over."""
    words, shown = view.get("words"), view.get("shown")
    if isinstance(words, str):
        page.words.tell(words[:MOST_WORDS])
    if isinstance(shown, list) and len(shown) == 4 and all(is_number(each) for each in shown):
        left, right, low, high = (float(each) for each in shown)
        if -MOST_SHOWN <= left < right <= MOST_SHOWN and -MOST_SHOWN <= low < high <= MOST_SHOWN:
            page.front.show_part(left, right, low, high)
