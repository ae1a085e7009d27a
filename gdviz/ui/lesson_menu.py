"""Lessons in the menu and in the top bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QMessageBox, QWidget

from gdviz.lessons import ImageLesson, Lesson, LessonList, SlopeLesson, load_lessons
from gdviz.session import Session

FREE = 0  # where in the list of lessons the experiment of one's own stands
LISTED_AFTER_MILLISECONDS = 300  # the first picture waits for no lesson that nobody has asked for


class LessonMenu(QObject):
    """Opens lessons; files that are wrong are listed with their error, and the rest works.

    All are read and listed a moment after the start, or when somebody asks for them.

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
        self._shown: Lesson | None = None
        self._listed = False
        self.menu.aboutToShow.connect(self.list_all)
        QTimer.singleShot(0, self, self._list_soon)
        self.first: Callable[[Callable[[], None]], object] = lambda then: then()  # what comes before a lesson opens

    @Slot()
    def _list_soon(self) -> None:
        """The window is there: let it be painted before."""
        QTimer.singleShot(LISTED_AFTER_MILLISECONDS, self, self.list_all)

    @cached_property
    def found(self) -> LessonList:
        """All lessons, read when they are first asked for."""
        return load_lessons()

    @Slot()
    def list_all(self) -> None:
        """Fill menu and combo with all lessons, once."""
        if self._listed:
            return
        self._listed = True
        for lessons in (self.found.slope_lessons, self.found.lessons, self.found.image_lessons):
            if lessons and not self.menu.isEmpty():
                self.menu.addSeparator()
            for lesson in lessons:
                action = QAction(lesson.text(self._language).title, self.menu)
                action.triggered.connect(lambda _checked=False, chosen=lesson: self.open(chosen))
                self.menu.addAction(action)
        if self.found.problems:
            self.menu.addSeparator()
            action = QAction(self.tr("Files with mistakes …"), self.menu)
            action.triggered.connect(self._show_problems)
            self.menu.addAction(action)
        self._fill_combo()

    def take_combo(self, combo: QComboBox) -> None:
        """List the lessons in `combo` too; its first entry is the free experiment."""
        self._combo = combo
        combo.addItem(self.tr("Your own experiment"))
        combo.activated.connect(self._choose)
        if self._listed:
            self._fill_combo()

    def _fill_combo(self) -> None:
        if self._combo is None:
            return
        with QSignalBlocker(self._combo):
            while self._combo.count() > 1:
                self._combo.removeItem(1)
            for lesson in (*self.found.slope_lessons, *self.found.lessons, *self.found.image_lessons):
                self._combo.addItem(lesson.text(self._language).title, lesson)
            self._combo.setCurrentIndex(self._place_of(self._shown))

    def _place_of(self, lesson: Lesson | None) -> int:
        """Return where in the combo a lesson stands; while the others are not listed, it is listed alone."""
        if lesson is None or self._combo is None:
            return FREE
        for place in range(1, self._combo.count()):
            if self._combo.itemData(place).id == lesson.id:
                return place
        self._combo.addItem(lesson.text(self._language).title, lesson)
        return self._combo.count() - 1

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
        self.show_choice(lesson)
        self.opened.emit(lesson)

    @property
    def shown(self) -> Lesson | None:
        """The lesson that the list says is shown; None is an experiment of one's own."""
        return self._shown

    def show_choice(self, lesson: Lesson | None = None) -> None:
        """Let the list say that something else is shown."""
        self._shown = lesson
        if self._combo is not None:
            self._combo.setCurrentIndex(self._place_of(lesson))

    @Slot(int)
    def _choose(self, place: int) -> None:
        if self._combo is None:
            return
        lesson = self._combo.itemData(place)
        if lesson is None:
            self._shown = None
            self.left.emit()
        else:
            self._combo.setCurrentIndex(
                self._place_of(self._shown)
            )  # until it is open, which a question may come before
        if lesson is not None:
            self.open(lesson)

    @Slot()
    def _show_problems(self) -> None:
        text = "\n\n".join(f"{problem.path}, {problem.line}: {problem.message}" for problem in self.found.problems)
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Lessons with mistakes"), text, parent=self._parent)
        box.open()
