"""Pages of the window without a window, as a lesson or a session file says, for whoever draws or keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gdviz.core.images import ImageSet
from gdviz.lessons.image_lessons import CONVOLUTION, DIGITS, SWEEP
from gdviz.session.digits import DigitsSession
from gdviz.session.digits_saving import first_digits, take_digits
from gdviz.session.moving_filter import MovingFilter
from gdviz.session.slopes import Slopes
from gdviz.session.sweeping import Sweeping
from gdviz.training.digits_course import DigitsSnapshot
from gdviz.training.pages_saved import FilterChoice, SlopeChoice
from gdviz.training.session_values import SavedSession
from gdviz.training.sweep import Outcome
from gdviz.ui.convolution.page import ConvolutionPage
from gdviz.ui.digits.workspace import DigitsWorkspace
from gdviz.ui.image_pages import first_sweep
from gdviz.ui.page_picture import Settled
from gdviz.ui.slopes.in_window import SLOPES, take_page_view
from gdviz.ui.slopes.page import SlopesPage
from gdviz.ui.sweep.page import SweepPage

PAGES = (DIGITS, SLOPES, CONVOLUTION, SWEEP)


@dataclass
class Trained:
    """What came of a training that no file holds: a moment of the digits' with its images, or the runs of a sweep."""

    moment: DigitsSnapshot | None = None
    images: ImageSet | None = None
    outcomes: Sequence[Outcome | None] = field(default_factory=tuple)


class LonePage:
    """One page and what it shows; `close` ends both."""

    def __init__(self, saved: SavedSession, words: str = "", trained: Trained | None = None) -> None:
        self.name = str(saved.view.get("workspace"))
        trained = trained or Trained()
        make = {DIGITS: self._digits, SLOPES: self._slopes, CONVOLUTION: self._filter, SWEEP: self._sweep}
        self.settled: Settled = lambda: True
        self.digits: DigitsSession | None = None
        self._hub: QObject
        self.page: QWidget = make[self.name](saved, words, trained)

    def close(self) -> None:
        if self.digits is not None:
            self.digits.close()
        if isinstance(self._hub, Sweeping):
            self._hub.close()

    def _digits(self, saved: SavedSession, words: str, trained: Trained) -> QWidget:
        session = self.digits = self._hub = DigitsSession()
        page = DigitsWorkspace(session)
        kept = saved.digits or first_digits()
        if trained.images is not None:
            session.take_images(trained.images)
        take_digits(session, kept, read=trained.images is None)
        if trained.moment is not None:
            session.show_moment(trained.moment)
        if words:
            page.tell(words)
        self.settled = lambda: session.settled
        return page

    def _slopes(self, saved: SavedSession, words: str, _trained: Trained) -> QWidget:
        slopes = self._hub = Slopes(saved.pages.slopes or SlopeChoice())
        page = SlopesPage(slopes)
        view: Any = saved.view.get("slopes")
        take_page_view(page, view if isinstance(view, Mapping) else {})
        if words:
            page.words.tell(words)
        return page

    def _filter(self, saved: SavedSession, words: str, _trained: Trained) -> QWidget:
        moving = self._hub = MovingFilter()
        moving.begin_with(saved.pages.filter or FilterChoice())
        page = ConvolutionPage(moving)
        if words:
            page.words.tell(words)
        return page

    def _sweep(self, saved: SavedSession, words: str, trained: Trained) -> QWidget:
        lesson, first = first_sweep()
        sweeping = self._hub = Sweeping(saved.pages.sweep or first)
        if trained.outcomes:
            sweeping.show(trained.outcomes)
        page = SweepPage(sweeping)
        page.words.tell(words or ("" if saved.pages.sweep else lesson.text().what_to_see))
        return page
