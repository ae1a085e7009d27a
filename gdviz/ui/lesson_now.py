"""The lesson that is shown: its words go when its data go, and come back with them by undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gdviz.core.models import MODELS
from gdviz.core.models.function import Function
from gdviz.lessons import Lesson
from gdviz.session import Session
from gdviz.ui.lesson_card import LessonCard
from gdviz.ui.lesson_menu import LessonMenu


class LessonNow(QObject):
    """Takes the text and the choice of a lesson away while the points are no longer those that it speaks of.

    Edited points are still a lesson's, and so are other settings and models: many lessons ask for them.
    """

    def __init__(self, session: Session, card: LessonCard, menu: LessonMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._card, self._menu = session, card, menu
        self._lesson: Lesson | None = None
        self._text: str | None = None  # of the lesson, while it is away
        menu.opened.connect(self._take)
        menu.left.connect(self._leave)
        session.experiment_changed.connect(self._look)
        session.data_changed.connect(self._look)

    @Slot(object)
    def _take(self, lesson: Lesson) -> None:
        self._lesson, self._text = lesson, None

    @Slot()
    def _leave(self) -> None:
        self._lesson = None
        self._card.tell("")

    @Slot()
    def _look(self) -> None:
        if self._lesson is None:
            return
        away = self._is_away(self._lesson)
        if self._text is None:
            if self._menu.shown is not self._lesson:
                self._lesson = None  # a file or a new session has taken its place
            elif away:
                self._text = self._card.text
                self._show("", None)
        elif self._card.text or self._menu.shown is not None:
            self._lesson = None
        elif not away and self._session.redo_label:  # chosen by hand, the same data are no lesson
            self._show(self._text, self._lesson)
            self._text = None

    def _show(self, text: str, lesson: Lesson | None) -> None:
        self._card.tell(text)
        self._menu.show_choice(lesson)

    def _is_away(self, lesson: Lesson) -> bool:
        session, experiment = self._session, lesson.experiment
        has_function = issubclass(MODELS[experiment.model.name], Function)
        if has_function or session.function:
            return has_function != bool(session.function)
        return session.origin is None or session.origin.source != experiment.data.source
