"""Lessons about images in the window, and the two pages beside the digits: the moving filter and the sweep."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gdviz.lessons import ImageLesson, find_any
from gdviz.lessons.image_lessons import CONVOLUTION, SWEEP
from gdviz.session.explain import Message
from gdviz.training.image_task import ImageTask
from gdviz.training.pages_saved import FilterChoice
from gdviz.ui.digits.in_window import DIGITS, DigitsInWindow
from gdviz.ui.workspaces import Workspace, Workspaces

if TYPE_CHECKING:
    from gdviz.session.moving_filter import MovingFilter
    from gdviz.session.sweeping import Sweeping
    from gdviz.ui.convolution.page import ConvolutionPage
    from gdviz.ui.main_window import MainWindow
    from gdviz.ui.sweep.page import SweepPage

FIRST_SWEEP = "what-matters"


class ImagePages(QObject):
    """Makes the pages when they are first shown, and sets them and the digits page to what a lesson says.

    changed     what a session file keeps of the two pages is another
    """

    changed = Signal()

    def __init__(self, window: MainWindow, workspaces: Workspaces, digits: DigitsInWindow) -> None:
        super().__init__(window)
        self._window, self._workspaces, self._digits = window, workspaces, digits
        self.moving: MovingFilter | None = None
        self.sweeping: Sweeping | None = None
        self._convolution: ConvolutionPage | None = None
        self._sweep: SweepPage | None = None
        self._waiting_filter: FilterChoice | None = None  # of a file, until the page is made
        self._waiting_task: ImageTask | None = None
        workspaces.add(
            Workspace(
                CONVOLUTION, self.tr("A filter that moves"), self.tr("Convolution: nine weights slide over an image"),
                self._make_convolution, in_switch=False, toggle=self._toggle_filter, twin=self._filter_twin,
            )
        )  # fmt: skip
        workspaces.add(
            Workspace(
                SWEEP, self.tr("What matters"), self.tr("Trainings side by side that differ in one setting"),
                self._make_sweep, in_switch=False, toggle=self._toggle_sweep, twin=self._sweep_twin,
            )
        )  # fmt: skip
        workspaces.changed.connect(self._hand_over_drawing)
        digits.page_wanted.connect(workspaces.show)

    @Slot(object)
    def open(self, lesson: ImageLesson) -> None:
        """Go to a lesson's page, and set it as the lesson says."""
        place = lesson.view["workspace"]
        words = lesson.text(self._window.preferences.language or "en").what_to_see
        self._workspaces.show(place)
        if place == CONVOLUTION and self._convolution is not None:
            moving, start = self._convolution.moving, lesson.filter
            moving.set_padding(start.padding)
            moving.set_preset(start.filter)
            moving.show_digit(start.digit)
            self._convolution.words.tell(words)
        elif place == SWEEP and self._sweep is not None and lesson.task is not None:
            self._sweep.sweeping.set_task(lesson.task)
            self._sweep.words.tell(words)
        elif place == DIGITS and lesson.task is not None:
            self._digits.open_task(lesson.task, words, lesson.draw)

    def close(self, seconds: float) -> None:
        """End timers and processes, which are waited for so many seconds at most."""
        if self.moving is not None:
            self.moving.pause()
        if self.sweeping is not None:
            self.sweeping.close(seconds)

    def _make_convolution(self) -> QWidget:
        from gdviz.session.moving_filter import MovingFilter  # the window opens faster without them
        from gdviz.ui.convolution.page import ConvolutionPage

        self.moving = MovingFilter(self)
        if self._waiting_filter is not None:
            self.moving.begin_with(self._waiting_filter)
        page = self._convolution = ConvolutionPage(self.moving)
        page.back_wanted.connect(self._back)
        self.moving.changed.connect(self.changed)
        self.moving.refused.connect(self._complain)
        if self.moving.problem:
            self._complain(self.moving.problem)
        return page

    def _make_sweep(self) -> QWidget:
        from gdviz.session.sweeping import Sweeping
        from gdviz.ui.sweep.page import SweepPage

        lesson, task = first_sweep()
        self.sweeping = Sweeping(self._waiting_task or task, self)
        page = self._sweep = SweepPage(self.sweeping, self._complain)
        if self._waiting_task is None:
            page.words.tell(lesson.text(self._window.preferences.language or "en").what_to_see)
        page.back_wanted.connect(self._back)
        self.sweeping.changed.connect(self.changed)
        return page

    def _filter_twin(self) -> tuple[QWidget, Callable[[], bool]]:
        from gdviz.ui.convolution.page import ConvolutionPage

        assert self.moving is not None
        assert self._convolution is not None
        twin = ConvolutionPage(self.moving)
        twin.words.tell(self._convolution.words.text)
        return twin, lambda: True

    def _sweep_twin(self) -> tuple[QWidget, Callable[[], bool]]:
        from gdviz.ui.sweep.page import SweepPage

        assert self.sweeping is not None
        assert self._sweep is not None
        twin = SweepPage(self.sweeping)
        twin.words.tell(self._sweep.words.text)
        return twin, lambda: True

    # -- session files -----------------------------------------------------------------------------------------------

    @property
    def saved_filter(self) -> FilterChoice | None:
        """Return what a file keeps of the filter; None as long as it is as at first."""
        if self.moving is None:
            return self._waiting_filter
        return None if self.moving.choice == FilterChoice() else self.moving.choice

    @property
    def saved_sweep(self) -> ImageTask | None:
        """Return what a file keeps of the sweep; None as long as it is as at first."""
        if self.sweeping is None:
            return self._waiting_task
        return None if self.sweeping.task == first_sweep()[1] else self.sweeping.task

    def take(self, chosen: FilterChoice | None, task: ImageTask | None) -> None:
        """Be as a file says, or as at first."""
        self._waiting_filter, self._waiting_task = chosen, task
        if self.moving is not None:
            self.moving.begin_with(chosen or FilterChoice())
        if self.sweeping is not None and self._sweep is not None:
            self.sweeping.set_task(task or first_sweep()[1])
            self._sweep.words.tell("")

    def _toggle_filter(self) -> None:
        if self.moving is not None:
            self.moving.toggle()

    def _toggle_sweep(self) -> None:
        if self.sweeping is not None:
            self.sweeping.toggle()

    @Slot(str)
    def _complain(self, text: str) -> None:
        self._window.notice.tell(Message(text, "error"))

    @Slot()
    def _back(self) -> None:
        self._workspaces.show(DIGITS)

    @Slot(str)
    def _hand_over_drawing(self, name: str) -> None:
        session = self._digits.session
        if name == CONVOLUTION and self.moving is not None and session is not None and not session.sheet.empty:
            self.moving.set_drawn(session.sheet.seen(session.centre))


@cache
def first_sweep() -> tuple[ImageLesson, ImageTask]:
    """Return the lesson that the page of sweeps begins with, and what it trains."""
    lesson = find_any(FIRST_SWEEP)
    assert isinstance(lesson, ImageLesson)
    assert isinstance(lesson.task, ImageTask)
    return lesson, lesson.task
