"""Lessons in the menu and in the top bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QMessageBox, QWidget

from gdviz.lessons import ImageLesson, Lesson, SlopeLesson, load_lessons
from gdviz.session import Session

FREE = 0  # where in the list of lessons the experiment of one's own stands


class LessonMenu(QObject):
    """Opens lessons; files that are wrong are listed with their error, and the rest works.

    opened          a lesson whose experiment the session now holds
    left            the experiment of one's own was chosen instead
    image_opened, slope_opened  a lesson about images, or slopes, which has a page of its own
    """

    opened = Signal(object)
    left = Signal()
    image_opened = Signal(object)
    slope_opened = Signal(object)

    def __init__(self, session: Session, parent: QWidget, language: str = "en") -> None:
        """Titles stand in `language` where a lesson carries it, else in English."""
        super().__init__(parent)
        self._language = language
        self._session = session
        self._parent = parent
        self.menu = QMenu(self.tr("&Lessons"), parent)
        self._combo: QComboBox | None = None
        self._shown = 0
        self.found = load_lessons()
        for lessons in (self.found.slope_lessons, self.found.lessons, self.found.image_lessons):
            if lessons and not self.menu.isEmpty():
                self.menu.addSeparator()
            for lesson in lessons:
                action = QAction(lesson.text(language).title, self.menu)
                action.triggered.connect(lambda _checked=False, chosen=lesson: self.open(chosen))
                self.menu.addAction(action)
        if self.found.problems:
            self.menu.addSeparator()
            action = QAction(self.tr("Files with mistakes …"), self.menu)
            action.triggered.connect(self._show_problems)
            self.menu.addAction(action)

        self.first: Callable[[Callable[[], None]], object] = lambda then: then()  # what comes before a lesson opens

    def fill_combo(self, combo: QComboBox) -> None:
        """List the lessons in `combo` too; its first entry is the free experiment."""
        self._combo = combo
        combo.addItem(self.tr("Your own experiment"))
        for lesson in (*self.found.slope_lessons, *self.found.lessons, *self.found.image_lessons):
            combo.addItem(lesson.text(self._language).title, lesson)
        combo.activated.connect(self._choose)

    def open_id(self, lesson_id: str) -> None:
        """Open a lesson by its id; raises ValueError where there is none."""
        for lesson in self.found.everything:
            if lesson.id == lesson_id:
                self.open(lesson)
                return
        raise ValueError(f"there is no lesson {lesson_id!r}")

    def open(self, lesson: Lesson | ImageLesson | SlopeLesson) -> None:
        """Open a lesson; one with a page of its own leaves the experiment, and what the combo says, as they are."""
        if isinstance(lesson, SlopeLesson):
            self.slope_opened.emit(lesson)
        elif isinstance(lesson, ImageLesson):
            self.image_opened.emit(lesson)
        else:
            self.first(lambda: self._open(lesson))

    def _open(self, lesson: Lesson) -> None:
        if self._session.open_experiment(self.tr("Lesson"), lesson.experiment):
            self.show_as_open(lesson)

    def show_as_open(self, lesson: Lesson) -> None:
        """Set pace and combo to a lesson whose experiment the session holds."""
        pace = lesson.view.get("pace")
        if pace is not None:
            self._session.set_pace(float(pace))
        self._session.inside.set_sample(lesson.view.get("sample"))
        self._session.view.set_race_axis(lesson.view.get("race_axis", "steps"))
        self.show_place(1 + len(self.found.slope_lessons) + self.found.lessons.index(lesson))
        self.opened.emit(lesson)

    @property
    def place(self) -> int:
        """Where in the list what is shown stands; FREE is an experiment of one's own."""
        return self._shown

    def show_place(self, place: int = FREE) -> None:
        """Let the list say that something else is shown."""
        self._shown = place
        if self._combo is not None:
            self._combo.setCurrentIndex(place)

    @Slot(int)
    def _choose(self, place: int) -> None:
        if self._combo is None:
            return
        lesson = self._combo.itemData(place)
        if lesson is None:
            self._shown = place
            self.left.emit()
        else:
            self._combo.setCurrentIndex(self._shown)  # until it is open, which a question may come before
        if lesson is not None:
            self.open(lesson)

    @Slot()
    def _show_problems(self) -> None:
        text = "\n\n".join(f"{problem.path}, {problem.line}: {problem.message}" for problem in self.found.problems)
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Lessons with mistakes"), text, parent=self._parent)
        box.open()
